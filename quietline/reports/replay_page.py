"""`docs/replay.md`: what the shipped controls would have hit in simulated cities, where the truth is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from quietline.rulebook.load import load_controls

REPLAY_PAGE = "replay.md"


@dataclass(frozen=True)
class Replayed:
    """One control over one simulated city. Counts are numbers, each once: `matched` = `offenders` + `protected` + `lawful`.

    `protected` are lawful callers whom the register knows, so that they are verified first; `lawful` are the others.
    """

    control: str
    seed: int
    matched: int
    offenders: int
    protected: int
    lawful: int


def replay_page(
    *, command: str, city: str, rows: Sequence[Replayed], found: Sequence[tuple[str, int, int]]
) -> str:
    """The page as Markdown. `city` describes what was simulated; `found` has a row a kind of offender: name, how many, how many found."""
    lines = [
        "# Replay of the controls",
        "",
        f"Each control that ships, run over simulated cities in which the truth is known: {city}.",
        f"Made by `{command}`. The simulator and the controls were written to fit the same public figures, so this shows what a",
        "control does, not how well it will do in your city. There, replay it on your own records before you rely on it.",
        "",
        "## By control",
        "",
        "Numbers hit on at least one day. A protected caller that is hit becomes a case that has to be verified before any measure.",
        "",
        "| control | seed | matched | of these offenders | protected | lawful, not protected |",
        "|---|---|---|---|---|---|",
        *(
            f"| {r.control} | {r.seed} | {r.matched} | {r.offenders} | {r.protected} | {r.lawful} |"
            for r in rows
        ),
        "",
        "## By kind of offender",
        "",
        "Found by at least one control in at least one of the days, over all seeds.",
        "",
        "| kind | numbers | found |",
        "|---|---|---|",
        *(f"| {kind} | {total} | {hit} |" for kind, total, hit in found),
        "",
    ]
    return "\n".join(lines)


def named(control_id: str, version: int) -> str:
    """A control with its version as the page writes it."""
    return f"[{control_id}](controls/{control_id}.md) version {version}"


def controls_without_replay(docs: Path) -> list[str]:
    """Shipped controls that the page does not show in their present version."""
    page = docs / REPLAY_PAGE
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    present = [loaded.control for loaded in load_controls()]
    return [
        f"{control.id} version {control.version}"
        for control in present
        if named(control.id, control.version) not in text
    ]
