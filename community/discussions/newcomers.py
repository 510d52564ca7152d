"""How a channel receives whoever comes into it: what they read first, what they see of the past."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from community.activity.actions import record

from .bodies import check_body
from .errors import Refused
from .models import WELCOME_LENGTH, Channel
from .permissions import may_manage


@transaction.atomic
def set_welcome(*, channel: Channel, acting_user: Any, welcome: str) -> None:
    """Write what a channel says to newcomers, or take it away; it is no message, and nobody's.

    Raises ``ValidationError`` when the text cannot be kept.
    """
    if not may_manage(acting_user, channel):
        raise PermissionDenied(_("Vous ne pouvez pas écrire l'accueil de cette discussion."))
    text = _checked(welcome)
    locked = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    if locked.welcome == text:
        return
    locked.welcome = text
    locked.save(update_fields=["welcome"])
    label = _("Accueil de « %(title)s »") % {"title": locked.title}
    record(verb="channel.welcomed", actor=acting_user, subject=locked, label=label)


@transaction.atomic
def set_past(*, channel: Channel, acting_user: Any, past: str) -> None:
    """Choose what newcomers see of the past. It holds from now on; pages keep what they showed.

    Raises ``ValidationError`` where nobody's arrival has a date.
    """
    if not may_manage(acting_user, channel):
        raise PermissionDenied(
            _("Vous ne pouvez pas choisir ce que l'on voit de cette discussion.")
        )
    locked = Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
    if locked.past == past:
        return
    locked.past = past
    locked.clean_fields(exclude={"welcome"})
    locked.validate_constraints()
    locked.save(update_fields=["past"])
    label = _("Le passé de « %(title)s » : %(words)s") % {
        "title": locked.title,
        "words": locked.get_past_display(),
    }
    record(verb="channel.past_chosen", actor=acting_user, subject=locked, label=label)


def _checked(welcome: str) -> str:
    """The text as it is kept; nothing at all takes the welcome away."""
    if not welcome.strip():
        return ""
    try:
        text = check_body(welcome)
    except Refused as refusal:
        raise ValidationError({"welcome": refusal.sentence}) from refusal
    if len(text) > WELCOME_LENGTH:
        sentence = _("L'accueil a %(length)d caractères, la limite est de %(limit)d.")
        values = {"length": len(text), "limit": WELCOME_LENGTH}
        raise ValidationError({"welcome": sentence % values})
    return text
