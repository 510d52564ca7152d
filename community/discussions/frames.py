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

VERSION = 1
#: The largest number that a row may have.
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Hello:
    version: int


@dataclass(frozen=True)
class Subscribe:
    channel: int
    after: int


@dataclass(frozen=True)
class Post:
    channel: int
    nonce: uuid.UUID
    body: str
    rule: str
    #: The delegation in whose name, 0 for oneself; nothing when the client does not say.
    speaking_for: int | None


@dataclass(frozen=True)
class Ping:
    pass


Frame = Hello | Subscribe | Post | Ping


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
        return Subscribe(whole_number(data, "channel"), whole_number(data, "after"))
    if kind == "post":
        return Post(whole_number(data, "channel"), *message_fields(data))
    if kind == "ping":
        return Ping()
    raise Refused("unknown_type", _("Le serveur ne connaît pas ce type d'envoi."), 400)


def message_fields(data: dict[str, Any]) -> tuple[uuid.UUID, str, str, int | None]:
    """The nonce, the text, the rule that the writer saw and whom they speak for.

    Of a frame or of a form, whose fields are all texts.
    """
    body, rule, voice = data.get("body"), data.get("rule") or "", data.get("for")
    if not isinstance(body, str):
        raise bad_frame(field="body")
    if rule not in ("", *QuotationRule.values):
        raise bad_frame(field="rule")
    if isinstance(voice, str):
        voice = int(voice) if voice.isdecimal() and len(voice) < 20 else (voice or None)
    if voice is not None:
        voice = whole_number({"for": voice}, "for")
    try:
        return uuid.UUID(data.get("nonce")), body, rule, voice
    except (ValueError, TypeError, AttributeError) as error:
        raise bad_frame(field="nonce") from error


def whole_number(data: dict[str, Any], field: str) -> int:
    value = data.get(field)
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise bad_frame(field=field)
    return value


def bad_frame(**details: Any) -> Refused:
    sentence = _("Le serveur n'a pas compris cet envoi.")
    return Refused("bad_frame", sentence, 400, **details)
