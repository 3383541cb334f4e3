"""Every message that the console's templates and code ask to be translated, as Django itself would collect it."""

import io
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize

CONSOLE = Path("quietline/console")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "gettext_noop": None,
}

Message = str | tuple[str, str]


def messages_used(root: Path = CONSOLE) -> dict[Message, str]:
    """Message (a pair where it has a plural) → the first file that uses it."""
    found: dict[Message, str] = {}
    for path in sorted([*root.rglob("*.html"), *root.rglob("*.py")]):
        text = path.read_text(encoding="utf-8")
        code = _as_code(text, path) if path.suffix == ".html" else text
        for _, message, _, _ in extract("python", io.BytesIO(code.encode()), KEYWORDS):
            found.setdefault(_as_message(message), str(path))
    return {message: path for message, path in found.items() if message}


def _as_code(text: str, path: Path) -> str:
    """A template as lines of calls; what stands between them was blanked out and is no Python, its indentation least of all."""
    return "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())


def _as_message(message: str | tuple[str, ...]) -> Message:
    return message if isinstance(message, str) else (message[0], message[1])
