"""The list of quarantined lines leaves as CSV or workbook, is corrected elsewhere, and comes back as a file like any other (clause 3.1)."""

from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from quietline.domain.errors import InputError, NotFound
from quietline.home import Home
from quietline.ingest.returned import ReturnedLine, as_csv, as_workbook, read_returned
from quietline.office.audit.models import AuditEntry
from quietline.office.intake.corrections import Wish, correct
from quietline.office.intake.models import Batch, Correction
from quietline.office.intake.queries import lines_of, open_lines
from quietline.office.intake.services import ingest_file
from tests.ledger_builders import NOW, SYSTEM, Cast, later
from tests.office.intake.corrected import BAD_DATE, BAD_NUMBER, GOOD, RIGHT_DATE, calls

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.1")]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_leaves_comes_back_as_it_was(home: Home, batch: Batch, tmp_path: Path, form: str) -> None:
    lines = lines_of(home, batch)
    path = tmp_path / f"q.{form}"
    path.write_bytes(as_csv(lines) if form == "csv" else as_workbook(lines))
    assert read_returned(path) == lines
    assert [(line.line, line.text) for line in lines] == [(3, BAD_DATE), (4, BAD_NUMBER)]


def test_no_cell_is_a_formula(home: Home, batch: Batch, tmp_path: Path) -> None:
    texts = as_csv(lines_of(home, batch)).decode("utf-8-sig").splitlines()
    assert texts[2].endswith('"' + "'" + BAD_NUMBER + '"')
    path = tmp_path / "q.xlsx"
    path.write_bytes(as_workbook(lines_of(home, batch)))
    cells = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert cells[2][6] == BAD_NUMBER  # a text: a formula would read as its result


@pytest.mark.parametrize("text", ["'=1", "=1", "-5,6", "  @x", "'quoted'", "+86,1", "\t=1"])
def test_every_text_survives_the_way_out_and_back(tmp_path: Path, text: str) -> None:
    line = ReturnedLine("b", 3, 0, "", "r", "e", text)
    path = tmp_path / "q.csv"
    path.write_bytes(as_csv([line]))
    assert read_returned(path) == [line]


@pytest.mark.parametrize("form", ["csv", "xlsx", "gb18030"])
def test_what_was_corrected_elsewhere_is_replayed_and_the_rest_stays(
    home: Home, batch: Batch, tmp_path: Path, cast: Cast, form: str
) -> None:
    path = corrected(home, batch, tmp_path, form)
    report = ingest_file(home, path, actor=cast.analyst, at=NOW)
    assert (report.accepted, report.quarantined, report.total) == (1, 1, 2)
    assert [(problem.file_name, problem.line) for problem in report.problems] == [("calls.csv", 4)]
    assert report.batch == batch.batch, "where the line that is still wrong lies"
    assert (calls(home), open_lines(batch)) == (2, 1)
    again = ingest_file(home, path, actor=cast.analyst, at=later(hours=1))
    assert (again.accepted, again.duplicate, again.quarantined) == (0, 1, 1)
    assert (calls(home), Batch.objects.count(), Correction.objects.count()) == (2, 2, 1)


def corrected(home: Home, batch: Batch, folder: Path, form: str) -> Path:
    """The list as a spreadsheet saves it, its first line corrected."""
    lines = [
        ReturnedLine(**{**vars(line), "text": RIGHT_DATE if line.line == 3 else line.text})
        for line in lines_of(home, batch)
    ]
    if form == "xlsx":
        path = folder / "back.xlsx"
        path.write_bytes(as_workbook(lines))
        return path
    path = folder / "back.csv"
    content = as_csv(lines)
    path.write_bytes(content if form == "csv" else content.decode("utf-8-sig").encode("gb18030"))
    return path


def test_who_corrected_a_line_meanwhile_is_not_overwritten(
    home: Home, batch: Batch, tmp_path: Path, cast: Cast
) -> None:
    path = corrected(home, batch, tmp_path, "csv")
    theirs = RIGHT_DATE.replace("03-17", "03-16")
    correct(home, batch, Wish(3, 0, theirs), actor=cast.second, at=NOW)
    report = ingest_file(home, path, actor=cast.analyst, at=NOW)
    assert (report.accepted, report.quarantined) == (0, 2)
    assert "changed by S-SECOND meanwhile" in report.problems[0].reason
    assert Correction.objects.get().text == theirs


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (b"", "is no list of quarantined lines"),
        (
            "batch 批次,line 行号,version 版本,column 列,reason 原因,expected 应为,text 原始行\r\n,3,0,,,,x\r\n".encode(),
            "row 2 does not say",
        ),
        (b"\xff\xfe\x00x", "is neither UTF-8 nor GB18030"),
    ],
)
def test_a_list_that_is_none_is_refused_in_words(tmp_path: Path, rows: bytes, message: str) -> None:
    path = tmp_path / "q.csv"
    path.write_bytes(rows)
    with pytest.raises(InputError, match=message):
        read_returned(path)


def test_a_list_of_another_city_names_no_batch(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_bytes(as_csv([ReturnedLine("0" * 16, 3, 0, "", "", "", GOOD)]))
    with pytest.raises(NotFound, match="no batch"):
        ingest_file(home, path, actor=SYSTEM, at=NOW)
    refused = AuditEntry.objects.get(action="file.refused")
    assert (refused.object_id, "no batch" in refused.reason) == ("q.csv", True)


def test_a_number_in_a_cell_of_a_workbook_is_read_as_its_digits(tmp_path: Path) -> None:
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["batch", "line", "version", "column", "reason", "expected", "text"])
    sheet.write_row(1, 0, ["b", 3, 0, "", "", "", 13803910001])
    book.close()
    path = tmp_path / "q.xlsx"
    path.write_bytes(out.getvalue())
    assert read_returned(path) == [ReturnedLine("b", 3, 0, "", "", "", "13803910001")]
