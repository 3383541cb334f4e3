"""A file of calls as a source delivers it."""

from pathlib import Path

HEAD = "caller,callee,start,duration\n"


def calls_file(folder: Path, count: int = 61, more: str = "", name: str = "calls.csv") -> Path:
    path = folder / name
    rows = "".join(
        f"13803910001,159{n:08d},2026-03-18 10:{n // 2:02d}:{n % 2 * 30:02d},30\n" for n in range(count)
    )
    path.write_text(HEAD + rows + more, encoding="utf-8")
    return path
