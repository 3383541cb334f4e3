"""A withdrawn batch counts as never loaded, in one step; undone, it is back."""

from datetime import timedelta
from pathlib import Path

import pytest

from quietline.domain.errors import Refused
from quietline.warehouse.absence import Withdrawal
from quietline.warehouse.lake import Lake
from quietline.warehouse.sweep import REPLACED_KEPT, WITHDRAWN_KEPT, sweep
from quietline.warehouse.withdrawal import undo, withdraw
from tests.warehouse.builders import AT, a_batch, a_city, a_part

DAY = "2026-04-01"


def a_withdrawal(*batches: str, hours: float = 1) -> Withdrawal:
    return Withdrawal(batches=batches, at=AT + timedelta(hours=hours), by="S-1", reason="loaded by mistake")


def names(lake: Lake) -> list[str]:
    return [path.name for path in lake.files("calls")]


def test_its_files_are_gone_and_come_back(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    a_batch(home, a_part(home, DAY))
    lake = Lake(home)
    before = lake.fingerprint("calls")
    withdraw(lake, a_withdrawal("one"))
    assert (names(lake), lake.days(), lake.manifest("one").total) == ([], [], 1)
    undo(lake, "one")
    assert (names(lake), lake.fingerprint("calls")) == (["one.parquet"], before)


def test_what_it_replaced_is_there_again(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    old = a_part(home, DAY)
    a_batch(home, old)
    a_batch(home, a_part(home, DAY, "one.two"), a_part(home, DAY, "two"), batch="two", replaced=(old,))
    lake = Lake(home)
    assert names(lake) == ["one.two.parquet", "two.parquet"]
    withdraw(lake, a_withdrawal("two"))
    assert names(lake) == ["one.parquet"]


def test_a_batch_on_which_a_later_one_stands_is_not_withdrawn_before_that(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    old = a_part(home, DAY)
    a_batch(home, old)
    a_batch(home, a_part(home, DAY, "one.two"), batch="two", replaced=(old,))
    lake = Lake(home)
    with pytest.raises(Refused, match=r"fuller records of its calls: two\.csv"):
        withdraw(lake, a_withdrawal("one"))
    withdraw(lake, a_withdrawal("two"))
    withdraw(lake, a_withdrawal("one"))
    assert names(lake) == []


def test_what_it_replaced_must_still_be_kept(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    old = a_part(home, DAY)
    a_batch(home, old)
    a_batch(home, a_part(home, DAY, "one.two"), batch="two", replaced=(old,))
    lake = Lake(home)
    sweep(lake, at=AT + REPLACED_KEPT + timedelta(seconds=1))
    with pytest.raises(Refused, match="not kept any more"):
        withdraw(lake, a_withdrawal("two"))


@pytest.mark.parametrize(
    ("day", "is_refused"), [(DAY, True), ("2026-04-02", False)], ids=["the same day", "another day"]
)
def test_it_comes_back_only_where_nothing_of_its_days_was_loaded_since(
    tmp_path: Path, day: str, is_refused: bool
) -> None:
    home = a_city(tmp_path)
    a_batch(home, a_part(home, DAY))
    lake = Lake(home)
    withdraw(lake, a_withdrawal("one"))
    a_batch(home, a_part(home, day, "two"), batch="two", at=AT + timedelta(hours=2))
    if is_refused:
        with pytest.raises(Refused, match=r"loaded since: two\.csv"):
            undo(lake, "one")
    else:
        undo(lake, "one")
    assert ("one.parquet" in names(lake)) is not is_refused


def test_its_bytes_go_when_the_withdrawal_cannot_be_undone_any_more(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    part = a_part(home, DAY)
    a_batch(home, part)
    lake = Lake(home)
    withdraw(lake, a_withdrawal("one"))
    assert sweep(lake, at=AT + WITHDRAWN_KEPT) == []
    assert sweep(lake, at=AT + WITHDRAWN_KEPT + timedelta(hours=2)) == [home.lake / part]
    with pytest.raises(Refused, match="load the delivered file again"):
        undo(lake, "one")


def test_withdrawing_again_changes_nothing(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    a_batch(home, a_part(home, DAY))
    lake = Lake(home)
    withdraw(lake, a_withdrawal("one"))
    withdraw(lake, a_withdrawal("one", hours=5))
    (file,) = (home.lake / "withdrawn").iterdir()
    assert Withdrawal.model_validate_json(file.read_bytes()).at == AT + timedelta(hours=1)
