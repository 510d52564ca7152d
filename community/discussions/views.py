"""Discussions over plain HTTP: pages, forms, and the same operations as the socket in JSON."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.alliance.models import Person
from community.programmes.models import QuotationRule

from . import actions, delivery, frames
from .errors import Refused, not_found, unavailable
from .models import Channel, Message
from .permissions import may_set_rule
from .reading import channels_of, is_for_all_allies, named_readers, words
from .voices import voices_of

logger = logging.getLogger(__name__)

private = cache_control(private=True, no_store=True)


@private
@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """My channels."""
    return render(request, "discussions/index.html", {"channels": channels_of(request.user)})


@private
@login_required
@require_safe
def channel(request: HttpRequest, channel_id: int) -> HttpResponse:
    """One channel: who reads, under which rule, what was said, and a place to write."""
    return channel_page(request, access(channel_id, request.user))


def access(channel_id: int, user: Any) -> Channel:
    try:
        return delivery.access_channel(channel_id, user)
    except Refused as refusal:
        raise Http404(refusal.sentence) from refusal


def channel_page(
    request: HttpRequest,
    channel: Channel,
    refusal: Refused | None = None,
    body: str = "",
    voice: int | None = None,
) -> HttpResponse:
    before = request.GET.get("avant", "")
    place = int(before) if before.isdecimal() and len(before) < 19 else None
    shown, has_older = delivery.page_before(channel, request.user, place)
    for_all = is_for_all_allies(channel)
    me = Person.objects.get(user=request.user.pk)
    context = {
        "channel": channel,
        "shown": shown,
        "has_older": has_older,
        "is_past": place is not None and place <= channel.seq,
        "readers": [] if for_all else named_readers(channel),
        "for_all": for_all,
        "rules": QuotationRule if may_set_rule(request.user, channel) else (),
        "nonce": uuid.uuid4(),
        "me": me,
        "voices": voices_of(channel, me, voice),
        "words": words(),
        "refusal": refusal,
        "body": body,
    }
    status = refusal.status if refusal else 200
    return render(request, "discussions/channel.html", context, status=status)


def answers_programs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Tell a program what a person would read: a refusal, or that the database is away."""

    @wraps(view)
    def answering(request: HttpRequest, channel_id: int) -> HttpResponse:
        try:
            if not request.user.is_authenticated:
                raise Refused("sign_in", _("Connectez-vous pour lire et écrire ici."), 401)
            return view(request, channel_id)
        except Refused as refusal:
            return refuse(refusal)
        except OperationalError:
            logger.exception("discussion: the database is away")
            return refuse(unavailable())

    return answering


def refuse(refusal: Refused) -> HttpResponse:
    return with_delay(JsonResponse(refusal.as_frame(), status=refusal.status), refusal)


def with_delay(response: HttpResponse, refusal: Refused) -> HttpResponse:
    """Say when to try again, if that helps."""
    if "retry_after" in refusal.details:
        response["Retry-After"] = str(refusal.details["retry_after"])
    return response


@private
@require_http_methods(["GET", "HEAD", "POST"])
def messages(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Read what changed after a revision, or post: a program in JSON, a person with a form."""
    if request.method == "POST" and request.content_type != "application/json":
        return post_form(request, channel_id)
    return exchange(request, channel_id)


@answers_programs
def exchange(request: HttpRequest, channel_id: int) -> HttpResponse:
    if channel_id > frames.LARGEST:
        raise not_found()
    if request.method == "POST":
        nonce, body, rule, voice = frames.message_fields(read_json(request))
        message, created = post(request, channel_id, nonce, body, rule, voice)
        answer = {"type": "ack", "channel": channel_id, "nonce": str(nonce)}
        answer |= {"seq": message.seq, "revision": message.revision, "created": created}
        return JsonResponse(answer, status=201 if created else 200)
    after = request.GET.get("after", "0")
    if not after.isdecimal() or len(after) > 19 or int(after) > frames.LARGEST:
        raise frames.bad_frame(field="after")
    changes = delivery.changes_for(channel_id, request.user, int(after))
    return JsonResponse(changes.as_frame())


def read_json(request: HttpRequest) -> dict[str, Any]:
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise frames.bad_frame() from error
    if not isinstance(data, dict):
        raise frames.bad_frame()
    return data


def post(
    request: HttpRequest,
    channel_id: int,
    nonce: uuid.UUID,
    body: str,
    rule: str,
    voice: int | None,
) -> tuple[Message, bool]:
    channel = Channel(pk=channel_id)
    return actions.post_message(
        channel=channel,
        author=request.user,
        nonce=nonce,
        body=body,
        rule_seen=rule,
        speaking_for=voice,
    )


@login_required
def post_form(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Post as a form does, and come back to the message."""
    body, voice = request.POST.get("body", ""), None
    try:
        nonce, body, rule, voice = frames.message_fields(request.POST.dict())
        message, _created = post(request, channel_id, nonce, body, rule, voice)
    except Refused as refusal:
        # `access` answers 404 when the channel is not this person's: nothing else is told.
        page = channel_page(request, access(channel_id, request.user), refusal, body, voice)
        return with_delay(page, refusal)
    address = f"{message.channel.get_absolute_url()}#m{message.seq}"
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


@private
@login_required
@require_POST
def rule(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Change the rule of what will be said."""
    channel = access(channel_id, request.user)
    chosen = request.POST.get("rule", "")
    if chosen not in QuotationRule.values:
        raise PermissionDenied(_("Cette règle n'existe pas."))
    actions.set_rule(channel=channel, acting_user=request.user, rule=chosen)
    return HttpResponseRedirect(f"{channel.get_absolute_url()}#ecrire")
