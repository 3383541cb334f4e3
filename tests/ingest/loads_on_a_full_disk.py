"""Loads a file in a process of its own that may write no file longer than so many bytes: `python loads_on_a_full_disk.py HOME FILE BYTES`.

The limit is the system's own, so the load meets what it meets on a disk that is full: a write that fails half-way.
"""

import resource
import sys
from pathlib import Path

from quietline.domain.errors import InputError
from quietline.home import Home
from tests.ingest.builders import load

REFUSED = 3

if __name__ == "__main__":
    limit = int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        load(Home(Path(sys.argv[1])), Path(sys.argv[2]), block_bytes=20_000)
    except InputError as error:
        print(error)
        sys.exit(REFUSED)
