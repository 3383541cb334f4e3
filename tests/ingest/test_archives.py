"""Packed files: read while they are unpacked, bounded, each file in an archive with a report of its own."""

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from quietline.domain.errors import InputError
from quietline.home import Home
from quietline.ingest import archives
from quietline.ingest.delivered import Delivered, deliveries, opened
from quietline.ingest.load import Limits, load_file
from quietline.ingest.profile import shipped
from quietline.warehouse.lake import Lake
from tests.ingest.builders import AT, HEADER, a_file, a_line, calls, choose, load
from tests.ingest.workbook_builders import a_workbook

TEXT = f"{HEADER}\n{a_line()}\n{a_line(duration='-1')}\n".encode()
OTHER = f"{HEADER}\n{a_line(caller='13700000001')}\n".encode()


def a_zip(folder: Path, members: dict[str, bytes], name: str = "calls.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path


def load_each(home: Home, path: Path) -> list[tuple[str, int]]:
    found = deliveries(path, spool=home.root)
    reports = [load_file(home, one, loaded_by="tester", at=AT) for one in found]
    return [(report.file_name, report.accepted) for report in reports]


ANY_SIZE = Limits()


def refusal(home: Home, path: Path | Delivered, limits: Limits = ANY_SIZE) -> InputError:
    with pytest.raises(InputError) as caught:
        load_file(home, path, profile=shipped()["csv"], loaded_by="tester", at=AT, limits=limits)
    assert caught.value.where
    assert caught.value.mend
    assert Lake(home).manifests() == []
    return caught.value


@pytest.mark.clause("3.1")
@pytest.mark.parametrize("block_bytes", [7, 2**20])
def test_a_gzip_file_is_read_as_what_is_in_it(home: Home, tmp_path: Path, block_bytes: int) -> None:
    path = a_file(tmp_path, gzip.compress(TEXT), "calls.csv.gz")
    assert choose(home, path).name == "csv"
    report = load(home, path, block_bytes=block_bytes)
    assert (report.file_name, report.accepted) == ("calls.csv.gz", 1)
    assert [problem.line for problem in report.problems] == [3]
    assert load(home, path).known_as == "calls.csv.gz, loaded 2026-05-01 08:00 by tester"


def test_gzip_files_put_behind_each_other_are_one_text(home: Home, tmp_path: Path) -> None:
    path = a_file(tmp_path, gzip.compress(TEXT) + gzip.compress(a_line(caller="13700000001").encode()))
    assert load(home, path).accepted == 2


def test_a_gzip_file_cut_in_the_middle_is_refused_and_taken_when_it_is_whole(
    home: Home, tmp_path: Path
) -> None:
    lines = [a_line(caller=f"137{number:08d}", duration=str(number * 7919 % 3600)) for number in range(5000)]
    whole = gzip.compress("\n".join([HEADER, *lines, ""]).encode())
    path = a_file(tmp_path, whole[: len(whole) // 2], "calls.csv.gz")
    assert "the archive ends in the middle" in refusal(home, path).what
    path.write_bytes(whole)
    assert load(home, path).accepted == 5000


def test_a_damaged_gzip_file_is_refused(home: Home, tmp_path: Path) -> None:
    whole = bytearray(gzip.compress(os.urandom(1000).hex().encode()))
    whole[-8] ^= 0xFF  # its check sum
    assert "the archive is damaged" in refusal(home, a_file(tmp_path, bytes(whole))).what


def test_an_empty_text_in_an_archive_is_refused(home: Home, tmp_path: Path) -> None:
    assert "the file is empty" in refusal(home, a_file(tmp_path, gzip.compress(b""))).what


def test_a_zip_archive_with_one_file_is_read_as_that_file(home: Home, tmp_path: Path) -> None:
    path = a_zip(tmp_path, {"四月/calls.csv": TEXT})
    report = load(home, path)
    assert (report.file_name, report.accepted, report.quarantined) == ("calls.zip/四月/calls.csv", 1, 1)
    assert load(home, path).known_as.startswith("calls.zip/四月/calls.csv")


def test_each_file_in_a_zip_archive_has_a_report_of_its_own(home: Home, tmp_path: Path) -> None:
    book = a_workbook(
        tmp_path, [HEADER.split(","), a_line(caller="13700000002").split(",")], more={"b": [["x"]]}
    )
    members = {
        "b.csv": TEXT,
        "a.csv": OTHER,
        "book.xlsx": book.read_bytes(),
        "folder/": b"",
        "__MACOSX/._a.csv": b"x",
        "folder/.DS_Store": b"x",
    }
    path = a_zip(tmp_path, members)
    names = [one.name for one in deliveries(path, spool=home.root)]
    assert names == [f"calls.zip/{name}" for name in ("a.csv", "b.csv", "book.xlsx/Sheet1", "book.xlsx/b")]
    whole = [Delivered(path, "a.csv"), Delivered(path, "b.csv"), Delivered(path, "book.xlsx", "Sheet1")]
    reports = [load_file(home, one, loaded_by="tester", at=AT) for one in whole]
    assert [report.accepted for report in reports] == [1, 1, 1]
    assert "there are 3 tables in it: a.csv, b.csv, book.xlsx" in str(_several(home, path))


def _several(home: Home, path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        load_file(home, path, loaded_by="tester", at=AT)
    return caught.value


def test_a_name_in_a_zip_archive_is_never_a_path(home: Home, tmp_path: Path) -> None:
    path = a_zip(tmp_path, {"../../etc/evil.csv": TEXT, "/absolute.csv": OTHER})
    before = sorted(tmp_path.parent.glob("*"))
    assert load_each(home, path) == [("calls.zip/../../etc/evil.csv", 1), ("calls.zip//absolute.csv", 1)]
    assert sorted(tmp_path.parent.glob("*")) == before


def test_a_name_in_gbk_is_shown_as_it_was_written(home: Home, tmp_path: Path) -> None:
    path = a_zip(tmp_path, {"AAAA.csv": TEXT})
    path.write_bytes(path.read_bytes().replace(b"AAAA", "话单".encode("gbk")))
    assert load_each(home, path) == [("calls.zip/话单.csv", 1)]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (gzip.compress(TEXT), "is a gzip archive within an archive"),
        (b"PK\x03\x04abc", "is a zip archive within an archive"),
    ],
    ids=["gzip", "zip"],
)
def test_an_archive_within_an_archive_is_refused(
    home: Home, tmp_path: Path, content: bytes, what: str
) -> None:
    assert what in refusal(home, a_zip(tmp_path, {"inner": content})).what
    assert what in refusal(home, a_file(tmp_path, gzip.compress(content), "x.gz")).what


def test_a_zip_archive_without_files_is_refused(home: Home, tmp_path: Path) -> None:
    assert "holds no file" in refusal(home, a_zip(tmp_path, {})).what


def test_a_zip_archive_of_too_many_files_is_refused(home: Home, tmp_path: Path) -> None:
    path = a_zip(tmp_path, {f"{number}.csv": b"" for number in range(archives.MEMBERS_MAX + 1)})
    assert "holds 1,001 files, more than 1,000" in refusal(home, path).what


def test_an_encrypted_file_in_a_zip_archive_is_refused(home: Home, tmp_path: Path) -> None:
    path = a_zip(tmp_path, {"a.csv": TEXT})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert "is encrypted" in refusal(home, a_file(tmp_path, bytes(content), "b.zip")).what


def test_two_files_of_one_name_in_a_zip_archive_are_refused(home: Home, tmp_path: Path) -> None:
    path = a_zip(tmp_path, {"a.csv": TEXT, "b.csv": OTHER})
    path.write_bytes(path.read_bytes().replace(b"b.csv", b"a.csv"))
    assert "two files of the name 'a.csv'" in refusal(home, path).what


def test_files_of_a_zip_archive_that_overlap_are_refused(home: Home, tmp_path: Path) -> None:
    """As in the archive that David Fifield described in 2019: many entries name the same packed bytes."""
    path = a_zip(tmp_path, {"a.csv": os.urandom(5000).hex().encode()})
    content = path.read_bytes()
    begin, end = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    entry, last = content[begin:end], bytearray(content[end:])
    last[8:12] = (3).to_bytes(2, "little") * 2
    last[12:16] = (3 * len(entry)).to_bytes(4, "little")
    entries = b"".join(entry.replace(b"a.csv", name) for name in (b"a.csv", b"b.csv", b"c.csv"))
    assert "overlap" in refusal(home, a_file(tmp_path, content[:begin] + entries + bytes(last), "b.zip")).what


def test_a_zip_archive_cut_in_the_middle_is_refused_and_taken_when_it_is_whole(
    home: Home, tmp_path: Path
) -> None:
    whole = a_zip(tmp_path, {"a.csv": TEXT}).read_bytes()
    path = a_file(tmp_path, whole[: len(whole) // 2], "calls.zip")
    assert "the zip archive is damaged or cut" in refusal(home, path).what
    path.write_bytes(whole)
    assert load(home, path).accepted == 1


def test_a_file_in_a_zip_archive_that_fails_its_check_sum_is_refused(home: Home, tmp_path: Path) -> None:
    path = a_zip(tmp_path, {"a.csv": TEXT})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 16] ^= 0xFF
    content[14] ^= 0xFF
    assert "the archive is damaged" in refusal(home, a_file(tmp_path, bytes(content), "b.zip")).what


def a_bomb(megabytes: int) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9) as packed:
        packed.write(TEXT)
        for _ in range(megabytes):
            packed.write(b"\n" * 2**20)
    return out.getvalue()


def test_a_zip_archive_made_to_fill_a_disk_is_refused_by_what_it_says_of_itself(
    home: Home, tmp_path: Path
) -> None:
    zipped = a_zip(tmp_path, {"bomb.csv": b"\n" * 65 * 2**20})
    assert "over 250 times as many" in refusal(home, zipped).what


def test_a_gzip_stream_made_to_fill_a_disk_is_refused_once_it_is_larger_than_what_is_free(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "RATIO_FREE_BYTES", 2**20)
    path = a_file(tmp_path, a_bomb(4), "bomb.csv.gz")
    assert path.stat().st_size < 2**14
    assert "over 250 times as many" in refusal(home, path).what


def test_an_archive_that_unpacks_beyond_the_limit_is_refused(home: Home, tmp_path: Path) -> None:
    limits = Limits(file_max_bytes=2000, block_bytes=500)
    path = a_file(tmp_path, gzip.compress(TEXT * 100), "calls.csv.gz")
    assert path.stat().st_size < 2000
    assert "unpacks to more than 2,000 bytes" in refusal(home, path, limits).what
    zipped = a_zip(tmp_path, {"a.csv": TEXT * 100})
    assert "more than 2,000" in refusal(home, zipped, limits).what


def test_a_lying_size_in_a_zip_archive_does_not_let_more_out(home: Home, tmp_path: Path) -> None:
    path = a_zip(tmp_path, {"a.csv": TEXT * 50})
    content = bytearray(path.read_bytes())
    for place in (22, content.index(b"PK\x01\x02") + 24):
        content[place : place + 4] = (100).to_bytes(4, "little")
    assert "the archive is damaged" in refusal(home, a_file(tmp_path, bytes(content), "b.zip")).what


def test_progress_of_a_packed_file_grows_to_one(home: Home, tmp_path: Path) -> None:
    lines = [a_line(caller=f"137{number:08d}") for number in range(2000)]
    path, seen = a_file(tmp_path, gzip.compress("\n".join([HEADER, *lines]).encode())), list[float]()
    limits = Limits(block_bytes=5000)
    load_file(home, path, loaded_by="x", at=AT, progress=seen.append, limits=limits)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert len(calls(home)) == 2000


def test_a_packed_text_is_digested_as_it_was_delivered(tmp_path: Path) -> None:
    path = a_file(tmp_path, gzip.compress(TEXT))
    with opened(Delivered(path), spool=tmp_path) as content:
        stream = content.stream()
        while stream.read(10):
            pass
        assert stream.tap.sha256 == content.sha256()
