"""What a synthesis is made of. A quotation has no block: words are cited with consent only."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link"]


class SynthesisBlock(blocks.StreamBlock):
    """Structured content, so that a page reads well and each part can be found again."""

    heading = blocks.CharBlock(
        label=_("Intertitre"), icon="title", template="chantiers/blocks/heading.html"
    )
    text = blocks.RichTextBlock(
        label=_("Texte"), features=TEXT_FEATURES, template="chantiers/blocks/text.html"
    )
    lesson = SnippetChooserBlock(
        "resources.Lesson",
        label=_("Enseignement"),
        icon="pick",
        template="chantiers/blocks/lesson.html",
    )
    resource = blocks.PageChooserBlock(
        "resources.ResourcePage",
        label=_("Ressource"),
        icon="doc-full",
        template="chantiers/blocks/resource.html",
    )
    to_try = blocks.RichTextBlock(
        label=_("À essayer"),
        features=TEXT_FEATURES,
        icon="pick",
        template="chantiers/blocks/to_try.html",
    )
    question = blocks.CharBlock(
        label=_("Question ouverte"), icon="help", template="chantiers/blocks/question.html"
    )

    class Meta:
        label: Any = _("Contenu")
