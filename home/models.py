"""The entrance, and the plain texts that a house needs."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import Page

from community.prepared import prepared
from community.programmes.models import RESERVED_SLUGS, HousePage
from community.programmes.panels import page_editor
from community.programmes.querysets import trail_at
from community.text.panels import field, title_field


class HomePage(HousePage):
    """What this place is, what happens next, what was just learnt."""

    headline = models.CharField(_("accroche"), max_length=160, blank=True)
    introduction = models.TextField(_("introduction"), blank=True, max_length=600)

    edit_handler = page_editor(
        [
            title_field(_("Le nom de la page dans la gestion ; le site montre l'accroche.")),
            field("headline", _("La première phrase du site, en grand.")),
            field("introduction", _("Ce qu'est ce lieu, pour quelqu'un qui arrive.")),
        ]
    )
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
        trail = trail_at(request.user, f"{self.url_path}{'/'.join(path_components)}/")
        if not trail:
            raise Http404
        step = trail[-1]
        found = _whole(step.pk, model=step.specific_class or Page)
        if not found:  # taken away meanwhile
            raise Http404
        page = found[0]
        page.trail = trail
        return page.route(request, [])


@prepared
def _whole(pk: int, *, model: type[Page]) -> QuerySet[Page]:
    along = getattr(model, "read_along", ())
    found: QuerySet[Page] = model.objects.filter(pk=pk)
    return found.select_related(*along) if along else found


class TextPage(HousePage):
    """A plain text: about, legal notice, privacy."""

    body = RichTextField(
        _("texte"), features=["h2", "h3", "bold", "italic", "ol", "ul", "link", "blockquote"]
    )

    edit_handler = page_editor(
        [
            title_field(_("Ce qu'on lira en haut de la page.")),
            field("body", _("Un texte simple : des intertitres, des paragraphes courts.")),
        ]
    )
    page_description = _("Une page simple : qui nous sommes, mentions légales.")
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
