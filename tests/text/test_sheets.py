"""What people typed never runs in a spreadsheet."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from community.text import sheets

DANGEROUS = ("=1+1", "+33 6 12", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\ufeff=1", "＝1")


@pytest.mark.parametrize("typed", DANGEROUS)
def test_a_text_that_begins_like_a_formula_is_kept_as_text(typed: str) -> None:
    """A quote before it makes it text to every program."""
    assert sheets.neutral(typed) == f"'{typed}"


@pytest.mark.parametrize("typed", ["Élue de Loos", "3 = 2 + 1", "a@exemple.fr", "'=1", ""])
def test_other_texts_are_left_alone(typed: str) -> None:
    """A sign inside a text, or a quote that stands there already, is harmless."""
    assert sheets.neutral(typed) == typed


@given(st.text())
def test_no_text_at_all_begins_like_a_formula(typed: str) -> None:
    """Whatever was typed, with whatever before it; a second time changes nothing."""
    written = sheets.neutral(typed)
    assert not sheets.UNSEEN.sub("", written).startswith(sheets.STARTERS)
    assert sheets.neutral(written) == written


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_both_formats_say_the_same_and_hold_no_formula(typed: list[str]) -> None:
    """A workbook's cells are texts; the lines of a CSV are read back as they were written."""
    headings = [f"Colonne {number}" for number in range(len(typed))]
    book = load_workbook(sheets.as_xlsx("Essai", headings, [typed]))
    cells = list(book.worksheets[0].iter_rows())[1]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    file = StringIO("".join(sheets.as_csv(headings, [typed])), newline="")
    assert file.read(1) == sheets.MARK
    assert list(csv.reader(file, delimiter=";"))[1] == [sheets.neutral(cell) for cell in typed]
