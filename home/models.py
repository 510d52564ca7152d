"""The entrance, and the plain texts that a house needs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from community.programmes.models import RESERVED_SLUGS


class HomePage(Page):
    """What this place is, what happens next, what was just learnt."""

    headline = models.CharField(_("accroche"), max_length=160, blank=True)
    introduction = models.TextField(_("introduction"), blank=True, max_length=600)

    content_panels = [*Page.content_panels, FieldPanel("headline"), FieldPanel("introduction")]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "home.TextPage",
        "comap.ComapIndexPage",
        "chantiers.ChantierIndexPage",
        "accompagnements.AccompanimentIndexPage",
        "gatherings.AppointmentIndexPage",
        "gatherings.AgendaPage",
        "resources.ResourceIndexPage",
    ]
    max_count = 1

    class Meta:
        verbose_name = _("accueil")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Find a page by its whole address: two queries, however deep it stands."""
        if not path_components:
            return super().route(request, path_components)
        address = f"{self.url_path}{'/'.join(path_components)}/"
        page = self.get_descendants().live().filter(url_path=address).first()
        if page is None:
            raise Http404
        return page.specific.route(request, [])


class TextPage(Page):
    """A plain text: about, legal notice, privacy."""

    body = RichTextField(
        _("texte"), features=["h2", "h3", "bold", "italic", "ol", "ul", "link", "blockquote"]
    )

    content_panels = [*Page.content_panels, FieldPanel("body")]
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("page de texte")
        verbose_name_plural = _("pages de texte")

    def clean(self) -> None:
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError(
                {"slug": _("L'adresse « %(slug)s » est réservée.") % {"slug": self.slug}}
            )
