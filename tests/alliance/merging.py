"""Two cards of one person, and somebody of the team who says so."""

from __future__ import annotations

from typing import Any

from community.alliance.actions import merge_people
from community.alliance.comparing import Comparison
from community.alliance.merging import Pair
from community.alliance.models import Person
from tests import factories


def seen(kept: Person, gone: Person) -> str:
    """What whoever is shown both, as they are now, gives back on confirming."""
    rows = Person.objects.in_bulk([kept.pk, gone.pk])
    return Comparison(Pair(rows[kept.pk], rows[gone.pk])).seen()


def merge(kept: Person, gone: Person, by: Any = None) -> Person:
    """What the team does, having been shown both."""
    team = by or factories.team_member().user
    return merge_people(kept=kept.pk, gone=gone.pk, seen=seen(kept, gone), acting_user=team)


def known_by_name(**fields: Any) -> Person:
    """Somebody without an account."""
    return factories.PersonFactory(user=None, **fields)
