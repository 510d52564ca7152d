"""What the log keeps of a channel: who did what there; never what was said, nor who reported it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from community.activity.actions import record
from community.alliance.models import Person

from .models import Channel

SAID = {
    "message.reported": _("un message de « %(title)s » est signalé"),
    "message.hidden": _("a masqué un message de « %(title)s »"),
    "message.shown_again": _("a fait réapparaître un message de « %(title)s »"),
    "report.closed": _("a répondu au signalement d'un message de « %(title)s »"),
    "reader.put_out": _("a écarté %(person)s de la discussion « %(title)s »"),
    "reader.let_in": _("a fait revenir %(person)s dans la discussion « %(title)s »"),
}


def tell(verb: str, channel: Channel, by: Any, person: Person | None = None) -> None:
    """Write one line, of somebody or of the channel."""
    record(
        verb=verb,
        actor=by,
        subject=person or channel,
        label=str(SAID[verb]) % {"title": channel.title, "person": person},
        programme=channel.programme,
    )
