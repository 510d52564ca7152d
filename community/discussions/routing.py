"""The one socket address, for our own pages only."""

from __future__ import annotations

from fnmatch import fnmatchcase
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.base import SessionBase
from django.http import parse_cookie

from .consumers import Receive, Send, discussion_socket
from .threads import read

PATH = "/ws/"

Scope = dict[str, Any]


async def socket_application(scope: Scope, receive: Receive, send: Send) -> None:
    """Let in, at our address, the pages of the origins that the settings name in full.

    Others get HTTP 403 before anything about them is read.
    """
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin-1").lower()
    ours = any(fnmatchcase(origin, allowed) for allowed in settings.WEBSOCKET_ORIGINS)
    if not ours or scope["path"] != PATH:
        await receive()
        await send({"type": "websocket.close"})
        return
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    session = import_module(settings.SESSION_ENGINE).SessionStore(
        cookies.get(settings.SESSION_COOKIE_NAME)
    )
    await discussion_socket(await read(account_of, session), session, receive, send)


def account_of(session: SessionBase) -> Any:
    """Whose session this is: asked of Django as it does for a page."""
    request: Any = SimpleNamespace(session=session)
    return auth.get_user(request)
