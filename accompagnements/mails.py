"""What is written to those who sit in the delegations of an accompaniment."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from community.accounts.models import User
from community.activity.actions import queue_mail
from community.delegations.models import Seat
from community.programmes.models import ProgrammePage

GUARD = "accompagnements.sits"


def seated_in(programme_id: int) -> QuerySet[User]:
    """The accounts that sit today in a delegation of this programme."""
    seats = Seat.objects.current().filter(delegation__programme=programme_id)
    people = seats.values("participation__person")
    return User.objects.filter(person__in=people, is_active=True).order_by("pk")


def tell_everybody(programme: ProgrammePage, what: str) -> None:
    """Write to each of them, once, that it starts or that it ends."""
    subject = {
        "start": _("« %(title)s » commence : vos discussions sont ouvertes"),
        "close": _("« %(title)s » se termine : vos discussions restent ouvertes"),
    }[what]
    context = {
        "title": programme.title,
        "discussions": settings.WAGTAILADMIN_BASE_URL + reverse("discussions:index"),
    }
    body = render_to_string(f"accompagnements/email/{what}.txt", context)
    for account in seated_in(programme.pk):
        queue_mail(
            recipient=account,
            kind=_("accompagnement"),
            subject=subject % context,
            body=body,
            guard=GUARD,
            guard_arg=programme.pk,
        )


def still_sits(user: Any, programme_id: int) -> bool:
    """Whether ``user`` still sits there when the mail leaves."""
    return seated_in(programme_id).filter(pk=user.pk).exists()
