"""Which requests may be answered from the kept pages, and what tells one page from another."""

from __future__ import annotations

import io
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.handlers.asgi import ASGIRequest
from django.utils.translation import get_language_from_request

from community.programmes.pictures import wants_light

Scope = dict[str, Any]

#: What an answer may say that it varies with: no cookie that counts comes here, encodings are made
#: here, and the two others are in the key.
KNOWN_VARIATIONS = frozenset({"cookie", "accept-encoding", "accept-language", "save-data"})
#: A page is rendered whole, for all those whom its key stands for.
PERSONAL = frozenset({
    b"cookie", b"accept-language", b"save-data", b"if-match", b"if-none-match",
    b"if-modified-since", b"if-unmodified-since",
})  # fmt: skip


class Key(NamedTuple):
    """One page, as its address and its reader's browser ask for it."""

    scheme: str
    host: str
    path: str
    query: bytes
    language: str
    light: bool


def key_of(scope: Scope) -> Key | None:
    """What is asked for, or nothing when Django must answer this very visitor.

    The request is read by Django's own class, so that both understand it alike. Whether the host
    is ours is left to Django: it answers another one with 400, which is not kept.
    """
    if scope["method"] not in {"GET", "HEAD"}:
        return None
    try:
        request = ASGIRequest(scope, io.BytesIO())
    except UnicodeDecodeError:
        return None
    headers = request.headers
    if (
        request.path_info.startswith(settings.PAGE_CACHE["NEVER"])
        or "Authorization" in headers
        or "Range" in headers
        or cookies_read() & request.COOKIES.keys()
    ):
        return None
    return Key(
        scheme=request.scheme or "",
        host=headers.get("Host", ""),
        path=scope["path"],
        query=scope.get("query_string", b""),
        language=get_language_from_request(request),
        light=wants_light(request),
    )


def cookies_read() -> set[str]:
    """The cookies that Django looks at; others, such as a neighbour's statistics, do not count."""
    return {
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
        CookieStorage.cookie_name,
    }


def for_everybody(scope: Scope, key: Key) -> Scope:
    """The same request without what is this visitor's own."""
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in PERSONAL]
    headers.append((b"accept-language", key.language.encode()))
    if key.light:
        headers.append((b"save-data", b"on"))
    return scope | {"method": "GET", "headers": headers}
