"""An archive whose bytes were damaged is refused in words, wherever the damage lies."""

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from quietline.domain.errors import InputError
from quietline.home import Home
from quietline.ingest import workbooks
from quietline.ingest.delivered import deliveries
from quietline.ingest.load import load_file
from quietline.ingest.returned import is_returned, read_returned
from tests.ingest.builders import AT, HEADER, a_file, a_line, load
from tests.ingest.test_archives import OTHER, TEXT, a_zip, load_each
from tests.ingest.workbook_builders import a_workbook

LONG = "\n".join(
    [HEADER, *(a_line(caller=f"137{n:08d}", duration=str(n * 7919 % 3600)) for n in range(9_000))]
)


def packed(folder: Path, method: int) -> bytearray:
    path = folder / "packed.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("a.csv", LONG)
    return bytearray(path.read_bytes())


def data_of(content: bytes) -> int:
    """Where the packed bytes of the first file begin."""
    return 30 + int.from_bytes(content[26:28], "little") + int.from_bytes(content[28:30], "little")


def spoilt_deflate(folder: Path) -> bytes:
    content = packed(folder, zipfile.ZIP_DEFLATED)
    content[data_of(content)] = 0xFF
    return bytes(content)


def spoilt_lzma(folder: Path) -> bytes:
    content = packed(folder, zipfile.ZIP_LZMA)
    content[data_of(content) + 4] = 0xFF
    return bytes(content)


def spoilt_bzip2(folder: Path) -> bytes:
    content = packed(folder, zipfile.ZIP_BZIP2)
    content[data_of(content)] = 0xFF
    return bytes(content)


def spoilt_name(folder: Path) -> bytes:
    return a_zip(folder, {"话.csv": TEXT}).read_bytes().replace("话".encode(), b"\xff\xfe\xfd")


def spoilt_name_at_the_file(folder: Path) -> bytes:
    return a_zip(folder, {"话.csv": TEXT}).read_bytes().replace("话".encode(), b"\xff\xfe\xfd", 1)


def spoilt_gzip(folder: Path) -> bytes:
    content = bytearray(gzip.compress(LONG.encode()))
    content[10] = 0xFF
    return bytes(content)


SPOILT = [
    spoilt_deflate,
    spoilt_lzma,
    spoilt_bzip2,
    spoilt_name,
    spoilt_name_at_the_file,
    spoilt_gzip,
]


@pytest.mark.parametrize("spoilt", SPOILT)
def test_an_archive_damaged_at_its_first_bytes_is_refused(
    home: Home, tmp_path: Path, spoilt: Callable[[Path], bytes]
) -> None:
    path = a_file(tmp_path, spoilt(tmp_path), "calls.zip")
    with pytest.raises(InputError, match="damaged") as caught:
        load_each(home, path)
    assert "None" not in caught.value.what


def test_a_known_archive_that_comes_again_damaged_behind_its_beginning_is_refused(
    home: Home, tmp_path: Path
) -> None:
    path = tmp_path / "calls.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", LONG)
    assert load(home, path).accepted == 9_000
    content = bytearray(path.read_bytes())
    content[400_000] ^= 1
    path.write_bytes(content)
    with pytest.raises(InputError, match="the archive is damaged"):
        load(home, path)


def test_a_file_that_is_gone_from_its_archive_is_not_replaced_by_another(home: Home, tmp_path: Path) -> None:
    path = a_zip(tmp_path, {"a.csv": TEXT, "b.csv": OTHER})
    _, second = deliveries(path, spool=home.root)
    a_zip(tmp_path, {"a.csv": TEXT})
    with pytest.raises(InputError, match=r"holds no file 'b\.csv' any more"):
        load_file(home, second, loaded_by="tester", at=AT)


def test_a_list_of_quarantined_lines_that_is_damaged_is_refused(tmp_path: Path) -> None:
    path = a_file(tmp_path, spoilt_name(tmp_path), "lines.xlsx")
    assert not is_returned(path)
    with pytest.raises(InputError, match="the workbook is damaged"):
        read_returned(path)


def test_a_sheet_that_is_named_is_read_without_listing_all(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [HEADER.split(","), a_line().split(",")]
    book = a_workbook(tmp_path, rows, more={"b": rows})
    found = deliveries(book, spool=home.root)
    asked = list[Path]()
    monkeypatch.setattr(workbooks, "sheets_of", lambda workbook, where: asked.append(where) or ["?"])
    assert [load_file(home, one, loaded_by="tester", at=AT).total for one in found] == [1, 1]
    assert asked == []
