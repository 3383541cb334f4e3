"""What holds for the source tree as a whole: locks, READMEs, what no file may say, and files of others."""

import re
import subprocess
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Files that belong to others are as others wrote them.
OURS_NOT = ("quietline/console/static/vendor/", "LICENSE")
PACKAGE_REGISTRY = re.compile(
    r"\b(?:pypi|pythonhosted|npmjs|debian|ubuntu)\.(?:org|com)\b|(?<!emit-)\b(?:extra-)?index[-_]url\b", re.I
)
HOME_FOLDER = re.compile(r"(?<![\w.\-/])/(?:root|Users|home/\w[\w.-]*)/")


@dataclass(frozen=True)
class Outline:
    """Levels of headings, and code blocks with their language, of a Markdown page."""

    levels: list[int]
    code: list[tuple[str, str]]


@cache
def tracked_files() -> list[Path]:
    """Text files that git holds or would hold."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this copy of the source is no git tree, so nothing says which files belong to it")
    return [
        ROOT / name for name in sorted(filter(None, listed.stdout.split("\0"))) if (ROOT / name).is_file()
    ]


def lines_that_match(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tracked_files():
        name = str(path.relative_to(ROOT))
        if name.startswith(OURS_NOT):
            continue
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # a picture or another binary file
        found += [
            f"{name}:{n}: {line.strip()[:100]}" for n, line in enumerate(lines, 1) if pattern.search(line)
        ]
    return found


@pytest.mark.parametrize("lock", ["runtime.txt", "dev.txt"])
def test_a_lock_holds_versions_and_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text()
    lines = text.splitlines()
    assert [line for line in lines if line.startswith("-") or "://" in line or line.startswith("#")] == []
    requirements = re.split(r"\n(?=\S)", text.strip())
    assert len(requirements) > 10
    without = [each.split()[0] for each in requirements if "--hash=sha256:" not in each or "==" not in each]
    assert without == []


def test_the_developers_lock_holds_all_that_runs_in_the_same_versions() -> None:
    pins = {
        name: set(re.findall(r"^\S+==\S+", (ROOT / f"requirements/{name}.txt").read_text(), re.M))
        for name in ("runtime", "dev")
    }
    assert pins["runtime"] - pins["dev"] == set()


@pytest.mark.parametrize("group", ["dependencies", "dev"])
def test_each_direct_dependency_is_locked(group: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] if group == "dependencies" else project["optional-dependencies"][group]
    lock = (ROOT / "requirements" / ("runtime.txt" if group == "dependencies" else "dev.txt")).read_text()
    locked = {_canonical(name) for name in re.findall(r"^([\w.-]+)==", lock, re.M)} | {"quietline"}
    names = {_canonical(re.match(r"[\w.-]+", each)[0]) for each in wanted}
    assert names - locked == set(), "./dev lock makes the locks anew"


def test_the_two_readmes_have_the_same_outline_and_the_same_code() -> None:
    english, chinese = (_outline(ROOT / name) for name in ("README.md", "README.zh-CN.md"))
    assert english.levels == chinese.levels, "levels of headings, in order"
    assert english.code == chinese.code, "code blocks, in order"


def test_no_file_names_a_package_registry() -> None:
    assert lines_that_match(PACKAGE_REGISTRY) == []


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    assert lines_that_match(HOME_FOLDER) == []
    assert lines_that_match(re.compile(rf"(?<![\w.\-/]){re.escape(str(ROOT))}(?![\w-])")) == []


def _outline(path: Path) -> Outline:
    assert path.is_file(), f"{path.name} is missing"
    text = path.read_text(encoding="utf-8")
    fence = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.M | re.S)
    levels = [len(marks) for marks in re.findall(r"^(#{1,6}) ", fence.sub("", text), re.M)]
    return Outline(levels=levels, code=fence.findall(text))


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
