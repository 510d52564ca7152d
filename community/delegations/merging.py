"""Two cards of one person that sit in one delegation: their seats become those of one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.alliance.merging import Pair
from community.programmes.merging import all_titles
from community.programmes.models import Participation

from .actions import lock as lock_delegation
from .actions import tell_of
from .models import Delegation, Seat

COLUMNS = {"delegations.Seat.participation__person": gettext_lazy("Sièges dans des délégations")}


def lock(pair: Pair) -> None:
    """Nobody composes meanwhile where one of the two sits."""
    for delegation in Delegation.objects.filter(seats__in=_seats(pair)).distinct().order_by("pk"):
        lock_delegation(delegation)


def refusals(pair: Pair) -> list[str]:
    """One sits as one kind of actor at a time, and answers for the delegation as long as before."""
    found = []
    for group in _held_together(pair):
        delegation = group[0].delegation
        kinds = sorted({str(seat.get_kind_display()) for seat in group})
        if len(kinds) > 1:
            sentence = _(
                "%(delegation)s : elles y siègent en même temps, comme %(one)s et comme %(other)s. "
                "Mettez d'abord fin à l'un de ces sièges."
            )
            words = {"delegation": delegation, "one": kinds[0], "other": kinds[1]}
            found.append(sentence % words)
        elif not _refers(group) and any(seat.referent for seat in group):
            sentence = _(
                "%(delegation)s : elles y siègent en même temps, l'une comme référent·e, l'autre "
                "non, à d'autres dates. Dans la gestion, retirez d'abord l'un de ces sièges, ou "
                "faites que leurs dates se suivent."
            )
            found.append(sentence % {"delegation": delegation})
    return found


def move(pair: Pair, acting_user: Any) -> None:
    """Where both take part, seats go to the participation that stays; those held together join."""
    groups = list(_held_together(pair))
    for group in groups:
        _join(group, pair, acting_user)
    for own in Participation.objects.filter(person=pair.kept):
        seats = _seats(pair).filter(participation__programme=own.programme_id)
        for seat in seats.exclude(participation=own):
            seat.participation = own
            seat.save(update_fields=["participation"])


def _seats(pair: Pair) -> QuerySet[Seat]:
    rows = Seat.objects.filter(participation__person__in=pair)
    return rows.select_related("delegation__territory", "delegation__programme", "participation")


def _held_together(pair: Pair) -> Iterator[list[Seat]]:
    """The seats of both in one delegation, by those that were held on the same days."""
    by_delegation: dict[int, list[Seat]] = {}
    for seat in _seats(pair).order_by("delegation", "pk"):
        by_delegation.setdefault(seat.delegation_id, []).append(seat)
    for seats in by_delegation.values():
        group: list[Seat] = []
        for seat in sorted(seats, key=_begins):
            if group and max(map(_ends, group)) <= _begins(seat):
                if len(group) > 1:
                    yield group
                group = []
            group.append(seat)
        if len(group) > 1:
            yield group


def _begins(seat: Seat) -> dt.date:
    return seat.since or dt.date.min


def _ends(seat: Seat) -> dt.date:
    return seat.until or dt.date.max


def _refers(group: list[Seat]) -> bool:
    """Whether one of them is référent·e from the first day of all to the last.

    The one seat answers for the delegation neither longer than they did, nor less long.
    """
    return any(seat.referent and (seat.since, seat.until) == _days(group) for seat in group)


def _days(group: list[Seat]) -> tuple[dt.date | None, dt.date | None]:
    """From the first day of all to the last."""
    first, last = min(map(_begins, group)), max(map(_ends, group))
    return (None if first == dt.date.min else first, None if last == dt.date.max else last)


def _join(group: list[Seat], pair: Pair, acting_user: Any) -> None:
    """One seat, from the first day of all to the last, with all that was given with each."""
    kept = next((seat for seat in group if seat.participation.person_id == pair.kept.pk), group[0])
    others = [seat for seat in group if seat.pk != kept.pk]
    kept.referent = _refers(group)
    kept.since, kept.until = _days(group)
    kept.substitute = not kept.referent and all(seat.substitute for seat in group)
    longest = Seat._meta.get_field("title").max_length or 0
    kept.title = all_titles((kept.title, *(seat.title for seat in others)), longest)
    pks = {seat.pk for seat in group}
    if kept.follows_id in pks:
        kept.follows = None
    for other in others:
        if not kept.follows_id and other.follows_id and other.follows_id not in pks:
            kept.follows, kept.took_over_at = other.follows, other.took_over_at
    for follower in Seat.objects.filter(follows__in=pks - {kept.pk}).exclude(pk__in=pks):
        taken = Seat.objects.filter(follows=kept).exists()
        follower.follows = None if taken else kept
        follower.save(update_fields=["follows"])
    for other in others:
        other.delete()
    kept.full_clean()
    kept.save()
    tell_of(kept, "seats.merged", acting_user)
