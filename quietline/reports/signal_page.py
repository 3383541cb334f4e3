"""`docs/signals.md`: every signal with its definition, unit and source, from the headers of the SQL files that compute them."""

import re
from collections.abc import Iterable

from quietline.signals.grains import TYPES, UNITED, Grain, grains

_HEAD = f"""# Signals

What is measured of a day's calls. This page is made from the heads of the SQL files in `quietline/signals`: one file gives one table, or a part
of the table `{UNITED}`, which has one row for each caller and calendar day and also the caller's `line_class`. `quietline signals` writes any of the
tables as CSV or Parquet; controls read them all.

What the sources do not deliver is unknown here (null), never zero. Instants are epoch seconds in UTC, a day is the city's calendar day.
A name with `$` is a dated figure; its value and where it comes from stand in `quietline/signals/quantities.py`.
On large days compiled loops compute the same rows (`quietline/signals/kernels`); a test holds them to these files.

| file | what | a row is | gives |
|---|---|---|---|
"""
_COLUMN = re.compile(rf"^-- (\w+) +(?:{'|'.join(TYPES)}) +(0 to 1|\S+) +(.+)$")
_FIELD = re.compile(r"^-- (grain|partition key|reads|broadcast|gives|parameters): (.+)$")
_CONTINUED = re.compile(r"^-- {6,}(\S.*)$")


def signal_page() -> str:
    """The page as Markdown."""
    files = sorted(grains().values(), key=lambda grain: (not grain.gives.startswith("part"), grain.name))
    rows = (
        f"| [{grain.name}](#{grain.name}) | {_title(grain)} | {_fields(grain)['grain']} | {grain.gives} |"
        for grain in files
    )
    return _HEAD + "\n".join(rows) + "\n\n" + "\n".join(_section(grain) for grain in files)


def _section(grain: Grain) -> str:
    fields, measures, notes = _fields(grain), _measures(grain), _notes(grain)
    facts = (
        f"A row is: {fields['grain']}. Partition key: `{fields['partition key']}`. Reads: {fields['reads']}"
        f"{', whole in each shard: ' + fields['broadcast'] if 'broadcast' in fields else ''}. Gives: {fields['gives']}."
    )
    figures = f"\nFigures: {_plain(fields['parameters'])}.\n" if "parameters" in fields else ""
    table = "\n".join(f"| `{name}` | {unit} | {_plain(meaning)} |" for name, unit, meaning in measures)
    said = "".join(f"\n{_plain(note)}\n" for note in notes)
    title = _title(grain)
    return f"## {grain.name}\n\n{title[0].upper()}{title[1:]}\n\n{facts}\n{figures}\n| column | unit | meaning |\n|---|---|---|\n{table}\n{said}"


def _title(grain: Grain) -> str:
    return _lines(grain)[0].removeprefix(f"-- {grain.name}: ")


def _fields(grain: Grain) -> dict[str, str]:
    """What the header declares, by the field's name."""
    return {found[1]: found[2] for line in _lines(grain) if (found := _FIELD.match(line))}


def _measures(grain: Grain) -> list[tuple[str, str, str]]:
    """Name, unit and meaning of each column."""
    return [(found[1], found[2], found[3]) for line in _lines(grain) if (found := _COLUMN.match(line))]


def _notes(grain: Grain) -> list[str]:
    """The paragraphs of the header that follow the columns, but for what another engine would need."""
    lines = _lines(grain)
    last = max(place for place, line in enumerate(lines) if _COLUMN.match(line))
    text = "\n".join(line.removeprefix("--").strip() for line in lines[last + 1 :])
    paragraphs = [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]
    return [paragraph for paragraph in paragraphs if paragraph and not paragraph.startswith("Spark:")]


def _lines(grain: Grain) -> list[str]:
    """The header's lines, those that go on in the next one joined."""
    joined: list[str] = []
    for line in _header(grain.sql.splitlines()):
        continued = _CONTINUED.match(line)
        if continued and joined and joined[-1] != "--":
            joined[-1] += f" {continued[1]}"
        else:
            joined.append(line)
    return joined


def _header(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        if not line.startswith("--"):
            return
        yield line


def _plain(text: str) -> str:
    """Text that Markdown takes as it is."""
    return re.sub(r"(?<![`\w])(\$?\w*_\w+(?:\.sql)?|\$\w+)", r"`\1`", text.replace("|", "\\|"))
