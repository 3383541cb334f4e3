"""A document is opened by whom it concerns, for a reason, within limits, and never unnoticed; a copy of the ledger tells nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from quietline.domain.errors import InputError, NotFound, QuietlineError, Refused, SetupError
from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.cases.models import Case
from quietline.office.vault import keys
from quietline.office.vault.models import SealedDocument
from quietline.office.vault.sealing import match_of
from quietline.office.vault.services import rotate as rotation
from quietline.office.vault.services.load import load_documents
from quietline.office.vault.services.rotate import keys_in_use, rotate
from quietline.office.vault.services.view import document_of, view_document
from tests.ledger_builders import NOW, Cast, a_case, later

pytestmark = pytest.mark.django_db
ID_CARD = "11010519491231002X"
OF_CASE = "subscriber-of-张三"
WHY = "影像复核"


@pytest.fixture
def vault(home: Home, tmp_path: Path, city_settings: Callable[..., None]) -> Home:
    city_settings(vault_keys_dir=str(tmp_path / "vault-keys"), vault_views_per_hour=3)
    return home


@pytest.fixture
def case(vault: Home, cast: Cast, tmp_path: Path) -> Case:
    """A case whose holder's document is in the vault."""
    loaded(vault, tmp_path, cast, f"{OF_CASE},身份证,{ID_CARD}")
    return a_case()


def register(
    tmp_path: Path, *lines: str, head: str = "用户标识,证件类型,证件号码", encoding: str = "utf-8"
) -> Path:
    path = tmp_path / "documents.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding=encoding)
    return path


def loaded(
    home: Home, tmp_path: Path, cast: Cast, *lines: str
) -> tuple[int, int, int, list[tuple[int, str]]]:
    found = load_documents(home, register(tmp_path, *lines), actor=cast.administrator, at=NOW)
    return found.new, found.renewed, found.known, found.bad


def test_who_sees_the_case_opens_its_document_and_leaves_an_entry_with_the_reason(
    case: Case, cast: Cast
) -> None:
    found = view_document(case_id=case.pk, reason=WHY, actor=cast.analyst, at=NOW)
    assert (found.kind, found.number) == ("id_card", ID_CARD)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.actor, entry.case, entry.reason) == (
        "document.viewed",
        "S-ANALYST",
        case.pk,
        WHY,
    )


REFUSED = [
    ("auditor", WHY, Refused),
    ("branch", WHY, Refused),
    ("administrator", WHY, Refused),
    ("outsider", WHY, NotFound),
    ("analyst", " ", Refused),
    ("analyst", "。", Refused),
]


@pytest.mark.parametrize(("who", "reason", "error"), REFUSED)
def test_others_and_those_without_a_reason_are_refused_and_remembered(
    case: Case, cast: Cast, who: str, reason: str, error: type[QuietlineError]
) -> None:
    with pytest.raises(error):
        view_document(case_id=case.pk, reason=reason, actor=cast.by_name(who), at=NOW)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.actor) == ("document.view.refused", cast.by_name(who).name)


def test_nobody_opens_more_within_an_hour_than_the_city_allows(case: Case, cast: Cast) -> None:
    for minute in (0, 10, 20):
        view_document(case_id=case.pk, reason=WHY, actor=cast.analyst, at=later(minutes=minute))
    with pytest.raises(Refused, match="opened 3 documents within the hour"):
        view_document(case_id=case.pk, reason=WHY, actor=cast.analyst, at=later(minutes=59))
    view_document(case_id=case.pk, reason=WHY, actor=cast.reviewer, at=later(minutes=59))
    view_document(case_id=case.pk, reason=WHY, actor=cast.analyst, at=later(minutes=60))


def test_a_holder_without_a_document_is_said(case: Case, cast: Cast) -> None:
    other = a_case("8613803910002", holder="李四")
    assert document_of(other) is None
    with pytest.raises(NotFound, match="no document of this holder"):
        view_document(case_id=other.pk, reason=WHY, actor=cast.analyst, at=NOW)


def test_the_ledger_and_its_trail_hold_the_number_nowhere(case: Case, cast: Cast) -> None:
    view_document(case_id=case.pk, reason=WHY, actor=cast.analyst, at=NOW)
    tables = connection.introspection.table_names()
    assert "vault_sealeddocument" in tables
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                said = " ".join(
                    bytes(cell).hex() if isinstance(cell, bytes | memoryview) else str(cell) for cell in row
                )
                assert ID_CARD not in said
                assert ID_CARD.encode().hex() not in said


@pytest.mark.parametrize("column", ["subscriber", "kind", "key_number", "sealed"])
def test_a_document_that_was_moved_or_changed_does_not_open(
    case: Case, cast: Cast, vault: Home, tmp_path: Path, column: str
) -> None:
    loaded(vault, tmp_path, cast, "another,护照,E12345678")
    keys.make_next(vault)
    another = SealedDocument.objects.get(subscriber="another")
    changes = {"subscriber": "x", "kind": "passport", "key_number": 2, "sealed": bytes(another.sealed)}
    SealedDocument.objects.filter(subscriber=OF_CASE).update(**{column: changes[column]})
    if column == "subscriber":
        SealedDocument.objects.filter(subscriber="another").update(subscriber=OF_CASE)
    with pytest.raises(Refused, match="cannot be opened"):
        view_document(case_id=case.pk, reason=WHY, actor=cast.analyst, at=NOW)


def test_a_register_is_taken_in_once_and_a_changed_number_renews(
    vault: Home, tmp_path: Path, cast: Cast
) -> None:
    assert loaded(vault, tmp_path, cast, "a,id_card,11010519491231002x", "b,护照, E 12345678") == (
        2,
        0,
        0,
        [],
    )
    assert loaded(vault, tmp_path, cast, "a,居民身份证,11010519491231002X", "b,护照,E12345679") == (
        0,
        1,
        1,
        [],
    )
    same = SealedDocument.objects.get(subscriber="a")
    assert same.match == match_of(ID_CARD, vault)


def test_bad_lines_are_named_without_their_numbers_and_stop_nothing(
    vault: Home, tmp_path: Path, cast: Cast
) -> None:
    *counts, bad = loaded(
        vault,
        tmp_path,
        cast,
        ",身份证," + ID_CARD,
        "a,身份证,110105194912310021",
        "b,月票,1",
        f"c,身份证,{ID_CARD}",
        "d",
    )
    assert counts == [1, 0, 0]
    assert [line for line, _ in bad] == [2, 3, 4, 6]
    assert "110105194912310021" not in str(bad)


def test_a_file_in_the_old_encoding_is_read(vault: Home, tmp_path: Path, cast: Cast) -> None:
    path = register(tmp_path, f"a,身份证,{ID_CARD}", encoding="gb18030")
    assert load_documents(vault, path, actor=cast.administrator, at=NOW).new == 1


def test_what_is_no_register_of_documents_is_refused_in_words(
    vault: Home, tmp_path: Path, cast: Cast
) -> None:
    with pytest.raises(InputError, match="no column 'number'"):
        load_documents(vault, register(tmp_path, head="用户标识,证件类型"), actor=cast.administrator, at=NOW)
    path = tmp_path / "binary.csv"
    path.write_bytes(b"\xff\xfe\x00\x80\xff")
    with pytest.raises(InputError, match="neither in UTF-8 nor in GB18030"):
        load_documents(vault, path, actor=cast.administrator, at=NOW)


def test_only_who_keeps_documents_loads_and_rotates(vault: Home, tmp_path: Path, cast: Cast) -> None:
    with pytest.raises(Refused):
        load_documents(vault, register(tmp_path), actor=cast.analyst, at=NOW)
    with pytest.raises(Refused):
        rotate(vault, actor=cast.analyst, at=NOW)
    assert AuditEntry.objects.filter(action__in=["vault.load.refused", "vault.rotate.refused"]).count() == 2


def test_after_a_rotation_the_old_key_opens_nothing_and_is_needed_by_nothing(
    case: Case, cast: Cast, vault: Home
) -> None:
    before = bytes(SealedDocument.objects.get().sealed)
    assert rotate(vault, actor=cast.administrator, at=NOW) == 1
    assert keys_in_use() == {2}
    (vault.vault_keys / "vault-1.key").unlink()
    assert bytes(SealedDocument.objects.get().sealed) != before
    assert view_document(case_id=case.pk, reason=WHY, actor=cast.analyst, at=NOW).number == ID_CARD


def test_an_interrupted_rotation_goes_on_with_the_key_that_it_had_begun_with(
    case: Case, cast: Cast, vault: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded(vault, tmp_path, cast, "b,护照,E12345678", "c,护照,E12345679")
    monkeypatch.setattr(rotation, "CHUNK", 1)
    number = keys.make_next(vault)
    assert rotation._move_chunk(vault, number, actor=cast.administrator, at=NOW) == 1
    assert rotate(vault, actor=cast.administrator, at=NOW) == 2
    assert (keys.newest(vault), keys_in_use()) == (2, {2})


def test_keys_that_went_missing_are_said_and_never_replaced(
    case: Case, cast: Cast, vault: Home, tmp_path: Path
) -> None:
    vault.vault_keys.rename(tmp_path / "elsewhere")
    with pytest.raises(SetupError, match="a key of the vault cannot be read"):
        view_document(case_id=case.pk, reason=WHY, actor=cast.analyst, at=NOW)
    with pytest.raises(Refused, match="keys of the vault are gone"):
        loaded(vault, tmp_path, cast, "b,护照,E12345678")
    with pytest.raises(Refused, match="keys of the vault are gone"):
        rotate(vault, actor=cast.administrator, at=NOW)
    assert not vault.vault_keys.exists()


def test_keys_are_for_their_owner_only(case: Case, vault: Home) -> None:
    files = list(vault.vault_keys.iterdir())
    assert {path.name for path in files} == {"vault-1.key", "match.key"}
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
