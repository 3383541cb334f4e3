"""What a stranger's file holds cannot act on the terminal of whoever reads the message."""

import pytest

from quietline.domain.errors import InputError
from quietline.domain.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("话单 2026-04.csv", "话单 2026-04.csv"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("a\r\nb\tc", "a\\r\\nb\\tc"),
        ("\u202e13812345678", "\\u202e13812345678"),
        ("b\udcff.csv", "b\\udcff.csv"),
    ],
)
def test_what_a_terminal_would_obey_is_spelt_out(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_an_error_keeps_its_lines_and_nothing_else_that_is_not_to_be_seen() -> None:
    assert str(InputError("one\ntwo\x1b[2J", where="a\x1b.csv")) == "a\\x1b.csv: one\ntwo\\x1b[2J"
