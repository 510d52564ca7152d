"""What keeps a page, a delegation or a territory: what was said in its channels."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page

from .models import Channel


def talks_of_pages(pages: QuerySet[Page]) -> str | None:
    """Why these pages stay, or nothing. A programme's delegations would go with its page."""
    ids = pages.values("pk")
    return talks_in(
        Channel.objects.filter(
            Q(page__in=ids)
            | Q(programme__in=ids)
            | Q(delegations__programme__in=ids)
            | Q(messages__speaking_for__programme__in=ids)
        )
    )


def talks_in(channels: QuerySet[Channel]) -> str | None:
    """Name the channels that something cannot leave behind."""
    titles = sorted(set(channels.values_list("title", flat=True)))
    if not titles:
        return None
    sentence = _(
        "Des personnes se parlent dans des discussions qui en dépendent (%(titles)s) : leurs "
        "paroles seraient perdues. Vous pouvez fermer ces discussions."
    )
    return sentence % {"titles": ", ".join(f"« {title} »" for title in titles)}
