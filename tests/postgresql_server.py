"""One real PostgreSQL server of the test run: made, started and removed by it. Debian's programs, a Unix socket, no password."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import pytest

# What a crash of the machine would lose is of no interest here; fsync would cost most of the time.
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=",
    "max_connections=100",
)


class PostgreSQLServer:
    """A cluster in a folder of its own under the system's folder for temporary files."""

    def __init__(self) -> None:
        self.programs = _programs()
        self.folder = Path(tempfile.mkdtemp(prefix="ql-pg-"))
        self.user = _server_user()
        if self.user:
            shutil.chown(self.folder, self.user)

    @property
    def url(self) -> str:
        return f"postgresql://quietline@{quote(str(self.folder), safe='')}/quietline"

    def start(self) -> None:
        self._run(
            "initdb",
            "-D",
            str(self.folder / "data"),
            "-U",
            "quietline",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        )
        options = [part for setting in SETTINGS for part in ("-c", setting)]
        options += ["-k", str(self.folder)]
        self._run(
            "pg_ctl",
            "-D",
            str(self.folder / "data"),
            "-w",
            "-l",
            str(self.folder / "log"),
            "-o",
            " ".join(options),
            "start",
        )
        for name in ("quietline", "postgres"):
            self._run(
                "psql",
                "-h",
                str(self.folder),
                "-U",
                "quietline",
                "-d",
                "template1",
                "-c",
                f"CREATE DATABASE {name}",
                check=False,
            )

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            user=self.user,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if check and done.returncode:
            raise pytest.UsageError(f"{program} failed: {(done.stdout or b'').decode()} (see {self.folder})")


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise pytest.UsageError("no PostgreSQL is installed: apt install postgresql")
    return found[-1].parent


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)
