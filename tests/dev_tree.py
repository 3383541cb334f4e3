"""A copy of what ./dev consists of, where Python and pip are small stand-ins, for tests in which an install is not what is tried."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOOLS = ("cat", "cksum", "cp", "dirname", "env", "flock", "id", "ls", "mkdir", "mv", "rm", "sh", "sleep")
# Takes the place of Python: says what it is, makes a .venv that holds itself, and writes down what it is asked to run.
STAND_IN = """#!/bin/sh
case "$*" in
  --version) echo "Python 3.12.1" ;;
  *"version_info <"*) exit {too_old} ;;
  *"import ensurepip"*) exit {without_venv} ;;
  *%d.%d*) echo 3.12 ;;
  "-m venv .venv")
    mkdir -p .venv/bin
    cp "$0" .venv/bin/python
    echo '#!/bin/sh' >.venv/bin/quietline
    echo 'echo "quietline $* held: $([ -e /proc/$$/fd/9 ] && echo yes || echo no)" >>calls' >>.venv/bin/quietline
    chmod +x .venv/bin/quietline ;;
  "-m pip "*)
    echo "$*" >>calls
    [ ! -e pip-hangs ] || {{ echo >pip-is-at-it; sleep 60; }}
    [ ! -e pip-fails ] || exit 1 ;;
  -m*) echo "$*" >>calls ;;
esac
"""


class Tree:
    """A copy of what ./dev consists of, with a PATH on which only the named stand-ins are Python."""

    def __init__(self, root: Path) -> None:
        self.root = root / "tree"
        self.bin = root / "bin"
        self.home = root / "home"
        for folder in (self.root, self.bin, self.home):
            folder.mkdir()
        for name in ("dev", "pyproject.toml"):
            shutil.copy(ROOT / name, self.root)
        for name in ("tools", "requirements"):
            shutil.copytree(ROOT / name, self.root / name)
        for tool in (*TOOLS, "chmod"):
            (self.bin / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")

    def add_python(self, name: str, *, too_old: bool = False, without_venv: bool = False) -> None:
        file = self.bin / name
        file.write_text(STAND_IN.format(too_old=int(too_old), without_venv=int(without_venv)))
        file.chmod(0o755)

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.root / "dev", *arguments],
            env={"PATH": str(self.bin), "HOME": str(self.home), "LANG": "C.UTF-8", "TERM": "dumb"} | settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def dev(self, *arguments: str, **settings: str) -> tuple[int, str, str]:
        """Exit code, output, errors."""
        process = self.start(*arguments, **settings)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def calls(self) -> list[str]:
        """What the stand-ins were asked since the last look."""
        file = self.root / "calls"
        lines = file.read_text().splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return lines

    def installs(self) -> list[str]:
        """Which locks pip was given since the last look."""
        return [line.split()[-1] for line in self.calls() if "--requirement" in line]
