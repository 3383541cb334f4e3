"""A profile: how one source writes its files. Each key is documented in docs/profiles.md."""

import codecs
import hashlib
import re
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from quietline.domain.number_plan import LineClass, line_class
from quietline.ingest.encodings import is_wide
from quietline.ingest.fields import FIELDS, FieldType, lacking

TIME_FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y%m%d%H%M%S")
EXCEL_SERIAL = "excel_serial"
"""Days since the end of 1899, as spreadsheets count them."""

_COUNTED = ("epoch_s", "epoch_ms", EXCEL_SERIAL)
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d")
YES = ("1", "true", "yes", "y", "t", "answered", "是", "接通", "已接通", "已接")
NO = ("0", "false", "no", "n", "f", "no answer", "unanswered", "busy", "failed", "否", "未接通", "未接", "忙")

_PRINTED_ASCII = bytes((*range(ord(" "), ord("~") + 1), *b"\t\r\n"))


def _known_encoding(value: str) -> str:
    examples = "for example utf-8, gb18030, utf-16, latin-1"
    try:
        name = codecs.lookup(value).name
        keeps_ascii = is_wide(name) or _PRINTED_ASCII.decode(name) == _PRINTED_ASCII.decode("ascii")
    except (LookupError, UnicodeError) as error:
        raise ValueError(f"{value!r} is not an encoding; {examples}") from error
    if not keeps_ascii:  # line ends and delimiters are looked for as ASCII
        raise ValueError(f"{value!r} does not write digits and delimiters as ASCII does; {examples}")
    return name


def _known_zone(value: str) -> str:
    try:
        return value and ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(
            f"{value!r} is not a time zone of the IANA database, for example Asia/Shanghai"
        ) from error


def _known_format(value: str) -> str:
    if value in _COUNTED:
        return value
    unknown = [found for found in re.findall(r"%(-?.)", value) if found.lstrip("-") not in "YmdHMSfzpIybBj%"]
    if unknown or "%" not in value:
        raise ValueError(
            f"{value!r} is not a time format; it is made of %Y %m %d %H %M %S …, or is {', '.join(_COUNTED)}"
        )
    return value


def _of_a_day(value: str) -> str:
    if value.startswith("epoch"):
        raise ValueError(f"{value!r} counts instants: it belongs into time_formats")
    return value


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"{value!r} is not a regular expression: {error}") from error
    return value


def _engine_pattern(value: str) -> str:
    """The engine that reads rows knows no look-around and no back references."""
    try:
        pc.match_substring_regex("", _pattern(value))
    except pa.ArrowInvalid as error:
        raise ValueError(f"{value!r} cannot be used as a pattern: {error}") from error
    return value


Encoding = Annotated[str, AfterValidator(_known_encoding)]
TimeFormat = Annotated[str, AfterValidator(_known_format)]
DateFormat = Annotated[TimeFormat, AfterValidator(_of_a_day)]
Pattern = Annotated[str, AfterValidator(_pattern)]
EnginePattern = Annotated[str, AfterValidator(_engine_pattern)]
Kind = Literal[
    "calls",
    "holdings",
    "protected_callers",
    "user_reports",
    "channels",
    "enterprises",
    "outbound_platforms",
    "cells",
    "complaints",
    "task_orders",
    "outbound_payments",
]
Unit = Literal["s", "ms", "min", "h:m:s"]
Columns = Annotated[list[str], Field(min_length=2)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Title(_Part):
    """What the profile is called in the two languages."""

    zh: str
    en: str


class Answered(_Part):
    """How to know that a call was answered: by the words of its column, else by the rule."""

    yes: list[str] = list(YES)
    no: list[str] = list(NO)
    rule: Literal["talk > 0", "always", "filled"] = "talk > 0"


class Direction(_Part):
    """The words for what a record is: of the caller's side, of the callee's, or a leg; `default` where the column or its value lacks."""

    outgoing: list[str] = ["outgoing", "out", "mo", "呼出", "主叫"]
    incoming: list[str] = ["incoming", "in", "mt", "呼入", "被叫"]
    leg: list[str] = ["leg", "transfer", "forwarded", "mcf", "转接", "前转", "呼转", "呼叫转移"]
    default: Literal["outgoing", "incoming"] = "outgoing"


class Numbers(_Part):
    """The number plan that the source writes in."""

    plan: Literal["cn", "local"] = "cn"
    area_code: str = Field(default="", pattern=r"^0?(10|2[0-9]|[3-9][0-9]{2})?$")
    prefix: str = Field(default="", pattern=r"^[1-9]?[0-9]*$")
    width: int = Field(default=0, ge=0, le=15)
    line_class: LineClass | None = None
    extensions: bool = False
    empty_is_withheld: bool = False

    @model_validator(mode="after")
    def _plan_is_whole(self) -> "Numbers":
        if self.plan == "cn":
            if self.prefix or self.width or self.line_class:
                raise ValueError('prefix, width and line_class belong to plan = "local"')
            return self
        if not self.prefix or not self.width:
            raise ValueError(
                'plan = "local" needs prefix (digits before each number) and width (digits of the longest number)'
            )
        found = line_class(self.prefix + "0" * self.width)
        if self.line_class and found is not self.line_class:
            said = f"prefix {self.prefix} and {self.width} digits make numbers of the class {found}"
            raise ValueError(f"{said}, not {self.line_class}; a mobile is 86, 1, 3 to 9 and nine more digits")
        return self


class Carries(_Part):
    """What the source delivers, and from which day on. What it leaves out is unknown, never zero."""

    unanswered: bool = True
    unanswered_since: date | None = None
    incoming: bool = False
    incoming_since: date | None = None
    off_net: bool = True
    off_net_since: date | None = None

    def on(self, what: Literal["unanswered", "incoming", "off_net"], day: str) -> str:
        """SQL: whether the source delivered this on the day, an expression of type DATE."""
        since = getattr(self, f"{what}_since")
        if not getattr(self, what):
            return "false"
        return f"({day} >= DATE '{since}')" if since else "true"

    @model_validator(mode="after")
    def _since_is_of_what_it_carries(self) -> "Carries":
        for what in ("unanswered", "incoming", "off_net"):
            if getattr(self, f"{what}_since") and not getattr(self, what):
                raise ValueError(f"{what}_since says from when on, so {what} must be true")
        return self


class Detect(_Part):
    """By what a file of this source is known, besides its columns."""

    header_has: list[str] = []
    line_matches: Pattern = ""


class Profile(_Part):
    """How one source writes its files."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")
    kind: Kind
    title: Title
    encoding: Encoding | Annotated[list[Encoding], Field(min_length=1)] = "utf-8"
    delimiter: str = Field(default=",", pattern=r"^[^\"\r\n]$")
    header: bool = True
    layout: list[str] = []
    more: list[list[str]] = []
    time_zone: Annotated[str, AfterValidator(_known_zone)] = ""
    time_formats: Annotated[list[TimeFormat], Field(min_length=1)] = list(TIME_FORMATS)
    date_formats: Annotated[list[DateFormat], Field(min_length=1)] = list(DATE_FORMATS)
    time_resolution_s: Literal[1, 60] = 1
    identity: list[str] = []
    identity_within: list[str] = []
    linked_identity: list[str] = []
    other_leg_identity: list[str] = []
    part: list[str] = []
    identity_pattern: EnginePattern = ""
    columns: dict[str, list[str]]
    instead: dict[str, list[str]] = {}
    units: dict[str, Unit] = {}
    answered: Answered = Answered()
    direction: Direction = Direction()
    numbers: Numbers = Numbers()
    carries: Carries = Carries()
    detect: Detect = Detect()

    @model_validator(mode="after")
    def _fields_are_those_of_the_kind(self) -> "Profile":
        fields = {field.name: field for field in FIELDS[self.kind]}
        _refuse_unknown("columns", set(self.columns) - set(fields), list(fields))
        _refuse_unknown("instead", set(self.instead) - set(self.columns), list(self.columns))
        seconds = [name for name, field in fields.items() if field.type is FieldType.SECONDS]
        _refuse_unknown("units", set(self.units) - set(seconds), seconds)
        missing = lacking(self.kind, {name for name, accepted in self.columns.items() if accepted})
        if missing:
            said = ", ".join("talk (or end)" if name == "talk" else name for name in missing)
            raise ValueError(f"columns lacks {said}: the {self.kind} cannot do without")
        return self

    @model_validator(mode="after")
    def _layout_fits_header(self) -> "Profile":
        if self.header and (self.layout or self.more):
            raise ValueError("layout and more are for files without a header line: set header = false")
        if not self.header and len(self.layout) < 2:
            raise ValueError("header = false needs layout, the names of the file's columns in their order")
        widths = [len(names) for names in self.layouts]
        if len(set(widths)) != len(widths):
            raise ValueError(
                "more: two of the layouts have the same number of columns, so a line could be either"
            )
        return self

    @property
    def layouts(self) -> list[list[str]]:
        """Every list of columns that a line of a file without header may have."""
        return [self.layout, *(self.layout + tail for tail in self.more)] if not self.header else []

    @property
    def encodings(self) -> list[str]:
        """Encodings that files of the source may have, the likeliest first."""
        return [self.encoding] if isinstance(self.encoding, str) else self.encoding

    @property
    def call_ids(self) -> str:
        """Whose ids name the calls: the profile's, or nobody's where a call is known by who called whom and when."""
        return self.name if self.identity or self.linked_identity or self.other_leg_identity else ""

    @property
    def fingerprint(self) -> str:
        """Changes when the profile reads a file differently."""
        return hashlib.sha256(self.model_dump_json(exclude={"title", "detect"}).encode()).hexdigest()[:8]


def _refuse_unknown(key: str, unknown: set[str], allowed: list[str]) -> None:
    if unknown:
        raise ValueError(f"{key} has {', '.join(sorted(unknown))}; allowed are {', '.join(allowed)}")
