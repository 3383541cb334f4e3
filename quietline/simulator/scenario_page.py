"""`docs/scenarios.md`: every key of a scenario file, from the models that check it."""

from collections.abc import Iterator
from importlib.resources import files
from typing import get_args

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from quietline.simulator.habit import Habit, Table
from quietline.simulator.scenario import CityTable, DirtTable, FilesTable
from quietline.simulator.scenario_file import kinds, read_default, shipped

SCENARIO_PAGE = "scenarios.md"

_TABLES: dict[str, type[Table]] = {"city": CityTable, "dirt": DirtTable, "files": FilesTable}

_HEAD = """\
# Scenarios of simulated cities

`quietline simulate` makes a city from a seed, a size and a scenario: who lives there, who calls how, how dirty the files are. A scenario is a
TOML file; `--scenario` takes its path, or the name of one that ships: {names}. The same seed and scenario give the same files, byte for byte,
on any machine. Shares are per mille, spans are `[from, to]` with both included, hours are `[from, to]` of the day, days of the simulation
count from 1.

A file says only what is different from `default`. A table keeps the keys that it does not name; a list (`[[offender]]`, `[[lookalike]]`)
replaces that of `default` as a whole, and `offender = []` is a city without nuisance callers. A key that is not known, or a value that cannot
be, is refused with file, key and reason.

```toml
title = "Two telemarketers and a campaign that changes numbers"

[dirt]
late = 0

[[offender]]
kind = "telemarketer"
count = 2
attempts = [60, 90]
hours = [[10, 12], [15, 17]]

[[offender]]
kind = "rotation"
count = 1
calls_a_number = 9
```

What is written: `files/` holds what an operator would hand over (calls by day, registers, reports), `truth/` who offends since when with how
many attempts on which day, and who only looks like it. No part of the product reads `truth/`.
"""

_ENTRIES = """
## `[[offender]]` and `[[lookalike]]`

An entry is a kind of caller, lawful or not; `count` or `per_100_000` says how many there are, the kind what else is not said. One of them is a
single number, or a group of `group_size` numbers that act together. Two entries of one kind need a `name` each, so that the truth tells them
apart.
"""

_KINDS = """
## Kinds

What an entry of each kind does unless the scenario says otherwise. Nuisance callers ({offenders}) belong under `[[offender]]`, all others
under `[[lookalike]]`.
"""


def scenario_page() -> str:
    """The page as Markdown."""
    names = ", ".join(f"`{name}`" for name in shipped())
    lines = [_HEAD.format(names=names)]
    default = read_default()
    for name, model in _TABLES.items():
        lines += [f"\n## `[{name}]`\n", *_rows(model, "in `default`", getattr(default, name))]
    lines += [_ENTRIES, *_rows(Habit, "default", None)]
    offenders = ", ".join(f"`{kind}`" for kind, table in kinds().items() if table.get("offends"))
    lines.append(_KINDS.format(offenders=offenders))
    lines += [
        "```toml",
        (files("quietline.simulator") / "kinds.toml").read_text(encoding="utf-8").strip(),
        "```",
        "",
    ]
    return "\n".join(lines)


def _rows(model: type[Table], what: str, values: Table | None) -> Iterator[str]:
    """A table of the model's keys with their values in `values`, or with what holds where nothing is said."""
    yield f"| key | {what} | meaning |"
    yield "|---|---|---|"
    for key, field in model.model_fields.items():
        if key != "offends":  # follows from the kind
            value = field.default if values is None else getattr(values, key)
            yield f"| `{key}` | {_shown(value)} | {field.description}{_choices(field)} |"


def _choices(field: FieldInfo) -> str:
    """The words among which to choose, where there are such."""
    words = get_args(field.annotation)
    if not words or not all(isinstance(word, str) for word in words):
        return ""
    return f" One of {', '.join(f'`{word}`' for word in words)}."


def _shown(value: object) -> str:
    """The value as TOML writes it."""
    if value is PydanticUndefined or value is None or value == "":
        return ""
    if isinstance(value, tuple):
        return f"`[{', '.join(_shown(one).strip('`') for one in value)}]`"
    return f"`{value}`" if isinstance(value, int) else f'`"{value}"`'
