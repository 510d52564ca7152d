"""The page where somebody looks for words in what was said."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.text.analysis import terms_of

from .errors import not_found
from .models import Channel
from .reading import latest_channels
from .searching import find
from .views import private

#: How long what is looked for may be.
LONGEST = 100


@private
@login_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was said that holds some words, in one of my channels or in all of them."""
    words = " ".join(request.GET.get("q", "").split())
    channels = latest_channels(request.user)
    channel = _chosen(channels, request.GET.get("discussion", ""))
    context: dict[str, Any] = {
        "sought": words[:LONGEST],
        "channels": channels,
        "channel": channel,
        "longest": LONGEST,
    }
    terms = terms_of(words)
    if len(words) > LONGEST:
        sentence = _("Cherchez en %(limit)d caractères au plus : gardez les mots qui comptent.")
        context["advice"] = sentence % {"limit": LONGEST}
    elif words and not terms:
        context["advice"] = _(
            "Ces mots sont partout, ou trop courts : ajoutez-en un qui dise de quoi il s'agit."
        )
    elif words:
        before = request.GET.get("avant", "")
        place = int(before) if before.isdecimal() and len(before) < 19 else None
        found = find(request.user, terms, channel=channel, before=place)
        context |= {
            "results": found.passages(terms),
            "further": place is not None,
            "older": found.before,
            "query": urlencode({"q": words} | ({"discussion": channel.pk} if channel else {})),
        }
    return render(request, "discussions/search.html", context)


def _chosen(channels: list[Channel], asked: str) -> Channel | None:
    """The channel that an address asks for, or nothing: all of them.

    One that is not this person's and one that is not at all have one answer.
    """
    if not asked:
        return None
    for channel in channels:
        if str(channel.pk) == asked:
            return channel
    raise Http404(not_found().sentence)
