"""Tables that people open in a spreadsheet: nothing that somebody typed ever runs there.

A cell that begins with one of `STARTERS` is a formula to some program, and may read other cells or
call an address. One rule neutralises it, whatever the file's format.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import chain
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

CSV = "csv"
XLSX = "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: What makes a spreadsheet take a text for a formula, as typed or in full width.
STARTERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Programs skip blanks, and what cannot be seen, before they look at the first sign.
UNSEEN = re.compile(r"^[\s\u200b-\u200f\u2060\ufeff]+")
#: The longest text that a cell of a spreadsheet holds.
LONGEST = 32_767
#: So that a French spreadsheet reads the accents.
MARK = "\ufeff"

Row = Sequence[Any]


def neutral(value: Any) -> str:
    """A text that no spreadsheet takes for a formula; doing it twice changes nothing."""
    text = "" if value is None else ILLEGAL_CHARACTERS_RE.sub("", str(value))
    if text.startswith(STARTERS) or UNSEEN.sub("", text).startswith(STARTERS):
        text = f"'{text}"
    return text[:LONGEST]


class _Echo:
    """A file that gives back each line it is told to write."""

    def write(self, line: str) -> str:
        return line


def as_csv(headings: Row, rows: Iterable[Row]) -> Iterator[str]:
    """The lines of the file, one by one: nothing of a long table waits in memory."""
    writer = csv.writer(_Echo(), delimiter=";", quoting=csv.QUOTE_ALL)
    yield MARK + writer.writerow([neutral(cell) for cell in headings])
    for row in rows:
        yield writer.writerow([neutral(cell) for cell in row])


def as_xlsx(title: str, headings: Row, rows: Iterable[Row]) -> BytesIO:
    """The whole workbook: its rows are written as they come."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=title[:31])
    for row in chain([headings], rows):
        sheet.append([_cell(sheet, value) for value in row])
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet: Any, value: Any) -> WriteOnlyCell:
    """A cell of text, and nothing that the program would guess: no date, no number, no formula."""
    cell = WriteOnlyCell(sheet, neutral(value))
    cell.data_type = "s"
    cell.number_format = "@"
    return cell
