"""Groups over several days, with registers: findings are those of the oracle, on random campaigns."""

import csv
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quietline.home import Home
from quietline.ingest.load import load_file
from quietline.ingest.profile import shipped
from quietline.rulebook.judge import outcomes
from quietline.rulebook.load import load_control
from quietline.rulebook.run import create_views
from quietline.warehouse.lake import Lake
from tests.lake_builders import DAY, a_city
from tests.oracle.group_findings import group_findings
from tests.oracle.reader import read_calls, read_register

CONTROLS = (
    "c109_shared_device",
    "c110_organised_calling",
    "c111_shared_list",
    "c112_marketing_off_platform",
    "c115_rotation",
    "c116_little_response",
)
NUMBERS = [f"8613803910{position:03d}" for position in range(12)]
LOADED_AT = datetime(2026, 4, 1, tzinfo=UTC)

CAMPAIGNS = st.lists(
    st.fixed_dictionaries(
        {
            "members": st.integers(1, 12),
            "first": st.integers(0, 6),
            "each": st.sampled_from([4, 5, 12, 13, 19, 20, 27, 28, 30, 40]),
            "apart": st.sampled_from([0, 3, 9, 13, 40]),
            "list": st.integers(0, 2),
            "days_before": st.integers(0, 7),
            "a_day_later_each": st.booleans(),
            "answered_of_20": st.integers(0, 20),
            "talk": st.sampled_from([4, 60]),
            "back_of_20": st.sampled_from([0, 0, 1, 2, 5]),
            "imei": st.sampled_from(["", "", "490154203237518"]),
        }
    ),
    min_size=1,
    max_size=4,
)
REGISTERS = st.fixed_dictionaries(
    {
        "enterprise": st.sampled_from(["", "DW01"]),
        "worker_id": st.sampled_from(["", "GH01"]),
        "held": st.sampled_from([12, 30, 400]),
        "since": st.sampled_from(["2026-03-10", "2020-01-01"]),
        "listed": st.integers(0, 3),
        "platform": st.booleans(),
    }
)


def write(path: Path, header: str, rows: list[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header.split(","), *rows])


def write_calls(path: Path, campaigns: list[dict[str, int | str]]) -> None:
    """The campaigns, and those who call back."""
    rows: list[list[object]] = []
    for campaign in campaigns:
        for member in range(int(campaign["members"])):
            number = NUMBERS[(int(campaign["first"]) + member) % len(NUMBERS)]
            later = member // 2 if campaign["a_day_later_each"] else 0
            begin = datetime(DAY.year, DAY.month, DAY.day, 9) - timedelta(
                days=int(campaign["days_before"]) - later
            )
            for step in range(int(campaign["each"])):
                callee = f"86159{1000 * int(campaign['list']) + int(campaign['apart']) * member + step:08d}"
                talk = campaign["talk"] if step % 20 < int(campaign["answered_of_20"]) else 0
                start = begin + timedelta(minutes=7 * step)
                rows.append([number, callee, start, talk, "10", campaign["imei"]])
                if step % 20 < int(campaign["back_of_20"]):
                    rows.append([callee, number, start + timedelta(hours=6), 30, "10", ""])
    write(path, "caller,callee,start,duration,ring,imei", rows)


def write_registers(folder: Path, chosen: dict[str, int | str | bool]) -> list[Path]:
    """The registers of holdings, channels and platforms."""
    held = [
        *NUMBERS,
        *(f"8613700000{position:03d}" for position in range(int(chosen["held"]) - len(NUMBERS))),
    ]
    holdings, channels, platforms = (
        folder / f"{kind}.csv" for kind in ("holdings", "channels", "outbound_platforms")
    )
    write(
        holdings,
        "number,subscriber,line_class,channel,outlet,worker_id,enterprise,since,until",
        [
            [
                number,
                f"H{position // 3}",
                "mobile",
                "QD01",
                "WD01",
                chosen["worker_id"],
                chosen["enterprise"],
                chosen["since"],
                "",
            ]
            for position, number in enumerate(held)
        ],
    )
    listed = NUMBERS[: int(chosen["listed"])]
    write(
        channels,
        "channel,outlet,worker_id,number,since,until",
        [["QD01", "WD01", "GH01", number, "2020-01-01", ""] for number in listed],
    )
    approved = [[NUMBERS[2], "平台", "2020-01-01", "2026-03-17"]] if chosen["platform"] else []
    write(platforms, "code,platform_name,valid_from,valid_until", approved)
    return [path for path, rows in ((holdings, held), (channels, listed), (platforms, approved)) if rows]


def said_by_the_product(home: Home, day: date) -> dict[tuple[str, str], str]:
    with Lake(home).connect() as con:
        create_views(con, home, day)
        return {
            (name, subject): outcome.value
            for name in CONTROLS
            for subject, outcome in outcomes(con, load_control(name).control, day).items()
        }


def assert_oracle_agrees(campaigns: list[dict[str, int | str]], chosen: dict[str, int | str | bool]) -> None:
    """Load everything as files, judge two days and compare with the oracle."""
    with tempfile.TemporaryDirectory() as folder:
        home = a_city(Path(folder))
        calls = Path(folder) / "calls.csv"
        write_calls(calls, campaigns)
        registers = write_registers(Path(folder), chosen)
        for path in (*registers, calls):
            profile = shipped()[path.stem if path in registers else "csv"]
            load_file(home, path, profile=profile, loaded_by="test", at=LOADED_AT)
        known = {path.stem: read_register(path) for path in registers}
        read = read_calls([calls], home.zone)
        for day in (DAY - timedelta(days=1), DAY):
            assert said_by_the_product(home, day) == group_findings(read, day, known, home.zone)


@pytest.mark.clause("1.1.2")
@pytest.mark.clause("1.2.4")
@pytest.mark.clause("3.1")
@given(campaigns=CAMPAIGNS, chosen=REGISTERS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_random_campaigns_give_the_oracles_findings(
    campaigns: list[dict[str, int | str]], chosen: dict[str, int | str | bool]
) -> None:
    assert_oracle_agrees(campaigns, chosen)


@pytest.mark.long
@pytest.mark.timeout(1800)
@given(campaigns=CAMPAIGNS, chosen=REGISTERS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_many_random_campaigns_give_the_oracles_findings(
    campaigns: list[dict[str, int | str]], chosen: dict[str, int | str | bool]
) -> None:
    assert_oracle_agrees(campaigns, chosen)
