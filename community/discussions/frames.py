"""The frames that a client may send, checked before anything is done with them.

docs/discussion-protocol.md shows each with an example.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from community.programmes.models import QuotationRule

from .errors import Refused
from .mention_models import EVERYBODY, TARGET
from .models import SAID, Attachment, Message, Reaction

VERSION = 2
#: The largest number that a row may have.
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Hello:
    version: int


@dataclass(frozen=True)
class Subscribe:
    channel: int
    after: int
    #: Whether to tell as well who is here now.
    here: bool = False


@dataclass(frozen=True)
class Said:
    """What somebody sends to be said."""

    nonce: uuid.UUID
    body: str
    #: The rule that they saw while writing, if the client tells.
    rule: str = ""
    #: The id of a delegation in which they sit, ``ONESELF``, or nothing: as they last spoke.
    speaking_for: int | None = None
    kind: str = Message.Kind.PAROLE.value
    #: The place of the message that it answers.
    reply_to: int | None = None
    #: To whom it is said, besides all who read it: targets as ``Mention.of`` takes them.
    to: tuple[str, ...] = ()
    #: What is joined to it: taken in already, over HTTP alone.
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Post:
    channel: int
    said: Said


@dataclass(frozen=True)
class Edit:
    channel: int
    seq: int
    body: str


@dataclass(frozen=True)
class Withdraw:
    channel: int
    seq: int


@dataclass(frozen=True)
class React:
    channel: int
    seq: int
    sign: str
    on: bool


@dataclass(frozen=True)
class Pin:
    channel: int
    seq: int
    on: bool


@dataclass(frozen=True)
class Answer:
    channel: int
    seq: int
    #: The message that answers; nothing when none does.
    by: int | None


@dataclass(frozen=True)
class Read:
    """Somebody has read up to a place, or wants to come back to it."""

    channel: int
    seq: int
    unread: bool = False


@dataclass(frozen=True)
class Ping:
    pass


#: What is done to a message that was said.
Act = Edit | Withdraw | React | Pin | Answer
Frame = Hello | Subscribe | Post | Act | Read | Ping


def parse(text: str | None) -> Frame:
    """Read one frame. Raises ``Refused`` for whatever is not one."""
    limit = settings.DISCUSSIONS["FRAME_MAX_BYTES"]
    if text is not None and len(text.encode("utf-8", "replace")) > limit:
        sentence = _("Ce message est trop long : raccourcissez-le, ou coupez-le en deux.")
        raise Refused("too_big", sentence, 413, limit=limit)
    try:
        data = json.loads(text or "")
    except (ValueError, RecursionError) as error:
        raise bad_frame() from error
    if not isinstance(data, dict):
        raise bad_frame()
    kind = data.get("type")
    if kind == "hello":
        return Hello(whole_number(data, "version"))
    if kind == "subscribe":
        return subscription(whole_number(data, "channel"), data)
    if kind == "post":
        return Post(whole_number(data, "channel"), said(data))
    if kind in ACTS:
        return act(kind, whole_number(data, "channel"), whole_number(data, "seq"), data)
    if kind == "read":
        return reading(whole_number(data, "channel"), data)
    if kind == "ping":
        return Ping()
    raise Refused("unknown_type", _("Le serveur ne connaît pas ce type d'envoi."), 400)


def subscription(channel: int, data: dict[str, Any]) -> Subscribe:
    if data.get("here") not in (None, True, False):
        raise bad_frame(field="here")
    return Subscribe(channel, whole_number(data, "after"), bool(data.get("here")))


def said(data: dict[str, Any]) -> Said:
    """What is to be said, from a frame or from a form, whose fields are all texts."""
    rule, kind = data.get("rule") or "", data.get("kind") or Message.Kind.PAROLE.value
    if rule not in ("", *QuotationRule.values):
        raise bad_frame(field="rule")
    if kind not in SAID:
        raise bad_frame(field="kind")
    body, voice, replied = text(data, "body"), number(data, "for"), number(data, "re")
    to = targets(data)
    try:
        return Said(uuid.UUID(data.get("nonce")), body, rule, voice, kind, replied, to)
    except (ValueError, TypeError, AttributeError) as error:
        raise bad_frame(field="nonce") from error


#: What may be done to a message, by the name of its frame and of its form's address.
ACTS = ("edit", "withdraw", "react", "pin", "answer")


def act(kind: str, channel: int, seq: int, data: dict[str, Any]) -> Act:
    """One of ``ACTS``, from a frame or from a form."""
    if kind == "edit":
        return Edit(channel, seq, text(data, "body"))
    if kind == "withdraw":
        return Withdraw(channel, seq)
    if kind == "answer":
        return Answer(channel, seq, number(data, "by"))
    on = number(data, "on") if isinstance(data.get("on"), str) else data.get("on")
    if on not in (True, False):
        raise bad_frame(field="on")
    if kind == "pin":
        return Pin(channel, seq, bool(on))
    if data.get("sign") not in Reaction.Sign.values:
        raise bad_frame(field="sign")
    return React(channel, seq, data["sign"], bool(on))


def reading(channel: int, data: dict[str, Any]) -> Read:
    """How far somebody has read, from a frame or from a form."""
    seq = number(data, "seq")
    if seq is None:
        raise bad_frame(field="seq")
    if data.get("unread") not in (None, True, False, "", "1"):
        raise bad_frame(field="unread")
    return Read(channel, seq, bool(data.get("unread")))


def text(data: dict[str, Any], field: str) -> str:
    value = data.get(field)
    if not isinstance(value, str):
        raise bad_frame(field=field)
    return value


def targets(data: dict[str, Any]) -> tuple[str, ...]:
    """To whom something is said, each once; nobody in particular when it is left out."""
    chosen = data.get("to") or []
    if not isinstance(chosen, list) or not all(isinstance(target, str) for target in chosen):
        raise bad_frame(field="to")
    if not all(target == EVERYBODY or TARGET.fullmatch(target) for target in chosen):
        raise bad_frame(field="to")
    return tuple(dict.fromkeys(chosen))


def number(data: dict[str, Any], field: str) -> int | None:
    """A whole number that may be left out; of a form, where it is a text."""
    value = data.get(field)
    if isinstance(value, str):
        value = int(value) if value.isdecimal() and len(value) < 20 else (value or None)
    return None if value is None else whole_number({field: value}, field)


def about(frame: Frame) -> dict[str, Any]:
    """What an answer repeats of a frame, so that its sender knows which one it answers."""
    if isinstance(frame, Post):
        return {"channel": frame.channel, "nonce": str(frame.said.nonce)}
    if isinstance(frame, Act | Read):
        return {"channel": frame.channel, "seq": frame.seq}
    return {"channel": frame.channel} if isinstance(frame, Subscribe) else {}


def ack(frame: Post, seq: int, revision: int, created: bool) -> dict[str, Any]:
    answer = {"type": "ack", **about(frame), "seq": seq, "revision": revision}
    return answer | {"created": created}


def done(frame: Act, revision: int) -> dict[str, Any]:
    return {"type": "done", **about(frame), "revision": revision}


def bookmark(frame: Read, seq: int) -> dict[str, Any]:
    return {"type": "bookmark", "channel": frame.channel, "seq": seq}


def whole_number(data: dict[str, Any], field: str) -> int:
    value = data.get(field)
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise bad_frame(field=field)
    return value


def bad_frame(**details: Any) -> Refused:
    sentence = _("Le serveur n'a pas compris cet envoi.")
    return Refused("bad_frame", sentence, 400, **details)
