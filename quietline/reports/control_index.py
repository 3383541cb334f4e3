"""`docs/controls/index.md`: the list of controls that ship."""

from collections.abc import Sequence

from quietline.rulebook.load import LoadedControl

_HEAD = """# Controls

One file a control in `quietline/controls`; these pages are made from it. The ones that ship are active as soon as a city is made; an
operator's own, in the home's `controls` folder, start in shadow: their findings are counted and open no case.
What they hit in simulated cities stands under [Replay of the controls](../replay.md).

| control | version | clause | what it finds | 中文 |
|---|---|---|---|---|
"""
_TOC = """
```{toctree}
:glob:
:hidden:

c*
```
"""


def control_index(controls: Sequence[LoadedControl]) -> str:
    """The page as Markdown."""
    rows = (
        f"| [{c.id}]({c.id}.md) | {c.version} | {c.clause} | {c.title.en} | {c.title.zh} |\n"
        for c in (loaded.control for loaded in controls)
    )
    return _HEAD + "".join(rows) + _TOC
