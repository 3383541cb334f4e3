"""`quietline docs` writes the generated pages, and `--check` names those that are not up to date."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the sources and of the documentation, freshly written."""
    for name in ("quietline", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    assert docs(tmp_path).returncode == 0
    return tmp_path


def docs(project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run the command in the copy."""
    return subprocess.run(
        [sys.executable, "-m", "quietline", "docs", *options],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_was_just_written_is_up_to_date(project: Path) -> None:
    done = docs(project, "--check")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "page", ["clauses.md", "commands.md", "controls/index.md", "controls/c102_hourly_frequency.md"]
)
def test_a_page_that_somebody_changed_is_named_and_written_anew(page: str, project: Path) -> None:
    before = (project / "docs" / page).read_text(encoding="utf-8")
    (project / "docs" / page).write_text(before + "by hand\n", encoding="utf-8")
    done = docs(project, "--check")
    assert done.returncode == 1
    assert f"docs/{page}" in done.stderr
    docs(project)
    assert (project / "docs" / page).read_text(encoding="utf-8") == before


def test_the_page_of_a_control_that_is_gone_goes_too(project: Path) -> None:
    stray = project / "docs" / "controls" / "c199_gone.md"
    stray.write_text("# c199_gone\n", encoding="utf-8")
    assert "docs/controls/c199_gone.md" in docs(project, "--check").stderr
    docs(project)
    assert not stray.exists()


def test_a_control_whose_version_was_not_replayed_is_named(project: Path) -> None:
    page = project / "docs" / "replay.md"
    page.write_text(
        page.read_text(encoding="utf-8").replace("c103_distinct_callees.md) version 2", ""), encoding="utf-8"
    )
    done = docs(project, "--check")
    assert done.returncode == 1
    assert "c103_distinct_callees version 2" in done.stderr
