"""What a territory tries for real: its notes, its effects and limits, and how it is seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import Select
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldRowPanel
from wagtail.models import Orderable, Page

from community.alliance.models import ActorKind, Organisation, Person, Territory
from community.delegations.models import Seat
from community.gatherings.models import AppointmentIndexPage, AppointmentPage
from community.programmes.models import HousePage
from community.programmes.panels import page_editor
from community.text.dates import PartialDate, PartialDateField
from community.text.lines import LabelledLinesField, LinesField
from community.text.panels import choices_field, field, group, rows, title_field

from ..editors import PilotProjectForm

DATE_HELP = _("Comme 2026, 2026-03 ou 2026-03-16. Sans texte, c'est la date où on l'attend.")


@dataclass(frozen=True)
class Note:
    """One of the three notes that make a pilot project, written or to come."""

    title: Any
    #: What one reads in it, for whoever finds it empty.
    purpose: Any
    text: str
    date: PartialDate | None


class PilotProjectPage(HousePage):
    """What a territory tries for real, with its effects and – as much – its limits."""

    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pilot_projects",
        verbose_name=_("territoire"),
    )
    theme = models.CharField(_("thème"), max_length=255, blank=True)
    summary = models.TextField(_("en une phrase"), blank=True, max_length=600)
    intention = models.TextField(_("note d'intention"), blank=True, max_length=5000)
    intention_date = PartialDateField(_("sa date"), null=True, blank=True)
    framing = models.TextField(_("note de cadrage"), blank=True, max_length=5000)
    framing_date = PartialDateField(_("sa date"), null=True, blank=True)
    feasibility = models.TextField(_("note de faisabilité"), blank=True, max_length=5000)
    feasibility_date = PartialDateField(_("sa date"), null=True, blank=True)
    allied_people = ParentalManyToManyField(
        Person, blank=True, related_name="pilot_projects", verbose_name=_("personnes alliées")
    )
    allied_organisations = ParentalManyToManyField(
        Organisation,
        blank=True,
        related_name="pilot_projects",
        verbose_name=_("organisations alliées"),
    )
    effects = LabelledLinesField(
        _("effets"), help_text=_("Un par ligne ; un libellé se met devant : « libellé | texte ».")
    )
    limits = LinesField(_("limites"), help_text=_("Une par ligne."))
    demonstration = models.BooleanField(_("démonstration"), default=False, editable=False)

    base_form_class = PilotProjectForm
    edit_handler = page_editor(
        [
            title_field(_("Ce qui est tenté, en quelques mots.")),
            group(
                _("Ce que c'est"),
                [
                    field("summary", _("Ce que le territoire essaie, et pour quoi.")),
                    field("theme", _("De quoi il s'agit : alimentation, mobilité, eau…")),
                ],
            ),
            group(_("Quand et où"), [field("territory", _("Celui qui essaie."))]),
            group(
                _("Qui"),
                [
                    choices_field("allied_people", _("Les personnes de l'alliance qui aident.")),
                    choices_field(
                        "allied_organisations", _("Les organisations de l'alliance qui aident.")
                    ),
                ],
            ),
            group(
                _("Les trois notes"),
                [
                    field("intention", _("Ce qu'on veut changer, pour qui, et pourquoi ici.")),
                    field("intention_date", DATE_HELP),
                    field("framing", _("Qui fait quoi, avec quels moyens, jusqu'où, d'ici quand.")),
                    field("framing_date", DATE_HELP),
                    field("feasibility", _("Ce qui peut tenir, ce qui manque, ce qu'on y risque.")),
                    field("feasibility_date", DATE_HELP),
                ],
            ),
            group(
                _("Ce qu'on en garde"),
                [
                    field(
                        "effects",
                        _("Un par ligne ; un libellé se met devant : « libellé | texte »."),
                    ),
                    field(
                        "limits",
                        _("Ce qui n'a pas marché ou pas encore : cela aide autant. Une par ligne."),
                    ),
                ],
            ),
            rows(
                "points_of_view",
                _("Points de vue"),
                _("point de vue"),
                _(
                    "Ce que chacun·e en dit, avec ses mots. Les désaccords ont leur place ici : on "
                    "les lit côte à côte, aucun n'efface l'autre."
                ),
                panels=[
                    field(
                        "seat",
                        _("Quelqu'un qui siège : la page dit sa fonction, jamais son nom."),
                        widget=Select,
                    ),
                    FieldRowPanel(
                        [
                            field("kind", _("Vide pour les autres voix.")),
                            field(
                                "who",
                                _("Si personne n'est choisi : « une habitante du quartier »."),
                            ),
                        ]
                    ),
                    field("text", _("Deux ou trois phrases, telles qu'elles ont été dites.")),
                ],
            ),
        ]
    )
    page_description = _("Ce qu'un territoire essaie pour de vrai, avec ses effets et ses limites.")
    parent_page_types: ClassVar[list[str]] = [
        "accompagnements.AccompanimentIndexPage",
        "accompagnements.AccompanimentPage",
        "comap.ComapPage",
        "chantiers.ChantierPage",
        "gatherings.AppointmentIndexPage",
        "gatherings.AppointmentPage",
    ]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("projet pilote")
        verbose_name_plural = _("projets pilotes")

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Standing appointments hold those that reports place there; nobody begins one there."""
        appointments = (AppointmentIndexPage, AppointmentPage)
        created: bool = super().can_create_at(parent)
        return created and not issubclass(parent.specific_class, appointments)

    @property
    def notes(self) -> list[Note]:
        """The three notes, in the order in which they are written; none before one is spoken of."""
        notes = [
            Note(
                _("Intention"),
                _("Ce qu'on veut changer, et pourquoi ici."),
                self.intention,
                self.intention_date,
            ),
            Note(
                _("Cadrage"),
                _("Qui fait quoi, avec quels moyens."),
                self.framing,
                self.framing_date,
            ),
            Note(
                _("Faisabilité"),
                _("Ce qui peut tenir, et ce qui manque."),
                self.feasibility,
                self.feasibility_date,
            ),
        ]
        return notes if any(note.text or note.date for note in notes) else []


class PointOfView(Orderable):
    """How one actor sees the project, in their own words, agreeing or not."""

    project = ParentalKey(PilotProjectPage, on_delete=models.CASCADE, related_name="points_of_view")
    seat = models.ForeignKey(
        Seat,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("qui siège dans une délégation"),
    )
    kind = models.CharField(_("type d'acteurs"), max_length=20, choices=ActorKind, blank=True)
    who = models.CharField(_("ou qui, en quelques mots"), max_length=120, blank=True)
    text = models.TextField(_("ce qu'il ou elle en dit"), max_length=1200)

    class Meta(Orderable.Meta):
        verbose_name = _("point de vue")
        verbose_name_plural = _("points de vue")

    def __str__(self) -> str:
        return self.speaker or self.get_kind_display()

    @property
    def speaker(self) -> str:
        """From where somebody speaks, beside their kind; never who: the page may be everybody's."""
        if self.seat:
            place = self.seat.delegation.territory.name
            return f"{self.seat.title}, {place}" if self.seat.title else place
        return self.who

    def clean(self) -> None:
        super().clean()
        if self.seat:
            self.kind = self.seat.kind
        if not (self.kind or self.who):
            raise ValidationError(
                {"who": _("Dites qui parle : une place, un type d'acteurs ou quelques mots.")}
            )
