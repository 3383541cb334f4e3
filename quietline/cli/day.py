"""Calendar days as arguments of commands."""

from datetime import date

import click

EARLIEST = date(1990, 1, 1)


class Day(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.4 on only
    """A calendar day of the city, written YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            if len(value) != len("YYYY-MM-DD"):
                raise ValueError(value)
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(
                f'"{value}" is not a day of the calendar; expected YYYY-MM-DD, for example 2026-03-18',
                param,
                ctx,
            )
        if day < EARLIEST:
            self.fail(f'"{value}" lies before {EARLIEST}: no record is older', param, ctx)
        return day


DAY = Day()
