"""To whom one may speak: a list for programs, and the page with its choices for a plain form."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from community.alliance.models import Person

from . import delivery, frames
from .errors import Refused
from .mentions import recipients_of
from .views import access, answers_programs, channel_page, private


@private
@require_http_methods(["GET", "HEAD", "POST"])
def recipients(request: HttpRequest, channel_id: int) -> HttpResponse:
    """GET tells a program who may be mentioned; POST shows it to whoever is writing."""
    if request.method == "POST":
        return choose(request, channel_id)
    return told(request, channel_id)


@answers_programs
def told(request: HttpRequest, channel_id: int) -> HttpResponse:
    channel = delivery.access_channel(channel_id, request.user)
    me = Person.objects.get(user=request.user.pk)
    items = [
        {"is": one.target, "name": one.name, "label": one.label, "reaches": len(one.people)}
        for one in recipients_of(channel, me)
    ]
    return JsonResponse({"type": "recipients", "channel": channel.pk, "items": items})


@login_required
def choose(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Come back to the page as it was written, with whom one may choose: nothing is said yet."""
    channel = access(channel_id, request.user)
    written = request.POST.get("body", "")
    voice: int | None
    try:
        voice = frames.number(request.POST.dict(), "for")
    except Refused:
        voice = None
    return channel_page(request, channel, body=written, voice=voice, choosing=True)
