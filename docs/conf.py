"""Sphinx: Markdown through MyST, shown with furo. Builds without a network."""

project = "quietline"
author = "the quietline authors"
copyright = "2026, the quietline authors"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "quietline 静线"
html_show_sphinx = False
myst_heading_anchors = 3
exclude_patterns = ["_*"]
