"""Who may do what in a channel. Reading and writing are one right; managing is another."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from community.alliance.models import Person
from community.delegations.models import Seat
from community.programmes.models import ProgrammePage
from community.programmes.permissions import may_edit_programme

from .models import Channel
from .querysets import reads

#: Channels read by seats alone; their référent·es set the rule.
SEATED = frozenset({Channel.Kind.DELEGATION.value, Channel.Kind.PAIR.value})


def readers_of(channel: Channel) -> QuerySet[Person]:
    """The people who read a channel, today: what ``readable_by`` says, from the other end."""
    same = Channel.objects.filter(reads(OuterRef(OuterRef("user")), channel.kind), pk=channel.pk)
    return Person.objects.filter(Exists(same), user__isnull=False)


def seats_in(channel: Channel) -> QuerySet[Seat]:
    """The current seats in whose name people speak in a channel, the référent·es' first."""
    seats = Seat.objects.current()
    if channel.kind in SEATED:
        return seats.filter(delegation__channels=channel)
    if channel.kind == Channel.Kind.PEERS:
        return seats.filter(delegation__programme=channel.programme_id, kind=channel.actor_kind)
    if channel.kind == Channel.Kind.PROGRAMME:
        return seats.filter(delegation__programme=channel.programme_id)
    return seats.filter(delegation__programme__audiences__page=channel.page_id)


def may_manage(user: Any, channel: Channel) -> bool:
    """The team, and who animates the dispositif; neither reads for all that."""
    if channel.kind == Channel.Kind.PAGE:
        programmes = ProgrammePage.objects.filter(audiences__page=channel.page_id)
    elif channel.kind in SEATED:
        programmes = ProgrammePage.objects.filter(delegations__channels=channel).distinct()
    else:
        programmes = ProgrammePage.objects.filter(pk=channel.programme_id)
    return may_edit_programme(user, None) or any(
        may_edit_programme(user, programme) for programme in programmes
    )


def may_set_rule(user: Any, channel: Channel) -> bool:
    """The référent·es in a delegation or pair channel, who animates the dispositif elsewhere."""
    if not user.is_authenticated:
        return False
    if channel.kind in SEATED:
        mine = seats_in(channel).filter(referent=True, participation__person__user=user)
        return mine.exists() and Channel.objects.readable_by(user).filter(pk=channel.pk).exists()
    return may_manage(user, channel)
