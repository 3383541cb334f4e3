"""For each clause of the policy what carries it out, collected from the code: controls, pages, commands, API, tests.

Nothing is imported that would start Django, and no list is kept by hand: pages and tests are read from their decorators,
commands from the `CLAUSES` of their module, controls from the rulebook.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from quietline.domain.clauses import CLAUSES
from quietline.domain.labels import Label
from quietline.reports.marked_tests import marked_tests
from quietline.rulebook.load import load_controls

PACKAGE = Path(__file__).parents[1]
REPOSITORY = PACKAGE.parent


@dataclass(frozen=True)
class ClauseEntry:
    """One clause with everything that names it. `tests` are pytest node ids relative to the repository; empty where no tests are installed."""

    clause: str
    title: Label
    controls: tuple[str, ...]
    pages: tuple[str, ...]
    commands: tuple[str, ...]
    api: tuple[str, ...]
    tests: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """The entry as it leaves through JSON."""
        return {
            "clause": self.clause,
            "title": self.title.as_dict(),
            "controls": list(self.controls),
            "pages": list(self.pages),
            "commands": list(self.commands),
            "api": list(self.api),
            "tests": list(self.tests),
        }


def clause_map() -> list[ClauseEntry]:
    """All clauses in the policy's order, with empty lists where nothing exists yet."""
    controls, pages, commands = _controls(), _pages(), _commands()
    tests = marked_tests(REPOSITORY)
    return [
        ClauseEntry(
            clause=clause,
            title=title,
            controls=_sorted(controls, clause),
            pages=_sorted(pages, clause),
            commands=_sorted(commands, clause),
            api=(),
            tests=_sorted(tests, clause),
        )
        for clause, title in CLAUSES.items()
    ]


def _sorted(found: dict[str, set[str]], clause: str) -> tuple[str, ...]:
    return tuple(sorted(found.get(clause, ())))


def _controls() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for loaded in load_controls():
        found[loaded.control.clause].add(loaded.control.id)
    return found


def _pages() -> dict[str, set[str]]:
    """Routes by clause, from `@page("route/", clauses=("3.1",))`."""
    found: dict[str, set[str]] = defaultdict(set)
    for tree in _trees(PACKAGE / "console" / "pages"):
        for call in _decorations(tree, "page"):
            route = f"/{ast.literal_eval(call.args[0])}"
            for clause in _keyword(call, "clauses"):
                found[clause].add(route)
    return found


def _commands() -> dict[str, set[str]]:
    """Commands by clause, from the `CLAUSES` of `cli/commands/<command>.py`."""
    found: dict[str, set[str]] = defaultdict(set)
    folder = PACKAGE / "cli" / "commands"
    for path in sorted(folder.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "CLAUSES":
                for clause in ast.literal_eval(node.value):
                    found[clause].add(f"quietline {path.stem}")
    return found


def _trees(folder: Path) -> Iterator[ast.Module]:
    for path in sorted(folder.glob("*.py")):
        yield ast.parse(path.read_text(encoding="utf-8"))


def _decorations(tree: ast.Module, name: str) -> Iterator[ast.Call]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).split(".")[-1] == name:
                    yield decorator


def _keyword(call: ast.Call, name: str) -> tuple[str, ...]:
    values = [keyword.value for keyword in call.keywords if keyword.arg == name]
    return tuple(ast.literal_eval(values[0])) if values else ()
