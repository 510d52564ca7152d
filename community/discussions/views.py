"""Discussions over plain HTTP: pages, forms, and the same operations as the socket in JSON."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community.alliance.models import Person
from community.programmes.models import QuotationRule

from . import actions, attaching, bookmarks, delivery, frames
from .errors import Refused, not_found, too_fast, unavailable
from .mentions import latest_mentions, recipients_of, with_mentions
from .message_actions import perform
from .models import SAID, Channel, Message
from .permissions import may_set_rule
from .presence import arrive
from .reading import (
    channels_of,
    is_for_all_allies,
    named_readers,
    open_questions,
    pinned_in,
    signs_of,
    words,
)
from .voices import voices_of

logger = logging.getLogger(__name__)

private = cache_control(private=True, no_store=True)
#: For how long who tried to send files too often waits, in seconds.
A_MINUTE = 60


@private
@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """My channels: what is said to me, waits for an answer, is new; the others; the archives."""
    channels = channels_of(request.user)
    with_mentions(channels, request.user)
    spoken = [channel for channel in channels if not channel.closed]
    context = {
        "mentions": latest_mentions(request.user),
        "questions": open_questions(request.user),
        "unread": [channel for channel in spoken if channel.unread],
        "read": [channel for channel in spoken if not channel.unread],
        "archived": [channel for channel in channels if channel.closed],
    }
    return render(request, "discussions/index.html", context)


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
    choosing: bool = False,
) -> HttpResponse:
    bookmarks.with_unread([channel], request.user)
    window = delivery.window_of(channel, request.user, **place_in(request.GET))
    for_all = is_for_all_allies(channel)
    me = Person.objects.select_related("user").get(user=request.user.pk)
    chosen = request.POST.getlist("to")
    choosing = choosing or bool(chosen)
    context = {
        "channel": channel,
        "window": window,
        "first_unread": channel.first_unread,
        "pinned": pinned_in(channel, request.user),
        "readers": [] if for_all else named_readers(channel),
        "for_all": for_all,
        "rules": QuotationRule if may_set_rule(request.user, channel) else (),
        "nonce": uuid.uuid4(),
        "me": me,
        "here": arrive(channel, me),
        "voices": voices_of(channel, me, voice),
        "words": words(),
        "refusal": refusal,
        "files_to_choose_again": bool(request.FILES),
        "body": body,
        "kinds": [(kind, Message.Kind(kind).label) for kind in SAID],
        "kind": request.POST.get("kind", SAID[0]),
        "choosing": choosing,
        "recipients": recipients_of(channel, me, chosen) if choosing else [],
    }
    status = refusal.status if refusal else 200
    return render(request, "discussions/channel.html", context, status=status)


def place_in(query: QueryDict) -> dict[str, int]:
    """Where in a discussion an address points: before, after or at a message."""
    ways = {"avant": "before", "apres": "after", "a": "at"}
    for name, way in ways.items():
        place = query.get(name, "")
        if place.isdecimal() and len(place) < 19:
            return {way: int(place)}
    return {}


def answers_programs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Tell a program what a person would read: a refusal, or that the database is away."""

    @wraps(view)
    def answering(request: HttpRequest, channel_id: int, **asked: Any) -> HttpResponse:
        try:
            if not request.user.is_authenticated:
                raise Refused("sign_in", _("Connectez-vous pour lire et écrire ici."), 401)
            return view(request, channel_id, **asked)
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
    if request.method == "POST" and not is_program(request):
        return post_form(request, channel_id)
    return exchange(request, channel_id)


def is_program(request: HttpRequest) -> bool:
    """Whether a request wants the answer that programs read; one with files is no JSON itself."""
    asked = request.get_preferred_type(["text/html", "application/json"])
    return request.content_type == "application/json" or asked == "application/json"


@answers_programs
def exchange(request: HttpRequest, channel_id: int) -> HttpResponse:
    if channel_id > frames.LARGEST:
        raise not_found()
    if request.method == "POST":
        post = frames.Post(channel_id, frames.said(read_post(request)))
        message, created = say(request, post)
        answer = frames.ack(post, message.seq, message.revision, created)
        return JsonResponse(answer, status=201 if created else 200)
    after = request.GET.get("after", "0")
    if not after.isdecimal() or len(after) > 19 or int(after) > frames.LARGEST:
        raise frames.bad_frame(field="after")
    changes = delivery.changes_for(channel_id, request.user, int(after))
    return JsonResponse(changes.as_frame())


def read_post(request: HttpRequest) -> dict[str, Any]:
    """The fields of a message: in JSON, or in a form when files come with it."""
    is_json = request.content_type == "application/json"
    return read_json(request) if is_json else read_form(request)


def read_form(request: HttpRequest) -> dict[str, Any]:
    """The fields of a form, of which one, to whom it is said, may be told several times."""
    return request.POST.dict() | {"to": request.POST.getlist("to")}


def read_json(request: HttpRequest) -> dict[str, Any]:
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise frames.bad_frame() from error
    if not isinstance(data, dict):
        raise frames.bad_frame()
    return data


def say(request: HttpRequest, post: frames.Post) -> tuple[Message, bool]:
    said: dict[str, Any] = {"author": request.user, "said": post.said}
    channel, uploads = Channel(pk=post.channel), request.FILES.getlist("files")
    if uploads:
        if not ratelimit.consume(request, action="message_files", key=str(request.user.pk)):
            raise too_fast(settings.FILE_TRIES_A_MINUTE, A_MINUTE)
        return attaching.post_with_files(channel=channel, uploads=uploads, **said)
    return actions.post_message(channel=channel, **said)


@login_required
def post_form(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Post as a form does, and come back to the message."""
    written = read_form(request)
    voice = None
    try:
        post = frames.Post(channel_id, frames.said(written))
        voice = post.said.speaking_for
        message, _created = say(request, post)
    except Refused as refusal:
        # `access` answers 404 when the channel is not this person's: nothing else is told.
        room = access(channel_id, request.user)
        return with_delay(refused_page(request, room, written, refusal, voice), refusal)
    return see(f"{message.channel.get_absolute_url()}#m{message.seq}")


def refused_page(
    request: HttpRequest,
    room: Channel,
    written: dict[str, Any],
    refusal: Refused,
    voice: int | None,
) -> HttpResponse:
    """What was written, where it was written: a reply, under the message that it answers."""
    body, place = written.get("body", ""), written.get("re", "")
    if not room.closed and place.isdecimal() and len(place) < 19:
        replied = Message.objects.said().filter(channel=room, seq=int(place)).first()
        if replied:
            return message_page(request, room, replied.seq, refusal, reply=body)
    return channel_page(request, room, refusal, body, voice)


def see(address: str) -> HttpResponse:
    """What was asked is done: look there."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


@private
@require_POST
def bookmark(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Read up to a place, or mark it unread: a program in JSON, a person with a form."""
    if request.content_type == "application/json":
        return bookmark_in_json(request, channel_id)
    return bookmark_by_form(request, channel_id)


@answers_programs
def bookmark_in_json(request: HttpRequest, channel_id: int) -> HttpResponse:
    frame = frames.reading(channel_id, read_json(request))
    return JsonResponse(frames.bookmark(frame, bookmarks.obey(frame, request.user)))


@login_required
def bookmark_by_form(request: HttpRequest, channel_id: int) -> HttpResponse:
    try:
        bookmarks.obey(frames.reading(channel_id, request.POST.dict()), request.user)
    except Refused as refusal:
        raise Http404(refusal.sentence) from refusal
    return see(reverse("discussions:index"))


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


@private
@login_required
@require_safe
def message(request: HttpRequest, channel_id: int, seq: int) -> HttpResponse:
    """One message at its own address: what it said before, who reacted, what one may do with it."""
    return message_page(request, access(channel_id, request.user), seq)


def message_page(
    request: HttpRequest,
    channel: Channel,
    seq: int,
    refusal: Refused | None = None,
    reply: str | None = None,
) -> HttpResponse:
    shown = delivery.one_of(channel, request.user, seq)
    if shown is None:
        raise Http404(not_found().sentence)
    me = Person.objects.get(user=request.user.pk)
    may_set = may_set_rule(request.user, channel)
    context = {
        "channel": channel,
        "message": shown,
        "me": me,
        "editions": shown.editions.order_by("until"),
        "signs": signs_of(shown, me),
        "replies": shown.replies.select_related("author").order_by("seq"),
        "is_mine": shown.author_id == me.pk,
        "may_pin": may_set,
        "may_answer": shown.kind == Message.Kind.QUESTION and (may_set or shown.author_id == me.pk),
        "nonce": uuid.uuid4(),
        "refusal": refusal,
        "reply": reply,
        "files_to_choose_again": bool(request.FILES),
        "body": request.POST.get("body", shown.body) if reply is None else shown.body,
    }
    status = refusal.status if refusal else 200
    return render(request, "discussions/message.html", context, status=status)


@private
@require_POST
def act(request: HttpRequest, channel_id: int, seq: int, kind: str) -> HttpResponse:
    """Edit, withdraw, react, pin, say what answers: a program in JSON, a person with a form."""
    if kind not in frames.ACTS:
        raise Http404(kind)
    if request.content_type == "application/json":
        return act_in_json(request, channel_id, seq=seq, kind=kind)
    return act_by_form(request, channel_id, seq, kind)


@answers_programs
def act_in_json(request: HttpRequest, channel_id: int, *, seq: int, kind: str) -> HttpResponse:
    asked = frames.act(kind, channel_id, seq, read_json(request))
    return JsonResponse(frames.done(asked, perform(asked, request.user).revision))


@login_required
def act_by_form(request: HttpRequest, channel_id: int, seq: int, kind: str) -> HttpResponse:
    try:
        changed = perform(frames.act(kind, channel_id, seq, request.POST.dict()), request.user)
    except Refused as refusal:
        page = message_page(request, access(channel_id, request.user), seq, refusal)
        return with_delay(page, refusal)
    return see(changed.get_absolute_url())
