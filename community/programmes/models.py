"""What all dispositifs share: their page, who takes part in them, and who sees which page."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.models import Orderable, Page, PageViewRestriction

from community.alliance.models import ActorKind, Organisation, Person, Territory
from community.text.lines import LinesField

from .panels import page_editor, programme_panels, section_panels

#: First parts of the addresses that the house itself answers: no page at the top may take them.
RESERVED_SLUGS = frozenset(
    "accessibilite accounts agenda alliance api chiffres comap chantiers accompagnements "
    "compte conduite courriels delegations demo discussions documents enseignements fichiers "
    "gestion healthz lexique media methodes mode-leger plan-du-site presse readyz recherche "
    "rejoindre rendez-vous ressources sitemap static style ws".split()
)


class Circle(models.TextChoices):
    """Who may see: each circle lies inside the one before."""

    ANYONE = "tous", _("tout le monde")
    ALLIES = "allies", _("les personnes alliées")
    PARTICIPANTS = "participants", _("les participant·es du dispositif")


class QuotationRule(models.TextChoices):
    """What may be done with what is said in a channel or at a meeting."""

    NAMED = "a-citer", _("à citer")
    NAMELESS = "sans-noms", _("sans les noms")
    PRIVATE = "entre-nous", _("entre nous")

    @property
    def meaning(self) -> Any:
        return {
            "a-citer": _("ce qui est dit peut être cité avec le nom de la personne"),
            "sans-noms": _("ce qui est dit peut être repris, jamais le nom de qui l'a dit"),
            "entre-nous": _("ce qui est dit reste ici"),
        }[self.value]


class Composition(models.TextChoices):
    """The delegation that a dispositif expects of a territory."""

    FANTASTIQUES = "fantastiques", _("les quatre Fantastiques")
    BINOME = "binome", _("un binôme élu·e–agent·e")
    FREE = "libre", _("libre")

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of actors that must each hold a seat."""
        return {
            "fantastiques": frozenset(ActorKind.values),
            "binome": frozenset({ActorKind.ELU.value, ActorKind.AGENT.value}),
            "libre": frozenset(),
        }[self.value]


@cache
def _no_restriction() -> QuerySet[PageViewRestriction]:
    """Found empty once: Django writes half a query each time to learn that it is."""
    rows = PageViewRestriction.objects.none()
    len(rows)
    return rows


class HousePage(Page):
    """A page of the house: its audience says who reads it, and nothing else does."""

    #: The pages from the entrance to this one, as read when its reader was let in.
    trail: list[Page] | None = None
    #: Rows that are read with the page itself when a visitor asks for it.
    read_along: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """None: Wagtail's own switch is not in the house, so no page asks for it."""
        return _no_restriction()


class SectionPage(HousePage):
    """The one page at the head of a section; its address is part of the house's contract."""

    section_slug: ClassVar[str]
    introduction = models.TextField(_("introduction"), blank=True)

    edit_handler = page_editor(section_panels())
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    max_count = 1

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.slug != self.section_slug:
            raise ValidationError(
                {
                    "slug": _(
                        "L'adresse de cette rubrique est « %(slug)s » : d'autres y renvoient."
                    )
                    % {"slug": self.section_slug}
                }
            )


class ProgrammePage(HousePage):
    """The concrete base of all dispositifs; people, meetings and channels refer to this row."""

    summary = models.TextField(
        _("en une phrase"),
        blank=True,
        max_length=600,
        help_text=_("À quoi sert ce dispositif, en mots simples."),
    )
    start_year = models.PositiveSmallIntegerField(_("année de début"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("année de fin"), null=True, blank=True)
    objectives = LinesField(_("objectifs"), help_text=_("Un par ligne."))
    partners = ParentalManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("partenaires")
    )
    funders = ParentalManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("financeurs")
    )
    territories = ParentalManyToManyField(
        Territory, blank=True, related_name="programmes", verbose_name=_("territoires")
    )
    expected_composition = models.CharField(
        _("composition attendue d'une délégation"),
        max_length=20,
        choices=Composition,
        default=Composition.FREE,
    )
    demonstration = models.BooleanField(_("démonstration"), default=False, editable=False)

    edit_handler = page_editor(programme_panels())
    is_creatable = False

    class Meta:
        verbose_name = _("dispositif")
        verbose_name_plural = _("dispositifs")
        constraints = [
            models.CheckConstraint(
                condition=Q(start_year__isnull=True)
                | Q(end_year__isnull=True)
                | Q(end_year__gte=F("start_year")),
                name="a_programme_ends_after_it_starts",
                violation_error_message=_("L'année de fin vient avant l'année de début."),
            )
        ]

    def clean(self) -> None:
        super().clean()
        if self.start_year and self.end_year and self.end_year < self.start_year:
            raise ValidationError({"end_year": _("L'année de fin vient avant l'année de début.")})

    @property
    def years(self) -> str:
        """``2023–2024``, ``depuis 2021``, ``jusqu'en 2024`` or nothing."""
        if self.start_year and self.end_year:
            same = self.start_year == self.end_year
            return str(self.start_year) if same else f"{self.start_year}–{self.end_year}"
        if self.start_year:
            return gettext("depuis %(year)s") % {"year": self.start_year}
        return gettext("jusqu'en %(year)s") % {"year": self.end_year} if self.end_year else ""


class ParticipantCount(Orderable):
    """How many people took part in a programme in a year."""

    programme = ParentalKey(
        ProgrammePage, on_delete=models.CASCADE, related_name="participant_counts"
    )
    year = models.PositiveSmallIntegerField(_("année"))
    count = models.PositiveIntegerField(_("participant·es"))
    approximate = models.BooleanField(_("environ"), default=False)

    class Meta(Orderable.Meta):
        ordering = ["-year"]
        verbose_name = _("nombre de participant·es")
        verbose_name_plural = _("nombres de participant·es")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year"],
                name="one_count_a_programme_and_year",
                violation_error_message=_("Cette année a déjà son nombre de participant·es."),
            )
        ]


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def animators(self) -> ParticipationQuerySet:
        return self.filter(role=Participation.Role.ANIMATOR)


class Participation(models.Model):
    """A person, or an organisation, takes part in a programme.

    These rows are never part of a page's revision: restoring an old draft must give nobody back
    a right that was taken away.
    """

    class Role(models.TextChoices):
        PARTICIPANT = "participant", _("participant·e")
        ANIMATOR = "animator", _("animateur·ice")

    programme = models.ForeignKey(
        ProgrammePage, models.CASCADE, related_name="participations", verbose_name=_("dispositif")
    )
    person = models.ForeignKey(
        Person,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("personne"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("rôle"), max_length=20, choices=Role, default=Role.PARTICIPANT)
    title = models.CharField(
        _("titre"),
        max_length=120,
        blank=True,
        help_text=_("Allié pivot, accompagnateur·ice, média embarqué, grand témoin…"),
    )

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, organisation__isnull=False)
                | Q(person__isnull=False, organisation__isnull=True),
                name="a_person_or_an_organisation_takes_part",
                violation_error_message=_("Choisissez une personne ou une organisation."),
            ),
            models.UniqueConstraint(
                fields=["programme", "person"],
                name="a_person_takes_part_once",
                violation_error_message=_("Cette personne participe déjà à ce dispositif."),
            ),
            models.UniqueConstraint(
                fields=["programme", "organisation"],
                name="an_organisation_takes_part_once",
                violation_error_message=_("Cette organisation participe déjà à ce dispositif."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.organisation} – {self.programme.title}"


class PageAudience(models.Model):
    """Who sees a page: every page has one, and all listings filter on it in SQL."""

    page = models.OneToOneField(Page, models.CASCADE, related_name="audience")
    circle = models.CharField(_("qui voit"), max_length=20, choices=Circle, default=Circle.ANYONE)
    programme = models.ForeignKey(
        ProgrammePage, models.CASCADE, null=True, blank=True, related_name="audiences"
    )

    class Meta:
        verbose_name = _("public d'une page")
        verbose_name_plural = _("publics des pages")
        constraints = [
            models.CheckConstraint(
                condition=~Q(circle="participants") | Q(programme__isnull=False),
                name="participants_are_those_of_a_programme",
                violation_error_message=_("Cette page n'appartient à aucun dispositif."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.get_circle_display()}"


class WithdrawnAddress(models.Model):
    """Where everybody could read a page that somebody withdrew: it answers « gone », not « never ».

    The row holds the address and nothing else of what stood there.
    """

    #: As Wagtail keeps it, from the root of the tree: ``/home/comap/eau/``.
    url_path = models.TextField(_("adresse"))
    withdrawn_at = models.DateTimeField(_("retirée le"), auto_now_add=True)

    class Meta:
        verbose_name = _("adresse retirée")
        verbose_name_plural = _("adresses retirées")
        constraints = [
            models.UniqueConstraint(fields=["url_path"], name="an_address_is_withdrawn_once")
        ]

    def __str__(self) -> str:
        return self.url_path
