"""What a synthesis is made of. A quotation has no block: words are cited with consent only."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from community.text.panels import print_help

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link"]


class PictureBlock(blocks.StructBlock):
    """A picture: it is said in words as well, and whose it is."""

    image = ImageBlock(
        label=_("Image"),
        help_text=_(
            "Le texte alternatif dit ce que l'image apporte à qui ne la voit pas : ce qu'on y lit, "
            "pas « photo de ». Cochez « décorative » seulement si la page dit tout sans elle."
        ),
    )
    caption = blocks.CharBlock(
        label=_("Légende"),
        required=False,
        max_length=300,
        help_text=_("Ce qu'il faut savoir pour la comprendre : quoi, où, quand."),
    )
    credit = blocks.CharBlock(
        label=_("De qui est cette image"),
        max_length=200,
        help_text=_(
            "La personne ou l'organisation, et la licence : « Ana Silva, CC BY ». Qui s'y "
            "reconnaît a donné son accord."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for block in self.child_blocks.values():
            print_help(block)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "chantiers/blocks/picture.html"


class SynthesisBlock(blocks.StreamBlock):
    """Structured content, so that a page reads well and each part can be found again."""

    heading = blocks.CharBlock(
        label=_("Intertitre"), icon="title", template="chantiers/blocks/heading.html"
    )
    text = blocks.RichTextBlock(
        label=_("Texte"), features=TEXT_FEATURES, template="chantiers/blocks/text.html"
    )
    picture = PictureBlock()
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
