"""Devices: which IMEIs name one, how many a caller used and how many callers used one, on raw calls with a known answer."""

from pathlib import Path

import duckdb
import pytest

from quietline.signals.roll_up import signals_of
from quietline.signals.tables import TABLES
from tests.lake_builders import DAY, MOBILE, a_call, a_city, commit_rows
from tests.signals.test_caller_day import rolled_up

OTHER = "8613803910002"
PHONE, SECOND_PHONE = "490154203237518", "356938035643809"

NAMES_A_DEVICE = {
    "a right check digit": (PHONE, True),
    "a check digit after doubled digits above four": (SECOND_PHONE, True),
    "16 digits, whose last two are the software's": ("4901542032375101", True),
    "a wrong check digit": ("490154203237519", False),
    "14 digits": ("49015420323751", False),
    "17 digits": ("49015420323751801", False),
    "all zeros": ("000000000000000", False),
    "all digits the same, check digit right": ("888888888888888", False),
    "letters": ("49015420323751A", False),
    "digits of another script": ("49015420323751\u0668", False),
    "the type code of well-known copies": ("135790246811220", False),
    "no text": ("", False),
    "nothing": (None, False),
}


@pytest.mark.parametrize("case", NAMES_A_DEVICE)
def test_an_imei_that_names_no_device_says_nothing(tmp_path: Path, case: str) -> None:
    imei, names_one = NAMES_A_DEVICE[case]
    found = rolled_up(tmp_path, [a_call(imei=imei)])[MOBILE]
    assert found["distinct_imeis"] == (1 if names_one else None)


def test_every_device_counts_once_and_the_software_makes_no_other(tmp_path: Path) -> None:
    imeis = [PHONE, PHONE, PHONE[:14] + "01", SECOND_PHONE, "000000000000000"]
    rows = [a_call(f"2026-03-18 1{hour}:00:00", imei=imei) for hour, imei in enumerate(imeis)]
    assert rolled_up(tmp_path, rows)[MOBILE]["distinct_imeis"] == 2


def test_a_device_counts_its_callers_once_and_all_their_attempts(tmp_path: Path) -> None:
    home = a_city(tmp_path)
    rows = [
        a_call("2026-03-17 23:59:59", imei=PHONE, caller="8613803910003"),
        a_call("2026-03-18 09:00:00", imei=PHONE),
        a_call("2026-03-18 10:00:00", imei=PHONE, key="k"),
        a_call("2026-03-18 10:00:02", imei=PHONE, key="k", direction="leg"),
        a_call("2026-03-18 11:00:00", imei=PHONE, caller=OTHER),
        a_call("2026-03-18 12:00:00", imei=PHONE, caller="8613803910004", direction="incoming"),
        a_call("2026-03-18 13:00:00", imei=SECOND_PHONE, caller=OTHER),
        a_call("2026-03-18 14:00:00", imei=PHONE, caller=None),
    ]
    commit_rows(home, "calls", rows)
    with duckdb.connect() as con:
        paths = {table: str(path) for table, path in signals_of(home, DAY).items()}
        devices = con.execute("select * from read_parquet($1)", [paths["device_day"]]).fetchall()
        uses = con.execute("select * from read_parquet($1)", [paths["device_use"]]).fetchall()
    assert devices == [(SECOND_PHONE[:14], DAY, 1, 1), (PHONE[:14], DAY, 2, 3)]
    assert uses == [
        (MOBILE, DAY, PHONE[:14], 2),
        (OTHER, DAY, SECOND_PHONE[:14], 1),
        (OTHER, DAY, PHONE[:14], 1),
    ]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_the_columns_and_types_that_are_written_down(tmp_path: Path, table: str) -> None:
    home = a_city(tmp_path)
    commit_rows(home, "calls", [a_call(imei=PHONE)])
    with duckdb.connect() as con:
        path = signals_of(home, DAY)[table]
        described = con.execute(
            f"describe select * from read_parquet('{path}', hive_partitioning = false)"
        ).fetchall()
    assert {row[0]: row[1] for row in described} == TABLES[table]
