"""Bytes become lines with their physical numbers, whatever they hold."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietline.domain.errors import InputError
from quietline.ingest.blocks import Block, Delivery
from quietline.ingest.decoding import decode
from quietline.ingest.delimited import ParsedBlock, parse
from quietline.ingest.delivered import Delivered, opened
from quietline.ingest.line_checks import check_lines

SIZES = st.integers(1, 40)


def blocks(folder: Path, content: bytes, block_bytes: int = 16, line_max_bytes: int = 1000) -> list[Block]:
    path = folder / "file"
    path.write_bytes(content)
    with opened(Delivered(path), spool=folder) as content:
        return list(Delivery(content, block_bytes=block_bytes, line_max_bytes=line_max_bytes).blocks())


def lines(found: list[Block]) -> list[tuple[int, bytes]]:
    return [
        (block.first_line + index, line)
        for block in found
        for index, line in enumerate(block.content.removesuffix(b"\n").split(b"\n"))
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lines")


@given(
    st.lists(st.tuples(st.binary(max_size=12), st.sampled_from([b"\n", b"\r\n", b"\r"])), min_size=1), SIZES
)
def test_every_kind_of_line_end_counts_once_whatever_the_block_size(
    folder: Path, parts: list[tuple[bytes, bytes]], size: int
) -> None:
    content = b"," + b"".join(text + end for text, end in parts)  # no archive begins like this
    expected = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n").split(b"\n")
    assert lines(blocks(folder, content, size)) == list(enumerate(expected, start=1))


def test_a_last_line_without_end_is_a_line(tmp_path: Path) -> None:
    assert lines(blocks(tmp_path, b"a\nb")) == [(1, b"a"), (2, b"b")]


@given(st.integers(1, 50))
def test_an_overlong_line_is_cut_and_told_and_the_next_lines_keep_their_numbers(
    folder: Path, size: int
) -> None:
    content = b"a\n" + b"x" * 500 + b"\nb\n"
    found = blocks(folder, content, size, line_max_bytes=100)
    assert lines(found) == [(1, b"a"), (2, b"x" * 100), (3, b"b")]
    assert [block.first_line + index for block in found for index in block.overlong] == [2]


def test_digest_and_size_are_those_of_the_bytes_that_were_read(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"abc\n" * 100)
    with opened(Delivered(path), spool=tmp_path) as content:
        delivery = Delivery(content, block_bytes=7)
        assert [block.done for block in delivery.blocks()][-1] == 1.0
    assert delivery.size_bytes == 400
    assert delivery.sha256 == hashlib.sha256(b"abc\n" * 100).hexdigest()


def parsed(
    content: bytes, encoding: str = "utf-8", widths: tuple[int, ...] = (3,), delimiter: str = ","
) -> ParsedBlock:
    text = decode(Block(10, content), encoding)
    text = check_lines(text, delimiter=delimiter, decoded_with_replacement=False)
    return parse(text, widths=widths, delimiter=delimiter)


def table(block: ParsedBlock, width: int = 3) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in block.tables[width].to_pylist()]


def test_rows_keep_their_physical_lines_past_blank_and_bad_ones() -> None:
    block = parsed(b"a,b,c\n\n1,2\n   \nd,e,f\n")
    assert table(block) == [("a", "b", "c", 10), ("d", "e", "f", 14)]
    assert [(bad.index, bad.reason, bad.expected) for bad in block.bad] == [
        (2, "the row has 2 columns, too few", "3 columns")
    ]
    assert block.blank == 2


def test_quoted_values_may_hold_delimiters_and_quotes() -> None:
    assert table(parsed(b'"a,1","b ""x""",c\n')) == [("a,1", 'b "x"', "c", 10)]


def test_a_quote_inside_a_bare_value_is_a_letter_like_others() -> None:
    assert table(parsed(b'a,5"b,c\na,5"b"c,c\n')) == [("a", '5"b', "c", 10), ("a", '5"b"c', "c", 11)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'a,"b,c', "a quote is not closed"),
        (b'a,b,"c', "a quote is not closed"),
        (b'a,x"b,"c"d', "a quote is not closed"),
        (b'a,"b"x,c', "text stands beside a quoted value"),
        (b"a,\0,c", "the line holds NUL bytes"),
        (b"a,b,c,d", "the row has 4 columns, too many"),
        (
            b"a,\xd6\xd0,c",
            'byte 3 of the line (0xD6) is not UTF-8; the line looks like GB18030: set encoding = "gb18030" in the profile',
        ),
        (b"a,\xff\xff,c", "byte 3 of the line (0xFF) is not UTF-8"),
    ],
)
def test_a_bad_line_is_set_apart_with_its_reason_and_its_neighbours_stay(line: bytes, reason: str) -> None:
    block = parsed(b"1,2,3\n" + line + b"\n4,5,6\n")
    assert table(block) == [("1", "2", "3", 10), ("4", "5", "6", 12)]
    assert [(bad.index, bad.reason) for bad in block.bad] == [(1, reason)]


def test_an_open_quote_never_swallows_the_next_line() -> None:
    block = parsed(b'1,a"b,"3\n4,5,6\n7,8,"9\n1,2,3"\n')
    assert table(block) == [("4", "5", "6", 11), ("1", "2", '3"', 13)]
    assert [bad.index for bad in block.bad] == [0, 2]


def test_a_line_of_another_allowed_width_is_read_as_such() -> None:
    block = parsed(b"a,b,c\nd,e\nf,g,h,i\n", widths=(3, 2))
    assert table(block) == [("a", "b", "c", 10)]
    assert table(block, 2) == [("d", "e", 11)]
    assert [bad.expected for bad in block.bad] == ["2 or 3 columns"]


def test_gb18030_text_is_read_where_the_profile_says_so() -> None:
    assert table(parsed("中,文,c\n".encode("gb18030"), "gb18030")) == [("中", "文", "c", 10)]


def test_utf_8_in_a_gb18030_file_is_named() -> None:
    (bad,) = parsed("中文字,b,c\n".encode() + b"1,2,3\n", "gb18030").bad
    assert 'set encoding = "utf-8" in the profile' in bad.reason


@given(st.lists(st.binary(max_size=30).filter(lambda line: not set(line) & set(b"\r\n")), min_size=1))
def test_every_line_of_any_bytes_is_a_row_or_bad_or_blank(content: list[bytes]) -> None:
    block = parsed(b"".join(line + b"\n" for line in content))
    found = [row[3] for row in table(block)] + [10 + bad.index for bad in block.bad]
    assert len(set(found)) == len(found)
    assert len(found) + block.blank == len(content)


def test_a_folder_a_missing_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    for name, what in {
        "": "is a folder",
        "none": "there is no such file",
        "empty": "the file is empty",
    }.items():
        with pytest.raises(InputError, match=what), opened(Delivered(tmp_path / name), spool=tmp_path):
            pass
