"""Compiles every .po under quietline/ into the .mo beside it; with --check it only names those that are not up to date."""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

ROOT = Path("quietline")


def main(arguments: list[str]) -> int:
    """Gives the exit code: 1 when --check found something stale."""
    stale = [
        source for source in sorted(ROOT.rglob("*.po")) if _messages_of(source) != _compiled_messages(source)
    ]
    if "--check" in arguments:
        for source in stale:
            print(f"{source}: its .mo is missing or older than it; ./dev fix makes it")
        return 1 if stale else 0
    for source in stale:
        source.with_suffix(".mo").write_bytes(_compile(source))
        print(f"{source}: compiled")
    return 0


def _messages_of(source: Path) -> dict[object, object]:
    return _messages(read_mo(io.BytesIO(_compile(source))))


def _compiled_messages(source: Path) -> dict[object, object] | None:
    target = source.with_suffix(".mo")
    if not target.exists():
        return None
    with target.open("rb") as file:
        return _messages(read_mo(file))


def _messages(catalog: Catalog) -> dict[object, object]:
    """By context and id; the header, which holds dates, is no message."""
    return {(message.context, str(message.id)): message.string for message in catalog if message.id}


def _compile(source: Path) -> bytes:
    with source.open("rb") as file:
        catalog = read_po(file, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    return compiled.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
