"""A delivery with lines that are wrong, what is right in their place, and the calls that count."""

from pathlib import Path

from quietline.home import Home
from quietline.warehouse.lake import Lake

HEAD = "caller,callee,start,duration\n"
GOOD = "13803910001,15900000001,2026-03-18 10:00:00,30"
BAD_DATE = "13803910001,15900000002,2026-13-01 10:00:00,30"
BAD_NUMBER = "=cmd|x,15900000003,2026-03-18 11:00:00,30"
RIGHT_DATE = "13803910001,15900000002,2026-03-17 10:00:00,30"
RIGHT_NUMBER = "13803910001,15900000003,2026-03-18 11:00:00,30"


def a_file(folder: Path, *lines: str, name: str = "calls.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding=encoding)
    return path


def calls(home: Home) -> int:
    lake = Lake(home)
    with lake.connect() as con:
        lake.create_view(con, "calls")
        found = con.execute("SELECT count(*) FROM calls").fetchone()
    assert found
    return int(found[0])
