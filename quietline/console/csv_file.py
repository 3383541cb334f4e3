"""CSV for a spreadsheet. No cell of ours becomes a formula there, whatever the data say."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The rows as a download in UTF-8 with byte-order mark, which spreadsheets need to read Chinese."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([harmless(cell) for cell in head])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def harmless(cell: object) -> str:
    """The cell as text; what a spreadsheet would take for a formula gets a quote in front."""
    text = "" if cell is None else str(cell)
    return (
        f"'{text}" if text.lstrip().startswith(_BEGINS_FORMULA) or text.startswith(_BEGINS_FORMULA) else text
    )
