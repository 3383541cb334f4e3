"""`docs/clauses.md`: the clause table as a page of the documentation."""

from collections.abc import Sequence

from quietline.reports.clause_map import ClauseEntry

_HEAD = """# Clauses

What carries out each clause of the policy, collected from the code: a control, page, command and test names the clause that it
serves. The console shows the same under 条款, and `quietline clauses --json` gives it to machines.
A clause under which little stands is little done yet.
"""


def clause_page(entries: Sequence[ClauseEntry]) -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *(_section(entry) for entry in entries)])


def _section(entry: ClauseEntry) -> str:
    controls = [f"[{control}](controls/{control}.md)" for control in entry.controls]
    parts = [
        ("Controls", controls),
        ("Pages", _code(entry.pages)),
        ("Commands", _code(entry.commands)),
        ("API", _code(entry.api)),
    ]
    lines = [f"- {name}: {', '.join(found)}" for name, found in parts if found]
    if entry.tests:
        lines += ["- Tests:", *(f"  - `{test}`" for test in entry.tests)]
    return "\n".join(
        [f"## {entry.clause} {entry.title.en} ({entry.title.zh})", "", *(lines or ["Nothing yet."]), ""]
    )


def _code(names: Sequence[str]) -> list[str]:
    return [f"`{name}`" for name in names]
