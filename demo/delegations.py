"""What the demonstration shows of delegations beside seats: support, and a mandate that ends."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from community.alliance.models import ActorKind
from community.delegations.actions import end_seat, tell_support
from community.delegations.models import Delegation


def furnish_delegations() -> None:
    """The Vigan's executive supports its delegation, one seat of which is to be renewed."""
    today = timezone.localdate()
    for delegation in Delegation.objects.filter(demonstration=True, supported_by=""):
        if delegation.territory.slug != "le-vigan":
            continue
        tell_support(
            delegation=delegation,
            supported_by="maire",
            supported_since=today - dt.timedelta(days=40),
            asked="Une demi-journée par mois pour la délégation, et un mot au conseil de mai.",
        )
        for seat in delegation.seats.current().filter(kind=ActorKind.SOCIO):
            end_seat(seat=seat, on=today + dt.timedelta(days=60))
