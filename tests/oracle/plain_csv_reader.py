"""What a file of the plain call-record layout holds, read slowly in plain Python: the judge of the real reader.

Imports nothing of the product. It knows the forms of numbers that the random files use: mainland mobiles and landlines of area
code 391 with their usual prefixes and decoration.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
WITHHELD = {"anonymous", "unknown", "withheld", "private"}
FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S")
EARLIEST = datetime(1990, 1, 1, 8, tzinfo=ZONE)


@dataclass(frozen=True)
class Call:
    """One call as it must come out."""

    caller: str | None
    callee: str
    start_s: int
    talk_s: int
    answered: bool

    @property
    def identity(self) -> tuple[object, ...]:
        return self.caller, self.callee, self.start_s


@dataclass
class Reading:
    """What became of each data line."""

    calls: dict[tuple[object, ...], Call] = field(default_factory=dict)
    duplicate: int = 0
    bad_lines: list[int] = field(default_factory=list)
    total: int = 0


def read(content: bytes, *, at: datetime) -> Reading:
    """Read a file with the columns caller, callee, start, duration; `at` is now."""
    reading = Reading()
    lines = re.split(rb"\r\n|\n|\r", content)
    header_seen = False
    for number, line in enumerate(lines, start=1):
        if not line.strip(b" \t\x0b\x0c"):
            continue
        if not header_seen:
            header_seen = True
            continue
        reading.total += 1
        call = _call(line, at)
        if call is None:
            reading.bad_lines.append(number)
            continue
        known = reading.calls.get(call.identity)
        reading.duplicate += known is not None
        if known is None or (call.answered, call.talk_s) > (known.answered, known.talk_s):
            reading.calls[call.identity] = call
    return reading


def _call(line: bytes, at: datetime) -> Call | None:
    try:
        values = _values(line.decode("utf-8"))
    except ValueError:
        return None
    if values is None or len(values) != 4:
        return None
    caller_text, callee_text, start_text, talk_text = (value.strip(" ") for value in values)
    withheld = caller_text.strip().lower() in WITHHELD
    caller, callee = _number(caller_text), _number(callee_text)
    start, talk = _start(start_text, at), _talk(talk_text)
    if callee is None or start is None or talk is None or (caller is None and not withheld):
        return None
    return Call(caller, callee, int(start.timestamp()), talk, talk > 0)


def _values(line: str) -> list[str] | None:
    """The values of a line; nothing where quotes are not as they should be, or it holds a NUL."""
    if "\0" in line:
        return None
    values, rest = [], line
    while True:
        if rest.startswith('"'):
            found = re.match(r'"((?:[^"]|"")*)"(,|\Z)', rest)
            if not found:
                return None
            values.append(found.group(1).replace('""', '"'))
            rest, last = rest[found.end() :], found.group(2) == ""
        else:
            value, comma, rest = rest.partition(",")
            values.append(value)
            last = not comma
        if last:
            return values


def _number(text: str) -> str | None:
    bare = re.sub(r"[ \-()]", "", text)
    mobile = re.fullmatch(r"(?:\+86|0086|86|0)?(1[3-9][0-9]{9})", bare)
    if mobile:
        return f"86{mobile.group(1)}"
    landline = re.fullmatch(r"(?:0391|\+86391|86391)?([2-8][0-9]{6})", bare)
    if landline:
        return f"86391{landline.group(1)}"
    return bare if bare in {"110", "10086", "95588"} else None


def _start(text: str, at: datetime) -> datetime | None:
    for form in FORMATS:
        try:
            found = datetime.strptime(text, form).replace(tzinfo=ZONE)
        except ValueError:
            continue
        return found if EARLIEST <= found <= at + timedelta(days=1) else None
    return None


def _talk(text: str) -> int | None:
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) > 7 * 86_400:
        return None
    return int(text)
