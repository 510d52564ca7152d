"""Taking a discussion along, or all that one said: a page to read, and a file for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from community.alliance.models import Person
from community.answers import streamed

from . import exports
from .models import Channel
from .views import access, private

TYPES = {"html": "text/html", "json": "application/json"}


@private
@login_required
@require_safe
def choice(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Under which rules it was said, before one takes it along."""
    channel = access(channel_id, request.user)
    context = {"channel": channel, "leaves": leaves(channel, request.user)}
    return render(request, "discussions/export.html", context)


@private
@login_required
@require_safe
def own_choice(request: HttpRequest) -> HttpResponse:
    """What one's own words are, before one takes them along."""
    return render(request, "discussions/export.html")


@private
@login_required
@require_safe
def export(request: HttpRequest, channel_id: int, form: str) -> HttpResponseBase:
    """The copy of a channel, for whoever reads it."""
    channel = access(channel_id, request.user)
    pieces, now = exports.pieces_of(channel, request.user), timezone.now()
    last = exports.end_of(channel, request.user)

    def page() -> Iterator[str]:
        words = {
            "channel": channel,
            "leaves": leaves(channel, request.user),
            "now": now,
            "by": request.user,
        }
        return exports.in_page(pieces, last, **words)

    def data() -> Iterator[str]:
        items = ([entry.as_item() for entry in piece] for piece in pieces)
        head = {
            "channel": channel.pk,
            "title": channel.title,
            "rules": leaves(channel, request.user),
        }
        return exports.in_json(items, last, at=now, **head)

    return taken(request, form, f"discussion-{channel.pk}", page, data)


@private
@login_required
@require_safe
def own_words(request: HttpRequest, form: str) -> HttpResponseBase:
    """The copy of all that one said, in whatever channel."""
    pieces = exports.own_pieces(Person.objects.filter(user=request.user.pk).first())

    def page() -> Iterator[str]:
        return exports.in_page(pieces, now=timezone.now(), by=request.user)

    def data() -> Iterator[str]:
        items = ([exports.own_word(entry) for entry in piece] for piece in pieces)
        return exports.in_json(items, at=timezone.now())

    return taken(request, form, _("mes-paroles"), page, data)


def leaves(channel: Channel, user: Any) -> list[str]:
    """What may leave a channel, rule by rule, in words."""
    return [exports.what_may_leave(rule) for rule in exports.rules_in(channel, user)]


def taken(
    request: HttpRequest,
    form: str,
    name: str,
    page: Callable[[], Iterator[str]],
    data: Callable[[], Iterator[str]],
) -> HttpResponseBase:
    """One of the two files; to whoever only asks whether it is there, nothing is read."""
    if form not in TYPES:
        raise Http404(form)
    made = {"html": page, "json": data}[form] if request.method == "GET" else lambda: iter(())
    return streamed(request, made(), filename=f"{name}.{form}", content_type=TYPES[form])
