"""Resources, the kits of meetings, methods and what the press said."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldRowPanel, PageChooserPanel
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable, PageManager
from wagtail.query import PageQuerySet

from community.addresses import path_to
from community.alliance.models import Organisation
from community.gatherings.models import GatheringPage
from community.programmes.models import HousePage, ProgrammePage, SectionPage
from community.programmes.panels import page_editor
from community.programmes.querysets import visible_pages
from community.text.choices import called
from community.text.dates import PartialDateField
from community.text.lines import LinesField
from community.text.panels import choices_field, field, group, title_field

from .concepts import Concept


class ResourceTag(TaggedItemBase):
    content_object = ParentalKey(
        "resources.ResourcePage", on_delete=models.CASCADE, related_name="tagged_items"
    )


#: What is read of a resource for its card, and no more: pages are wide.
CARD = (
    *("title", "slug", "url_path", "depth", "kind", "summary", "date", "demonstration"),
    "publisher__name",
)


class ResourceQuerySet(PageQuerySet):
    def with_card(self) -> ResourceQuerySet:
        """With what a card shows, in a fixed number of queries."""
        return self.select_related("publisher").only(*CARD)

    def with_tags(self) -> ResourceQuerySet:
        """With the first tags of each beside, for a list that can be narrowed by them."""
        return self.with_card().prefetch_related("tagged_items__tag")


class ResourcePage(HousePage):
    """One resource: a file that we keep, or the address where it lies."""

    class Kind(models.TextChoices):
        PUBLICATION = "publication", _("publication")
        FICHE = "fiche", _("fiche")
        AFFICHE = "affiche", _("affiche")
        RAPPORT = "rapport", _("rapport")
        THESE = "these", _("thèse")
        ARTICLE = "article", _("article")
        PODCAST = "podcast", _("podcast")
        VIDEO = "video", _("vidéo")
        INFOLETTRE = "infolettre", _("infolettre")
        SYNTHESE = "synthese", _("synthèse")
        SITE = "site", _("site")
        REVUE = "revue", _("revue")
        EXPOSITION = "exposition", _("exposition")
        RECIT = "recit", _("récit")
        OUTIL = "outil", _("outil")

    class Collection(models.TextChoices):
        REFERENTIELS = "referentiels", _("référentiels")
        THEMATIQUES = "thematiques", _("thématiques")
        METHODOLOGIQUES = "methodologiques", _("méthodologiques")
        GOUVERNANCE = "gouvernance", _("gouvernance")

    kind = models.CharField(_("type"), max_length=20, choices=Kind)
    get_kind_display = called("kind", Kind)
    collection = models.CharField(_("collection"), max_length=20, choices=Collection, blank=True)
    summary = models.TextField(_("en une phrase"), blank=True, max_length=600)
    publisher = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="resources",
        verbose_name=_("publiée par"),
    )
    date = PartialDateField(_("date"), null=True, blank=True)
    programme = models.ForeignKey(
        ProgrammePage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="resources",
        verbose_name=_("née dans"),
    )
    # Not `url`: a Wagtail page has one of its own, here.
    address = models.URLField(_("adresse"), max_length=500, blank=True)
    document = models.ForeignKey(
        get_document_model_string(),
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("fichier"),
    )
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    tags = ClusterTaggableManager(through=ResourceTag, blank=True, verbose_name=_("mots-clés"))
    concepts = ParentalManyToManyField(
        Concept, blank=True, related_name="resources", verbose_name=_("concepts")
    )
    demonstration = models.BooleanField(_("démonstration"), default=False, editable=False)

    objects = PageManager.from_queryset(ResourceQuerySet)()

    edit_handler = page_editor(
        [
            title_field(_("Celui que porte la ressource elle-même.")),
            group(
                _("Ce que c'est"),
                [
                    field("summary", _("À qui elle sert, et à quoi.")),
                    FieldRowPanel(
                        [
                            field("kind", _("On s'en sert pour trier la bibliothèque.")),
                            field("collection", _("Vide si elle n'est d'aucune.")),
                        ]
                    ),
                    field(
                        "tags", _("Quelques mots que l'on chercherait, séparés par des virgules.")
                    ),
                    choices_field("concepts", _("Ceux des grilles de lecture et du lexique.")),
                ],
            ),
            group(
                _("Où la trouver"),
                [
                    field("document", _("Un fichier que nous gardons ici…")),
                    field("address", _("… ou l'adresse où elle se trouve ailleurs. Pas les deux.")),
                ],
            ),
            group(
                _("D'où elle vient"),
                [
                    field("publisher", _("L'organisation qui l'a publiée.")),
                    field("date", _("Aussi précise qu'on la connaît : 2024-05-16, 2024-05, 2024.")),
                    field("licence", _("Ce que d'autres peuvent en faire, comme CC BY-SA 4.0.")),
                    field("programme", _("Le dispositif où elle est née, s'il y en a un.")),
                ],
            ),
        ]
    )
    page_description = _("Un document que nous gardons, ou l'adresse où il se trouve.")
    parent_page_types: ClassVar[list[str]] = ["resources.ResourceIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("ressource")
        verbose_name_plural = _("ressources")

    def clean(self) -> None:
        super().clean()
        if self.document and self.address:
            raise ValidationError({"address": _("Donnez un fichier ou une adresse, pas les deux.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        # What is served names no programme that its reader may not see.
        born_in = ProgrammePage.objects.filter(pk=self.programme_id)
        self.programme = visible_pages(request.user, born_in).first()
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context


class ResourceIndexPage(SectionPage):
    """The library's entrance: all resources, by facets that add up."""

    section_slug = "ressources"
    subpage_types: ClassVar[list[str]] = ["resources.ResourcePage"]

    class Meta:
        verbose_name = _("rubrique Ressources")


class KitItem(Orderable):
    """A resource in the « mallette pédagogique » of a meeting."""

    gathering = ParentalKey(GatheringPage, on_delete=models.CASCADE, related_name="kit_items")
    resource = models.ForeignKey(
        ResourcePage, models.CASCADE, related_name="kit_items", verbose_name=_("ressource")
    )

    panels = [
        PageChooserPanel("resource", help_text=_("Une page de la bibliothèque, déjà écrite."))
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("ressource de la mallette")
        verbose_name_plural = _("mallette pédagogique")
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "resource"],
                name="a_resource_is_once_in_a_kit",
                violation_error_message=_("Cette ressource est déjà dans la mallette."),
            )
        ]


class PressArticle(models.Model):
    """What the press said of the alliance or of a programme."""

    title = models.CharField(_("titre"), max_length=255)
    outlet = models.CharField(_("média"), max_length=255)
    date = PartialDateField(_("date"), null=True, blank=True)
    programme = models.ForeignKey(
        ProgrammePage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="press_articles",
        verbose_name=_("dispositif"),
    )
    url = models.URLField(_("adresse"), max_length=500, blank=True)

    class Meta:
        ordering = [models.F("date").desc(nulls_last=True), "title"]
        verbose_name = _("article de presse")
        verbose_name_plural = _("articles de presse")
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "title"],
                name="an_outlet_publishes_a_title_once",
                violation_error_message=_("Cet article est déjà noté."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Method(models.Model):
    """A way of working that others can take up, step by step."""

    slug = models.SlugField(_("adresse"), max_length=255, unique=True)
    title = models.CharField(_("titre"), max_length=255)
    steps = LinesField(_("étapes"), help_text=_("Une par ligne."))
    summary = models.TextField(_("en une phrase"), blank=True, max_length=600)

    class Meta:
        ordering = ["title"]
        verbose_name = _("méthode")
        verbose_name_plural = _("méthodes")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return path_to("resources:method", self.slug)
