"""An auditor finds who did what, sees no number whole, and takes out a file that no spreadsheet takes for formulas."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quietline.domain.errors import Refused
from quietline.home import Home
from quietline.office.audit.models import AuditEntry
from quietline.office.audit.record import record
from quietline.office.cases.models import Case
from tests.console.page_cases import client_of
from tests.ledger_builders import BRANCH, MOBILE, NOW, SYSTEM, Cast, a_person, decided

pytestmark = pytest.mark.django_db


def written(action: str = "number.viewed", *, count: int = 1, days: int = 0, **said: object) -> None:
    with transaction.atomic():
        for _ in range(count):
            record(
                actor=SYSTEM,
                at=NOW + timedelta(days=days),
                action=action,
                object_kind="number",
                object_id="k",
                **said,  # type: ignore[arg-type]
            )


def page(cast: Cast, query: str = "", *, language: str = "en") -> str:
    return client_of(cast, "auditor", language=language).get(f"/audit/{query}").content.decode()


@pytest.fixture
def case(a_case_of_the_city: Case, cast: Cast) -> Case:
    decided(a_case_of_the_city, "watch", cast.analyst)
    return a_case_of_the_city


def test_who_did_it_and_why_and_what_changed_is_shown(cast: Cast, case: Case) -> None:
    text = page(cast, f"?case={case.pk}&action=case.suspected")
    assert "case.suspected-&gt;watching" in text
    assert "S-ANALYST" in text
    assert "suspected → watching" in text


FILTERS = [
    ("actor=S-ANALYST", "case.suspected-&gt;watching", "case.created"),
    ("action=case.cr", "case.created", "measure.created"),
    ("object_kind=measure", "measure.created", "case.created"),
    ("what=views", "number.viewed", "case.created"),
    ("what=refused", "case.decide.refused", "case.created"),
    ("first=2026-03-21", "case.decide.refused", "number.viewed"),
    ("last=2026-03-20", "number.viewed", "case.decide.refused"),
]


@pytest.mark.parametrize(("query", "there", "gone"), FILTERS)
def test_a_filter_shows_what_it_asks_for_and_nothing_else(
    cast: Cast, case: Case, query: str, there: str, gone: str
) -> None:
    written()
    written("case.decide.refused", days=3)
    text = page(cast, f"?{query}")
    assert f"<td>{there}</td>" in text
    assert f"<td>{gone}</td>" not in text


def test_nobody_reads_a_whole_number_here(cast: Cast, case: Case) -> None:
    written(
        after={"number": MOBILE, "list": [MOBILE], "in": {"text": f"tel {MOBILE}"}},
        reason=f"为 {MOBILE} 核实",
    )
    for text in (page(cast), client_of(cast, "auditor").get("/audit/file/").content.decode()):
        assert "138 **** 0001" in text
        assert MOBILE not in text
        assert MOBILE.removeprefix("86") not in text


def test_a_refusal_is_said_in_the_language_of_the_page(cast: Cast, case: Case) -> None:
    with pytest.raises(Refused):
        decided(case, "shutdown", cast.auditor)
    assert "it needs the role" in page(cast, "?what=refused")
    assert "需要角色:研判员" in page(cast, "?what=refused", language="zh-hans")


def test_pages_go_back_to_the_first_entry_and_none_is_left_out_or_shown_twice(cast: Cast) -> None:
    written("number.viewed", count=120)
    client, address, seen = client_of(cast, "auditor"), "?action=number.", []
    while address:
        context = client.get(f"/audit/{address}").context
        seen += [line.entry.pk for line in context["lines"]]
        address = context["older"]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 120


def test_a_page_asks_as_many_questions_of_a_long_trail_as_of_a_short_one(cast: Cast) -> None:
    client = client_of(cast, "auditor")
    client.get("/audit/")
    counts = []
    for count in (5, 200):
        written(count=count)
        with CaptureQueriesContext(connection) as queries:
            client.get("/audit/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 17


def test_no_cell_of_the_file_is_a_formula_and_the_export_leaves_an_entry(cast: Cast) -> None:
    written(reason='=HYPERLINK("http://x")', after={"text": "@SUM(1)"})
    answer = client_of(cast, "auditor").get("/audit/file/?action=number.")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.actor, entry.after) == (
        "audit.exported",
        "S-AUDITOR",
        {"rows": 1, "filter": "action=number."},
    )


def test_an_auditor_of_one_branch_is_told_that_the_trail_is_not_his(cast: Cast, case: Case) -> None:
    client = client_of(cast, "auditor", language="en")
    client.force_login(
        a_person("other", "auditor", branches=(BRANCH,)).user,
        backend="django.contrib.auth.backends.ModelBackend",
    )  # type: ignore[arg-type]
    text = client.get("/audit/").content.decode()
    assert "Nothing that you may see" in text
    assert "case.created" not in text
    rows = client.get("/audit/file/").content.decode().splitlines()
    assert len(rows) == 1


def test_odd_filters_count_as_nothing_asked(cast: Cast, case: Case) -> None:
    written(days=(timezone.now() - NOW).days)
    for query in (
        "?case=x&first=2026-13-01&what=nonsense&before=abc",
        "?case=99999999999999999999",
        "?before=0",
    ):
        assert client_of(cast, "auditor").get(f"/audit/{query}").status_code == 200


def test_heads_that_lie_in_the_home_are_said_above_the_trail(cast: Cast, home: Home) -> None:
    assert home.heads_lie_inside
    assert "the signed heads of the audit trail lie in the home" in page(cast)
    assert "审计链的签名链尾与台账在同一目录下" in page(cast, language="zh-hans")
