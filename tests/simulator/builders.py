"""A simulated city for the tests of the simulator, and eyes of its own for the files."""

import csv
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from quietline.simulator.scenario_file import named_scenario
from quietline.simulator.simulate import Plan, simulate

CROWDED = named_scenario("crowded")
PLAN = Plan(seed=7, days=2, numbers=1000, scenario=CROWDED)
LIFE = Plan(seed=7, days=7, numbers=6000)
_WORDS = {"呼出": "outgoing", "呼入": "incoming", "是": "1", "否": "0"}
_COLUMNS = (
    "caller",
    "callee",
    "start",
    "talk_s",
    "answered",
    "direction",
    "ring_s",
    "imei",
    "cell",
    "call_id",
    "part",
)


@dataclass(frozen=True)
class Record:
    """A record of the files, whatever their layout."""

    caller: str
    callee: str
    start: datetime
    talk_s: int
    answered: bool
    outgoing: bool
    ring_s: int | None
    imei: str
    cell: str
    call_id: str
    part: int
    file: str


def a_city(folder: Path, plan: Plan = PLAN) -> Path:
    """The folder of a simulated city; the default one begins on a Monday."""
    simulate(plan, folder)
    return folder


def with_files(plan: Plan, **changes: object) -> Plan:
    """The plan with other keys of the table `files`."""
    return replace(
        plan,
        scenario=plan.scenario.model_copy(update={"files": plan.scenario.files.model_copy(update=changes)}),
    )


def with_dirt(plan: Plan, **changes: object) -> Plan:
    """The plan with other keys of the table `dirt`."""
    return replace(
        plan,
        scenario=plan.scenario.model_copy(update={"dirt": plan.scenario.dirt.model_copy(update=changes)}),
    )


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by column."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text_of(path: Path) -> str:
    """The text of a file, in whichever encoding it is."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def records(path: Path) -> list[Record]:
    """The records of a file of calls that can be read, each as often as it stands there."""
    _, *lines = csv.reader(text_of(path).splitlines())
    found = []
    for line in lines:
        values = dict(zip(_COLUMNS, (_WORDS.get(word, word) for word in line), strict=False))
        if len(line) == len(_COLUMNS) and "-13-" not in values["start"] and values["caller"].isdigit():
            found.append(_record(values, path.name))
    return found


def _record(values: dict[str, str], file: str) -> Record:
    return Record(
        caller=_with_country(values["caller"]),
        callee=_with_country(values["callee"]),
        start=datetime.fromisoformat(values["start"]),
        talk_s=int(values["talk_s"]),
        answered=values["answered"] == "1",
        outgoing=values["direction"] == "outgoing",
        ring_s=int(values["ring_s"]) if values["ring_s"] else None,
        imei=values["imei"],
        cell=values["cell"],
        call_id=values["call_id"],
        part=int(values["part"]),
        file=file,
    )


def _with_country(number: str) -> str:
    return f"86{number}" if len(number) == 11 and number.startswith("1") else number


def all_records(city: Path) -> list[Record]:
    """The records of all days, each once."""
    return list(
        dict.fromkeys(one for path in sorted((city / "files").glob("calls-*.csv")) for one in records(path))
    )


def attempts(city: Path, day: date | None = None) -> dict[str, list[Record]]:
    """By caller the calls that numbers of our network made, each once, on a day or on all."""
    found: dict[str, list[Record]] = defaultdict(list)
    for one in all_records(city):
        if one.outgoing and one.part <= 1 and (day is None or one.start.date() == day):
            found[one.caller].append(one)
    return found


def kinds(city: Path) -> dict[str, str]:
    """Number to kind of everybody whom the truth names."""
    return {
        row["number"]: row["kind"]
        for name in ("offenders", "lookalikes")
        for row in rows(city / "truth" / f"{name}.csv")
    }
