"""Those who speak for one territory in one programme."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.addresses import path_to
from community.alliance.models import ActorKind, Territory
from community.programmes.models import Composition, Participation, ProgrammePage
from community.programmes.querysets import inside
from community.text.elision import of

from .states import Standing, State, counted_kinds, horizon, kinds_needed, standing_of


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def open_to(self, user: Any) -> DelegationQuerySet:
        """Those whose page ``user`` may open: of their own programmes, all of them for the team."""
        return self.filter(inside(user))

    def with_state(self, today: dt.date, soon: dt.date) -> DelegationQuerySet:
        """Each with its ``state_found``: what ``standing_of`` says, for a whole list at once."""
        held, lasting = Seat.objects.current(today), Seat.objects.lasting(soon)
        chosen = Case(
            When(composition="", then="programme__expected_composition"), default="composition"
        )
        by_composition = (
            When(
                expected=composition.value,
                then=Case(
                    When(Q(_fewer_kinds(held, composition)), then=Value(State.INCOMPLETE.value)),
                    When(Q(_fewer_kinds(lasting, composition)), then=Value(State.TO_RENEW.value)),
                    default=Value(State.COMPLETE.value),
                ),
            )
            for composition in Composition
        )
        nobody = ~Exists(held.filter(delegation=OuterRef("pk")))
        state = Case(When(nobody, then=Value(State.TO_COMPOSE.value)), *by_composition)
        # By name: the model says already that its rows may have it.
        found: dict[str, Any] = {"state_found": state}
        return self.annotate(expected=chosen).annotate(**found)


def _fewer_kinds(seats: SeatQuerySet, composition: Composition) -> Any:
    """The condition that these seats are of fewer kinds than the composition asks for."""
    rows: QuerySet[Any, Any] = seats.filter(
        delegation=OuterRef("pk"), kind__in=counted_kinds(composition)
    )
    count = rows.order_by().values("delegation").annotate(kinds=Count("kind", distinct=True))
    total = Coalesce(Subquery(count.values("kinds")), 0, output_field=IntegerField())
    return LessThan(total, kinds_needed(composition))


class Delegation(models.Model):
    """The delegation of a territory in a programme, made of seats."""

    territory = models.ForeignKey(
        Territory, models.CASCADE, related_name="delegations", verbose_name=_("territoire")
    )
    programme = models.ForeignKey(
        ProgrammePage, models.PROTECT, related_name="delegations", verbose_name=_("dispositif")
    )
    composition = models.CharField(
        _("composition attendue"),
        max_length=20,
        choices=Composition,
        blank=True,
        help_text=_("Vide : celle que le dispositif attend."),
    )
    supported_by = models.CharField(
        _("soutenue par"),
        max_length=120,
        blank=True,
        help_text=_("La fonction qui dirige l'exécutif, comme « maire » ou « présidente »."),
    )
    supported_since = models.DateField(_("soutenue depuis le"), null=True, blank=True)
    asked = models.TextField(
        _("ce qui est demandé à l'exécutif"),
        blank=True,
        max_length=600,
        help_text=_("En une ou deux phrases. Vide : ce qui est demandé à tous."),
    )
    demonstration = models.BooleanField(_("démonstration"), default=False, editable=False)

    objects = DelegationQuerySet.as_manager()

    #: What ``with_state`` found, on the rows of a list.
    state_found: str | None = None

    class Meta:
        ordering = ["territory__name"]
        verbose_name = _("délégation")
        verbose_name_plural = _("délégations")
        constraints = [
            models.CheckConstraint(
                condition=Q(supported_by="", supported_since__isnull=True)
                | (~Q(supported_by="") & Q(supported_since__isnull=False)),
                name="who_supports_a_delegation_does_so_since_a_day",
                violation_error_message=_(
                    "Dites quelle fonction soutient la délégation, et depuis quel jour."
                ),
            ),
            models.UniqueConstraint(
                fields=["territory", "programme"],
                name="one_delegation_a_territory_and_programme",
                violation_error_message=_("Ce territoire a déjà sa délégation dans ce dispositif."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Délégation %(of_territory)s") % {"of_territory": of(self.territory.name)}

    def get_absolute_url(self) -> str:
        return path_to("delegations:delegation", self.pk)

    @property
    def effective_composition(self) -> Composition:
        return Composition(self.composition or self.programme.expected_composition)

    def standing_beside(self, seats: Iterable[Seat], today: dt.date) -> Standing:
        """Its state, by these seats: those of ``Seat.objects.lasting(today)``."""
        return standing_of(self.effective_composition, seats, today, horizon(today))

    @cached_property
    def standing(self) -> Standing:
        today = timezone.localdate()
        return self.standing_beside(self.seats.lasting(today), today)

    @property
    def state(self) -> State:
        return State(self.state_found) if self.state_found else self.standing.state


class SeatQuerySet(models.QuerySet["Seat"]):
    def valid(self) -> SeatQuerySet:
        """Given to a person who takes part in the delegation's own programme."""
        return self.filter(
            participation__programme=F("delegation__programme"),
            participation__person__isnull=False,
        )

    def lasting(self, day: dt.date) -> SeatQuerySet:
        """Those that are not over on a day: held then, or to come."""
        return self.valid().filter(Q(until__isnull=True) | Q(until__gt=day))

    def current(self, today: dt.date | None = None) -> SeatQuerySet:
        """Held today, by a person who takes part in the delegation's own programme."""
        today = today or timezone.localdate()
        return self.lasting(today).filter(Q(since__isnull=True) | Q(since__lte=today))

    def held_between(self, since: dt.date | None, until: dt.date | None) -> SeatQuerySet:
        """Held on some day from ``since`` on and before ``until``; without one, there is no bound.

        A seat is held from its first day on and until the day before ``until``: two that follow
        one another share a date, and no day.
        """
        seats = self
        if until:
            seats = seats.filter(Q(since__isnull=True) | Q(since__lt=until))
        if since:
            seats = seats.filter(Q(until__isnull=True) | Q(until__gt=since))
        return seats


class Seat(models.Model):
    """A place in a delegation, held by somebody who takes part in its programme."""

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="seats")
    participation = models.ForeignKey(
        Participation, models.CASCADE, related_name="seats", verbose_name=_("participation")
    )
    kind = models.CharField(_("qualité"), max_length=20, choices=ActorKind)
    title = models.CharField(_("titre"), max_length=120, blank=True)
    referent = models.BooleanField(_("référent·e"), default=False)
    substitute = models.BooleanField(_("suppléant·e"), default=False)
    since = models.DateField(_("depuis"), null=True, blank=True)
    #: The first day on which it is held no more.
    until = models.DateField(_("prend fin le"), null=True, blank=True)
    #: The seat that was handed over to this one, and when the drafts followed.
    follows = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="followed_by"
    )
    took_over_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["-referent", "substitute", "kind", "pk"]
        verbose_name = _("siège")
        verbose_name_plural = _("sièges")
        constraints = [
            models.UniqueConstraint(
                fields=["delegation"],
                condition=Q(referent=True, until__isnull=True),
                name="one_referent_at_a_time",
                violation_error_message=_("Cette délégation a déjà un·e référent·e."),
            ),
            models.CheckConstraint(
                condition=~Q(referent=True, substitute=True),
                name="a_referent_is_nobody_s_substitute",
                violation_error_message=_("On est référent·e ou suppléant·e, pas les deux."),
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gt=F("since")),
                name="a_seat_ends_after_it_starts",
                violation_error_message=_("La fin du siège vient avant son début."),
            ),
            models.UniqueConstraint(
                fields=["delegation", "participation"],
                condition=Q(until__isnull=True),
                name="one_open_seat_a_person_and_delegation",
                violation_error_message=_("Cette personne a déjà un siège dans la délégation."),
            ),
            models.UniqueConstraint(
                fields=["follows"],
                name="one_successor_a_seat",
                violation_error_message=_("Quelqu'un suit déjà dans ce siège."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation.person} – {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return path_to("delegations:seat", self.delegation_id, self.pk)

    @property
    def capacity(self) -> str:
        """As what its holder speaks: the title, else the kind."""
        return self.title or self.get_kind_display()

    @property
    def last_day(self) -> dt.date | None:
        """The last day on which it is held, as people say it."""
        return self.until - dt.timedelta(days=1) if self.until else None

    def is_held_on(self, day: dt.date) -> bool:
        """Whether the day lies between its dates; who holds it is asked by ``valid``."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or self.until > day)

    def clean(self) -> None:
        super().clean()
        delegation = Delegation.objects.filter(pk=self.delegation_id).first()
        participation = Participation.objects.filter(pk=self.participation_id).first()
        if delegation is None or participation is None:
            return  # each is asked for beside its own field
        errors: dict[str, Any] = {}
        meanwhile = delegation.seats.held_between(self.since, self.until).exclude(pk=self.pk)
        own = meanwhile.filter(participation=participation).first()
        if participation.programme_id != delegation.programme_id:
            errors["participation"] = _("Cette participation est celle d'un autre dispositif.")
        elif participation.person_id is None:
            errors["participation"] = _("Un siège est tenu par une personne.")
        elif own and own.kind != self.kind:
            errors["participation"] = _(
                "Cette personne a déjà un siège dans la délégation, comme %(kind)s : on n'y siège "
                "qu'à un titre à la fois."
            ) % {"kind": own.get_kind_display()}
        elif own:
            errors["participation"] = _("Cette personne a déjà un siège dans la délégation.")
        if self.referent and meanwhile.filter(referent=True).exists():
            errors["referent"] = _("Cette délégation a déjà un·e référent·e.")
        if errors:
            raise ValidationError(errors)
