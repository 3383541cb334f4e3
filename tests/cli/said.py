"""Commands run in this process, on the test's ledger, as `quietline` runs them."""

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from typing import Any

import pytest

from quietline.cli.main import main


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """The output as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def said(*arguments: object) -> Said:
    """Exit code and output of `quietline ARGUMENTS`."""
    out, err = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.setattr(sys, "argv", ["quietline", *map(str, arguments)])
        try:
            main()
        except SystemExit as stop:
            return Said(int(stop.code or 0), out.getvalue(), err.getvalue())
    return Said(0, out.getvalue(), err.getvalue())
