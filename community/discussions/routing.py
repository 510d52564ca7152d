"""The one socket address, for our own pages only."""

from collections.abc import Awaitable, Callable
from fnmatch import fnmatchcase

from channels.auth import AuthMiddlewareStack
from django.conf import settings

from .consumers import Receive, Scope, Send, discussion_socket

PATH = "/ws/"

Application = Callable[[Scope, Receive, Send], Awaitable[None]]


def own_pages_only(application: Application) -> Application:
    """Let in, at our address, the pages of the origins that the settings name in full.

    Others get HTTP 403 before anything about them is read.
    """

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        origin = dict(scope["headers"]).get(b"origin", b"").decode("latin-1").lower()
        ours = any(fnmatchcase(origin, allowed) for allowed in settings.WEBSOCKET_ORIGINS)
        if ours and scope["path"] == PATH:
            await application(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close"})

    return guarded


socket_application = own_pages_only(AuthMiddlewareStack(discussion_socket))
