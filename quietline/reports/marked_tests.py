"""Which tests prove which clause, read from their marks without importing them."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERYDAY_EXCLUDES = frozenset({"long", "postgresql"})
"""Marks of tests that the everyday run leaves out: a proof that seldom runs is not listed."""


@dataclass(frozen=True)
class Mark:
    """One `pytest.mark.name(arguments)`."""

    name: str
    arguments: tuple[str, ...]


def marked_tests(repository: Path) -> dict[str, set[str]]:
    """Node ids by clause, of tests that `./dev test` runs. A parametrised test is one id. Empty where there is no `tests` folder."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((repository / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        file = path.relative_to(repository).as_posix()
        for node_id, marks in _tests(tree.body, file, _module_marks(tree)):
            if not _EVERYDAY_EXCLUDES & {mark.name for mark in marks}:
                for clause in (
                    argument for mark in marks if mark.name == "clause" for argument in mark.arguments
                ):
                    found[clause].add(node_id)
    return found


def _tests(
    body: Sequence[ast.stmt], prefix: str, inherited: tuple[Mark, ...]
) -> Iterator[tuple[str, tuple[Mark, ...]]]:
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _tests(node.body, f"{prefix}::{node.name}", inherited + _marks(node.decorator_list))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            yield f"{prefix}::{node.name}", inherited + _marks(node.decorator_list)


def _module_marks(tree: ast.Module) -> tuple[Mark, ...]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
            return _marks(node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else [node.value])
    return ()


def _marks(expressions: Iterable[ast.expr]) -> tuple[Mark, ...]:
    return tuple(mark for expression in expressions if (mark := _mark(expression)))


def _mark(expression: ast.expr) -> Mark | None:
    call = expression if isinstance(expression, ast.Call) else None
    name = ast.unparse(call.func if call else expression)
    if not name.startswith("pytest.mark."):
        return None
    constants = (
        [argument.value for argument in call.args if isinstance(argument, ast.Constant)] if call else []
    )
    return Mark(name.removeprefix("pytest.mark."), tuple(str(constant) for constant in constants))
