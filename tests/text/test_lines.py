"""Lists are written one item a line: nobody has to write JSON."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from community.text.lines import (
    LabelledLinesField,
    LabelledLinesFormField,
    LinesField,
    LinesFormField,
)

#: What one line may hold: neither the ends of a line nor spaces around it.
words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)


@given(st.lists(words))
def test_a_list_is_read_as_it_was_shown(items: list[str]) -> None:
    """A list shown in the text box and sent back unchanged is the same list, and no change."""
    field = LinesFormField(required=False)
    shown = field.prepare_value(items)
    assert field.clean(shown) == items
    assert not field.has_changed(items, shown)


@given(st.lists(st.tuples(st.none() | words, words)))
def test_a_labelled_list_is_read_as_it_was_shown(pairs: list[tuple[str | None, str]]) -> None:
    """The same with a label before the text, or none."""
    field = LabelledLinesFormField(required=False)
    items = [{"label": label, "text": text} for label, text in pairs]
    shown = field.prepare_value(items)
    assert field.clean(shown) == items
    assert not field.has_changed(items, shown)


def test_empty_lines_are_nothing() -> None:
    """Spaces and empty lines make no item."""
    assert LinesFormField().clean("  un \n\n   \n deux\r\n") == ["un", "deux"]


def test_a_list_may_be_empty() -> None:
    """An empty box is an empty list where that is allowed, and refused elsewhere."""
    assert LinesFormField(required=False).clean("") == []
    with pytest.raises(ValidationError):
        LinesFormField().clean("")


def test_a_changed_line_is_a_change() -> None:
    """Adding, changing or moving a line is a change."""
    field = LinesFormField()
    assert field.has_changed(["un", "deux"], "deux\nun")
    assert field.has_changed(["un"], "un\ndeux")
    assert field.has_changed(None, "un")
    assert not field.has_changed(None, "")


def test_a_label_needs_a_text() -> None:
    """« libellé | texte » is read in two parts; a label alone is refused with a sentence."""
    field = LabelledLinesFormField()
    assert field.clean("Eau | moins bue\nSans libellé") == [
        {"label": "Eau", "text": "moins bue"},
        {"label": None, "text": "Sans libellé"},
    ]
    with pytest.raises(ValidationError) as refusal:
        field.clean("Eau | ")
    assert "écrivez le texte" in refusal.value.messages[0]


@pytest.mark.parametrize(
    ("column", "form_field"),
    [(LinesField, LinesFormField), (LabelledLinesField, LabelledLinesFormField)],
)
def test_the_admin_shows_a_text_box(column: type, form_field: type) -> None:
    """The column's form is a text box, and the column holds an empty list by itself."""
    field = column()
    shown = field.formfield()
    assert type(shown) is form_field
    assert isinstance(shown.widget, forms.Textarea)
    assert field.get_default() == []


def test_what_was_typed_is_shown_again() -> None:
    """A box refused for another reason shows what was typed, not a list."""
    assert LinesFormField().prepare_value("un\ndeux") == "un\ndeux"
