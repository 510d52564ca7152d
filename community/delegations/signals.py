"""A seat that changed changes what its holder may read, whichever door it changed by."""

from typing import Any

from community.accounts.signals import announce_access_change
from community.programmes.models import Participation

from .models import Seat


def remember_holder(instance: Any, **_kwargs: Any) -> None:
    """Before a change: who holds the seat on disk. Afterwards the person may be gone as well."""
    row = Seat.objects.filter(pk=instance.pk)
    instance.holder_before = row.values_list("participation__person__user_id", flat=True).first()


def seat_changed(instance: Any, **_kwargs: Any) -> None:
    """Tell whoever held the seat, and whoever holds it now."""
    row = Participation.objects.filter(pk=instance.participation_id)
    now = row.values_list("person__user_id", flat=True)
    announce_access_change([instance.holder_before, *now])
