"""Chinese text is read in the encoding that it has, or told; it never becomes other letters."""

from pathlib import Path

import pytest

from quietline.domain.errors import InputError
from quietline.home import Home
from quietline.ingest import quarantine
from quietline.ingest.profile import shipped
from tests.ingest.builders import a_file, calls, choose, load

CHINESE = "主叫号码,被叫号码,开始时间,通话时长,是否接通,呼叫类型,振铃时长,终端串号,小区"
ROW = "13812345678,13912345678,2026-04-01 09:00:00,30,是,呼出,12,,{cell}"
CELLS = ("桥北", "山阳区中站街道", "沁阳", "焦作火车站", "䶮山", "𠮷村")


def table(*cells: str) -> str:
    rows = [
        ROW.replace("09:00:00", f"09:00:{number:02}").format(cell=cell) for number, cell in enumerate(cells)
    ]
    return "\n".join([CHINESE, *rows, ""])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_call_records_are_read_in_both_encodings_without_being_told(
    home: Home, tmp_path: Path, encoding: str
) -> None:
    path = a_file(tmp_path, table(*CELLS).encode(encoding))
    assert choose(home, path).name == "csv"
    report = load(home, path)
    assert (report.accepted, report.quarantined) == (len(CELLS), 0)
    assert {cell for (cell,) in calls(home, "cell")} == set(CELLS)
    assert {row for row in calls(home, "answered, ring_s, direction")} == {(True, 12, "outgoing")}


@pytest.mark.parametrize(("declared", "real"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
def test_a_file_in_another_encoding_than_declared_is_refused(
    home: Home, tmp_path: Path, declared: str, real: str
) -> None:
    profile = shipped()["csv"].model_copy(update={"encoding": declared})
    with pytest.raises(InputError, match=r"UTF-8 and not GB18030|looks like GB18030"):
        load(home, a_file(tmp_path, table(*CELLS).encode(real)), profile)


@pytest.mark.parametrize(("declared", "real"), [("utf-8", "gb18030"), ("gb18030", "utf-8")])
@pytest.mark.parametrize("cell", CELLS)
def test_a_line_in_another_encoding_than_declared_is_in_quarantine(
    home: Home, tmp_path: Path, declared: str, real: str, cell: str
) -> None:
    profile = shipped()["csv"].model_copy(update={"encoding": declared})
    lines = table("桥北", cell).split("\n")
    content = "\n".join(lines[:2]).encode(declared) + b"\n" + lines[2].encode(real) + b"\n"
    report = load(home, a_file(tmp_path, content), profile)
    (row,) = quarantine.rows(home, report.batch)
    assert (row.line, report.accepted) == (3, 1)
    assert "looks like" in row.reason or "is not" in row.reason


def test_short_chinese_words_in_gb18030_are_not_taken_for_utf_8(home: Home, tmp_path: Path) -> None:
    words = [chr(code) for code in range(0x4E00, 0x9FA6, 7)]
    lines = [
        ROW.replace("09:00:00", f"{9 + n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}")
        for n in range(len(words))
    ]
    text = "\n".join(
        [CHINESE, *(line.format(cell=word) for line, word in zip(lines, words, strict=True)), ""]
    )
    report = load(home, a_file(tmp_path, text.encode("gb18030")))
    assert (report.accepted, report.quarantined) == (len(words), 0)
