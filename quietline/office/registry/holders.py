"""Who holds a number as of a day: looked up in the warehouse's register, taken into the ledger when a case needs it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from quietline.domain.number_plan import LineClass, line_class
from quietline.home import Home
from quietline.office.registry.models import Holding
from quietline.warehouse.lake import Lake

_COLUMNS = "number, subscriber, holder_name, line_class, branch, channel, since, until"
_AS_OF = f"""
    SELECT {_COLUMNS} FROM holdings JOIN asked USING (number)
    WHERE (since IS NULL OR since <= $day) AND (until IS NULL OR until >= $day)
    QUALIFY row_number() OVER (PARTITION BY number ORDER BY since DESC NULLS LAST, batch DESC, line DESC) = 1
"""  # noqa: S608 (a fixed list of columns)

_PERIODS = f"""
    SELECT {_COLUMNS} FROM holdings WHERE number = $number
    QUALIFY row_number() OVER (PARTITION BY subscriber, since ORDER BY batch DESC, line DESC) = 1
    ORDER BY since NULLS FIRST
"""  # noqa: S608 (a fixed list of columns)


@dataclass(frozen=True)
class RegisterRow:
    """What the register says of a number on a day. `since` is None where it does not say since when."""

    number: str
    subscriber: str
    holder_name: str
    line_class: str
    branch: str
    channel: str
    since: date | None
    until: date | None


def look_up(home: Home, numbers: Collection[str], day: date) -> dict[str, RegisterRow]:
    """Number → its register row as of the day. A number that no register knows gets a row of its own: no holder, class by number plan."""
    known = _registered(home, numbers, day) if numbers else {}
    return {number: known.get(number) or _unregistered(number) for number in numbers}


def periods_of(home: Home, number: str) -> list[RegisterRow]:
    """Who held the number in which period, as the register has it, the oldest first; empty where no register knows the number."""
    lake = Lake(home)
    if not lake.files("holdings"):
        return []
    with lake.connect() as connection:
        lake.create_view(connection, "holdings")
        rows = connection.execute(_PERIODS, {"number": number}).fetchall()
    return [_row(*row) for row in rows]


def is_elsewhere(home: Home, number: str) -> bool:
    """True where there is a register of holdings and no period of it knows the number: another operator's or city's."""
    return bool(Lake(home).files("holdings")) and not periods_of(home, number)


def take_in(row: RegisterRow) -> Holding:
    """The holding in the ledger, made where it is not there yet."""
    holding, _ = Holding.objects.get_or_create(
        number=row.number,
        subscriber=row.subscriber,
        since=row.since,
        defaults={
            "holder_name": row.holder_name,
            "line_class": row.line_class,
            "branch": row.branch,
            "channel": row.channel,
            "until": row.until,
        },
    )
    return holding


def find(row: RegisterRow) -> Holding | None:
    """The holding in the ledger, None where no case needed it yet."""
    return Holding.objects.filter(number=row.number, subscriber=row.subscriber, since=row.since).first()


def name(holding: Holding, row: RegisterRow) -> Holding:
    """The holding, with what the register says by now of a holder who was not known."""
    for column in ("subscriber", "holder_name", "line_class", "branch", "channel", "since", "until"):
        setattr(holding, column, getattr(row, column))
    holding.save()
    return holding


def row_of(holding: Holding) -> RegisterRow:
    """The holding as the register row that it came from."""
    return RegisterRow(
        holding.number,
        holding.subscriber,
        holding.holder_name,
        holding.line_class,
        holding.branch,
        holding.channel,
        holding.since,
        holding.until,
    )


def _registered(home: Home, numbers: Collection[str], day: date) -> dict[str, RegisterRow]:
    lake = Lake(home)
    if not lake.files("holdings"):
        return {}
    with lake.connect() as connection:
        lake.create_view(connection, "holdings")
        connection.execute(
            "CREATE TEMP TABLE asked AS SELECT DISTINCT unnest($numbers) AS number",
            {"numbers": list(numbers)},
        )
        found = connection.execute(_AS_OF, {"day": day}).fetchall()
    return {row[0]: _row(*row) for row in found}


def _row(
    number: str,
    subscriber: str | None,
    holder_name: str | None,
    registered_class: str | None,
    branch: str | None,
    channel: str | None,
    since: date | None,
    until: date | None,
) -> RegisterRow:
    known_class = registered_class if registered_class in set(LineClass) else line_class(number).value
    return RegisterRow(
        number,
        subscriber or "",
        holder_name or "",
        known_class or "",
        branch or "",
        channel or "",
        since,
        until,
    )


def _unregistered(number: str) -> RegisterRow:
    return RegisterRow(number, "", "", line_class(number).value, "", "", None, None)
