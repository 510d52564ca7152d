"""How far a delegation is composed: the rule, told of the seats of one delegation.

``DelegationQuerySet.with_state`` tells the same in SQL, of a list; a test holds both together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from community.alliance.models import ActorKind
from community.programmes.models import Composition

if TYPE_CHECKING:
    from .models import Seat


class State(models.TextChoices):
    TO_COMPOSE = "a-composer", _("à composer")
    INCOMPLETE = "incomplete", _("incomplète")
    COMPLETE = "complete", _("complète")
    TO_RENEW = "a-renouveler", _("à renouveler")


@dataclass(frozen=True)
class Standing:
    """The state of a delegation, and what would mend it."""

    state: State
    #: The expected kinds that nobody holds.
    missing: list[ActorKind]
    #: The expected kinds that nobody will hold any more, soon.
    ending: list[ActorKind]

    @property
    def is_filled(self) -> bool:
        """Each expected place is held today; of free composition, somebody sits."""
        return self.state in (State.COMPLETE, State.TO_RENEW)

    @property
    def missing_labels(self) -> list[str]:
        return [str(kind.label) for kind in self.missing]

    @property
    def ending_labels(self) -> list[str]:
        return [str(kind.label) for kind in self.ending]


def horizon(today: dt.date) -> dt.date:
    """Up to which day a seat that ends has to be renewed now."""
    return today + dt.timedelta(days=settings.DELEGATION_RENEWAL_DAYS)


def counted_kinds(composition: Composition) -> list[str]:
    """The kinds that make a delegation complete; of free composition, any of them does."""
    return sorted(composition.kinds or ActorKind.values)


def kinds_needed(composition: Composition) -> int:
    """How many of these it takes: each of those expected, or somebody."""
    return len(composition.kinds) or 1


def standing_of(
    composition: Composition, seats: Iterable[Seat], today: dt.date, soon: dt.date
) -> Standing:
    """What is said of a delegation by its seats of today and those to come."""
    seats = list(seats)
    counted = counted_kinds(composition)
    now = {seat.kind for seat in seats if seat.is_held_on(today)}
    later = {seat.kind for seat in seats if seat.until is None or seat.until > soon}
    missing = [kind for kind in ActorKind if kind.value in composition.kinds - now]
    if not now:
        state = State.TO_COMPOSE
    elif missing:
        state = State.INCOMPLETE
    elif len(later.intersection(counted)) < kinds_needed(composition):
        state = State.TO_RENEW
    else:
        state = State.COMPLETE
    # Of free composition nobody is expected: whoever leaves last leaves it empty.
    needed = composition.kinds or (frozenset() if later else frozenset(now))
    ending = [kind for kind in ActorKind if kind.value in (needed & now) - later]
    return Standing(state, missing, ending)
