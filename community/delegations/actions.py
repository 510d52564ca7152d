"""The verbs of a delegation: compose it, give a seat, end a seat."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.alliance.models import ActorKind, Person, Territory
from community.programmes.actions import take_part
from community.programmes.models import ProgrammePage

from .models import Delegation, Seat


@transaction.atomic
def form_delegation(
    *, territory: Territory, programme: ProgrammePage, composition: str = ""
) -> Delegation:
    """Open the delegation of a territory in a programme; the one that exists is kept."""
    delegation, _created = Delegation.objects.get_or_create(
        territory=territory, programme=programme, defaults={"composition": composition}
    )
    return delegation


@transaction.atomic
def give_seat(
    *,
    delegation: Delegation,
    person: Person,
    kind: ActorKind,
    title: str = "",
    referent: bool = False,
    substitute: bool = False,
    since: dt.date | None = None,
) -> Seat:
    """Seat somebody; a seat belongs to a participation, which is made when there is none.

    Raises ``ValidationError`` when the person already sits there, or a référent·e already does.
    """
    # Two at once would not see each other's seat.
    Delegation.objects.select_for_update().get(pk=delegation.pk)
    participation = delegation.programme.participations.filter(person=person).first()
    seat = Seat(
        delegation=delegation,
        participation=participation or take_part(programme=delegation.programme, person=person),
        kind=kind,
        title=title,
        referent=referent,
        substitute=substitute,
        since=since or timezone.localdate(),
    )
    seat.full_clean()
    seat.save()
    return seat


@transaction.atomic
def end_seat(*, seat: Seat, on: dt.date | None = None) -> None:
    """End a seat: the person leaves the delegation's channels at once.

    ``until`` is the last day held, so a seat that ends now was last held yesterday; one that was
    given today leaves no trace.
    """
    last_day = on or timezone.localdate() - dt.timedelta(days=1)
    if seat.since and seat.since > last_day:
        if on:
            raise ValidationError(_("La fin du siège vient avant son début."))
        seat.delete()
        return
    seat.until = last_day
    seat.full_clean()
    seat.save(update_fields=["until"])
