"""Delegations that are twinned: one discussion for those who sit in them, and for nobody else.

Whoever animates brings them together, and does not read what they say to one another.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from community.accounts.models import User
from community.activity.actions import queue_mail, record
from community.delegations.models import Delegation
from community.text.elision import of

from .actions import channel_for, open_channel
from .models import Channel
from .permissions import seats_in, twinned_by

#: Of a mail about a channel: whether its reader reads that still.
GUARD = "discussions.reads_channel"
#: More than these do not talk, they listen; it is also what the page shows in one line.
MOST = 12


@transaction.atomic
def twin(
    *, delegations: Collection[Delegation], acting_user: Any, title: str = ""
) -> tuple[Channel, bool]:
    """Open the discussion of these delegations, and whether it is new; tell their référent·es.

    Raises ``ValidationError`` when they are fewer than two, or too many to talk.
    """
    together = sorted(set(delegations), key=lambda delegation: delegation.territory.name)
    ids = {delegation.pk for delegation in together}
    if twinned_by(acting_user).filter(pk__in=ids).count() < len(ids):
        raise PermissionDenied(
            _("Ces délégations sont jumelées par l'équipe, ou par qui anime leurs dispositifs.")
        )
    if len(ids) > MOST:
        sentence = _("On jumelle %(limit)d délégations au plus : à davantage, on ne se parle plus.")
        raise ValidationError(sentence % {"limit": MOST})
    existing = channel_for(Channel.Kind.PAIR, ids)
    if existing:
        return existing, False
    channel = open_channel(kind=Channel.Kind.PAIR, title=title, delegations=together)
    record(
        verb="delegations.twinned",
        actor=acting_user,
        subject=channel,
        label=_("Délégations jumelées : %(names)s") % {"names": channel.title},
        programme=together[0].programme,
    )
    _tell_referents(channel, together)
    return channel, True


def _tell_referents(channel: Channel, together: Sequence[Delegation]) -> None:
    """Write to each référent·e of today with whom theirs talks from now on, once."""
    address = settings.WAGTAILADMIN_BASE_URL + channel.get_absolute_url()
    body = _(
        "Bonjour,\n\nVotre délégation peut désormais parler avec %(others)s : une discussion vous "
        "est ouverte.\n\n%(address)s\n\nLes personnes qui siègent dans ces délégations la lisent "
        "et y écrivent, et personne d'autre. Elle est « %(rule)s » : avec l'autre référent·e, vous "
        "pouvez en changer la règle.\n"
    )
    told: set[int] = set()
    for seat in seats_in(channel).filter(referent=True).select_related("participation__person"):
        account = _account_of(seat.participation.person)
        if account is None or account.pk in told:
            continue
        told.add(account.pk)
        others = [row for row in together if row.pk != seat.delegation_id]
        names = get_text_list([_name(row) for row in others], _("et"))
        queue_mail(
            recipient=account,
            kind=_("délégations jumelées"),
            subject=_("Votre délégation est jumelée avec %(others)s") % {"others": names},
            body=body % {"others": names, "address": address, "rule": channel.get_rule_display()},
            guard=GUARD,
            guard_arg=channel.pk,
        )


def _name(delegation: Delegation) -> str:
    return _("celle %(of_territory)s") % {"of_territory": of(delegation.territory.name)}


def _account_of(person: Any) -> User | None:
    account: User | None = person.user if person else None
    return account if account and account.is_active else None


def still_reads(user: Any, channel_id: int) -> bool:
    """Whether a mail about a channel may still leave for ``user``."""
    return Channel.objects.readable_by(user).filter(pk=channel_id).exists()


def twins_of(delegation: Delegation) -> list[Channel]:
    """The discussions in which a delegation is twinned with others."""
    channels = Channel.objects.filter(kind=Channel.Kind.PAIR, delegations=delegation)
    return list(channels.order_by("title", "pk"))
