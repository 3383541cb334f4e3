"""The controls that can be loaded now; read again only when one of their files changed."""

from quietline.console.reasons import Controls
from quietline.console.remembered import Remembered
from quietline.home import Home
from quietline.rulebook.load import SHIPPED_FOLDER, control_files, load_controls

RulebookKey = tuple[tuple[str, int], ...]

_CONTROLS: Remembered[Controls] = Remembered(size=4)


def controls_by_id(home: Home) -> Controls:
    """Id → control, those of the operator among them; a broken file is left out."""
    return _CONTROLS.get(
        rulebook_key(home),
        lambda: {loaded.control.id: loaded.control for loaded in load_controls(home) if not loaded.problem},
    )


def rulebook_key(home: Home) -> RulebookKey:
    """Names the content of all files of controls: it changes when one is written."""
    files = [path for folder in (SHIPPED_FOLDER, home.controls) for path in control_files(folder)]
    return tuple((str(path), path.stat().st_mtime_ns) for path in files)
