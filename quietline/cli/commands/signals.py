"""`quietline signals`: what each caller did on a day, as a file, or what one number did over days."""

import json
from datetime import date, timedelta
from pathlib import Path

import click

from quietline.cli.city import home
from quietline.cli.day import DAY
from quietline.cli.table import show_table
from quietline.domain.errors import InputError
from quietline.domain.number_normalisation import normalise
from quietline.home import Home
from quietline.signals.export import FORMATS, export
from quietline.signals.series import CallerDay, days_of
from quietline.signals.tables import TABLES
from quietline.warehouse.lake import Lake

CLAUSES = ("3.1",)
SHOWN = ("attempts", "answered", "distinct_callees", "attempts_60min", "asr", "acd", "short_call_ratio")
"""Columns for people; machines get all with --json."""
UNKNOWN = "unknown"


@click.command(name="signals")
@click.option("--day", type=DAY, help="Calendar day of the city; with --number the last one shown.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write: .parquet or .csv."
)
@click.option(
    "--table",
    type=click.Choice(list(TABLES)),
    default="caller_day",
    show_default=True,
    help="Which of the day's tables: one row a caller, or those of devices and of much-called numbers.",
)
@click.option("--number", metavar="NUMBER", help="One number, written as people write it, instead of a file.")
@click.option(
    "--days", type=click.IntRange(1, 366), default=30, show_default=True, help="How many days of the number."
)
@click.option("--json", "as_json", is_flag=True, help="With --number: JSON Lines, one object a day.")
def command(
    day: date | None, out: Path | None, table: str, number: str | None, days: int, as_json: bool
) -> None:
    """Write the signals of a day, one row a caller: attempts, answered, distinct callees, answer rate, talk and more.

    With --number, show instead what one number did over days, up to --day or to the youngest day with records. asr is between 0 and 1, acd
    in seconds of talk an answered call; what is not known is empty in a file and "unknown" on the screen: a day without records is no day
    without calls.
    """
    if number is not None:
        _show_number(home(), number, day, days, as_json)
        return
    if day is None or out is None:
        raise click.UsageError("give --day and --out for a file, or --number for one number over days")
    if out.suffix.lower() not in FORMATS:
        raise click.BadParameter(
            f'"{out.name}" ends neither in {" nor in ".join(FORMATS)}', param_hint="--out"
        )
    _write(day, out, table)


def _write(day: date, out: Path, table: str) -> None:
    rows = export(home(), day, out, table)
    if rows:
        click.echo(f"{out}: {rows} {'callers' if table == 'caller_day' else f'rows of {table}'} on {day}")
    elif table != "caller_day":
        click.echo(f"{out}: {table} has no rows for {day}; the file has its columns and no rows")
    else:
        click.echo(f"{out}: no outgoing calls are loaded for {day}; the file has its columns and no rows")


def _show_number(city: Home, written: str, last: date | None, count: int, as_json: bool) -> None:
    number = normalise(written, area_code=city.city.area_code).number
    if not number:
        raise InputError(
            f'"{written}" is no number', mend="write it with its area code, for example 13803910001"
        )
    known = set(Lake(city).days("calls"))
    until = last or max(known, default=None)
    if until is None:
        click.echo("no calls are loaded")
        return
    days = [until - timedelta(days=back) for back in reversed(range(count))]
    seen = {one.day: one for one in days_of(city, number, days[0], until)}
    if as_json:
        for day in days:
            click.echo(json.dumps(_as_object(number, day, day in known, seen.get(day)), default=str))
        return
    show_table(["day", *SHOWN], [[day, *_row(day in known, seen.get(day))] for day in days])


def _row(is_known: bool, seen: CallerDay | None) -> list[str]:
    if seen is None:
        return ["no calls" if is_known else UNKNOWN, *[""] * (len(SHOWN) - 1)]
    return [_text(seen.measures.get(name)) for name in SHOWN]


def _text(value: object) -> str:
    if value is None:
        return UNKNOWN
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _as_object(number: str, day: date, is_known: bool, seen: CallerDay | None) -> dict[str, object]:
    """`signals` is null on a day without calls of the number; whether it made none is known only where `records` is true."""
    measures = {name: value for name, value in seen.measures.items() if name != "caller"} if seen else None
    return {"number": number, "day": day.isoformat(), "records": is_known, "signals": measures}
