"""What is told in the activity log of what happens to pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.models import PageLogEntry

from community.activity.actions import record
from community.programmes.actions import programme_of

#: The acts of Wagtail's own log that the alliance hears of, whatever door they came by: as ours
#: calls them, and what it says.
TOLD = {
    "wagtail.publish": ("page.published", _("a publié « %(title)s »")),
    "wagtail.publish.scheduled": (
        "page.published.scheduled",
        _("« %(title)s » est en ligne, à l'heure prévue"),
    ),
    "wagtail.unpublish": ("page.unpublished", _("a dépublié « %(title)s »")),
    "wagtail.unpublish.scheduled": (
        "page.unpublished.scheduled",
        _("« %(title)s » n'est plus en ligne, à l'heure prévue"),
    ),
}


def tell_publication(instance: PageLogEntry, created: bool, **kwargs: Any) -> None:
    """One line when somebody, or the hour that somebody chose, makes a page public or withdraws it.

    What a command publishes by itself (a load of facts, the demonstration) is nobody's act.
    """
    by_the_hour = instance.action.endswith(".scheduled")
    if not created or instance.action not in TOLD or not (instance.user_id or by_the_hour):
        return
    page = instance.page
    verb, label = TOLD[instance.action]
    record(
        verb=verb,
        actor=instance.user,
        subject=page,
        label=label % {"title": instance.label},
        programme=programme_of(page),
    )
