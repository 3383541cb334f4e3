"""Loads a file in a process of its own, to be killed: `python loads_a_file.py HOME FILE`."""

import sys
from pathlib import Path

from quietline.home import Home
from tests.ingest.builders import load

if __name__ == "__main__":
    load(Home(Path(sys.argv[1])), Path(sys.argv[2]), block_bytes=20_000)
