"""Fenced blocks of Markdown pages: files to write and commands to run, with the output that the page promises.

A block that follows a line ending in "`path`:" is that file. In a `console` block a line that begins with "$ " is a command, the
lines below it are its output; "..." stands for any lines, or within a line for any text.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(
    r"(?P<before>[^\n]*)\n\n?(?P<fence>```+)(?P<language>\w*)[^\n]*\n(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
FILE = re.compile(r"`([^`\s]+)`:$")
EXPORT = re.compile(r"export (\w+)=(\S+)")


@dataclass(frozen=True)
class File:
    """A file that the page tells to write."""

    path: str
    text: str


@dataclass(frozen=True)
class Command:
    """A command and the lines that it prints."""

    line: str
    output: tuple[str, ...]


def steps(page: str) -> Iterator[File | Command]:
    """What a reader does who follows the page from top to bottom."""
    for found in BLOCK.finditer(page):
        named = FILE.search(found["before"])
        if found["language"] == "console":
            yield from _commands(found["text"])
        elif named:
            yield File(named.group(1), found["text"])


def section(page: str, heading: str) -> str:
    """The part of a page under a heading, up to the next one of its level or above; a "#" within a block is no heading."""
    level, found = heading.index(" "), []
    in_block = inside = False
    for line in page.splitlines(keepends=True):
        in_block ^= line.startswith("```")
        if not in_block and re.match(rf"#{{1,{level}}} ", line):
            inside = line.rstrip() == heading
        elif inside:
            found.append(line)
    assert found, f"the page has nothing under {heading!r}"
    return "".join(found)


def follow(page: str, folder: Path, home: Path) -> int:
    """Do every step in `folder` for a reader whose home folder is `home`; gives the number of commands. Fails where the page promises something else."""
    count = 0
    environment = _environment(folder, home)
    for step in steps(page):
        if isinstance(step, File):
            path = folder / step.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.text, encoding="utf-8")
        else:
            count += 1
            _run(step, folder, environment)
            if setting := EXPORT.fullmatch(step.line):
                environment[setting[1]] = setting[2].replace("$PWD", str(folder))
    return count


def matches(expected: tuple[str, ...], actual: list[str]) -> bool:
    """Whether the lines are those that the page shows, with "..." for what it leaves open."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == "..." else _line(line) for line in expected)
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in actual)) is not None


def _line(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.rstrip().split("...")) + r"\n"


def _commands(text: str) -> Iterator[Command]:
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        lines = part.splitlines()
        command = [lines.pop(0)]
        while command[-1].endswith("\\"):
            command.append(lines.pop(0))
        yield Command("\n".join(command), tuple(lines))


def _run(step: Command, folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        ["bash", "-c", step.line],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    said = done.stdout.splitlines()
    assert done.returncode == 0, f"$ {step.line}\nexit code {done.returncode}\n{done.stdout}"
    promised = "\n".join(step.output)
    assert not step.output or matches(step.output, said), (
        f"$ {step.line}\npromised:\n{promised}\nsaid:\n{done.stdout}"
    )


def _environment(folder: Path, home: Path) -> dict[str, str]:
    """That of a reader without settings of his own. A source tree in the folder is the quietline that runs."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QUIETLINE_", "DJANGO_", "PYTEST_"))
    }
    return inherited | {"PATH": path, "HOME": str(home), "PYTHONPATH": str(folder), "COLUMNS": "120"}
