"""Panels of the admin's forms, with their headings and their help in printed French."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms import CheckboxSelectMultiple
from django.utils.functional import lazy
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    Panel,
    TitleFieldPanel,
)
from wagtail.blocks import Block

from .typography import typeset

#: ``typeset`` for words that are translated when they are shown.
typeset_lazy = lazy(lambda words: typeset(str(words)), str)


def field(name: str, help_text: Any, **options: Any) -> FieldPanel:
    """A field with what to write in it, said in plain words."""
    return FieldPanel(name, help_text=typeset_lazy(help_text), **options)


def choices_field(name: str, help_text: Any) -> FieldPanel:
    """A field of several answers, each ticked apart."""
    widget = CheckboxSelectMultiple(attrs={"class": "house-choices"})
    return field(name, help_text, widget=widget)


def title_field(help_text: Any) -> TitleFieldPanel:
    """The title of a page, which proposes its address."""
    return TitleFieldPanel("title", help_text=typeset_lazy(help_text))


def group(heading: Any, children: Sequence[Panel | str]) -> MultiFieldPanel:
    """Fields that go together."""
    return MultiFieldPanel(children, heading=typeset_lazy(heading))


def rows(
    relation: str, heading: Any, label: Any, help_text: Any = "", **options: Any
) -> InlinePanel:
    """Rows that are written with the page; ``label`` says what one of them is."""
    return InlinePanel(
        relation,
        heading=typeset_lazy(heading),
        label=typeset_lazy(label),
        help_text=typeset_lazy(help_text) if help_text else "",
        **options,
    )


def print_help(block: Block) -> None:
    """Set the help of a block, once it is made: migrations keep what it was made with."""
    holder = getattr(block, "field", block.meta)
    holder.help_text = typeset_lazy(holder.help_text)


def note(template: str, heading: Any) -> HelpPanel:
    """Something that is told in the editor and changed elsewhere."""
    return HelpPanel(template=template, heading=typeset_lazy(heading))
