"""Static files, answered from WhiteNoise's table ahead of Django.

As a middleware under ASGI WhiteNoise takes a thread a file and streams synchronously, which Django
warns about; asked here, the same table answers many times faster (docs/architecture.md).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

Scope = dict[str, Any]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Any, Send], Awaitable[Any]]

OUR_STYLES = re.compile(r"css/[^/]+\.css")
#: A space or a comment, which ends where it first can.
ASIDE = r"(?:\s|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)"
#: Words in quotes, which stay as they are; what needs no space about it; what needs none after it.
PIECES = re.compile(rf"""("[^"]*"|'[^']*')|{ASIDE}*([{{}};,]){ASIDE}*|(:){ASIDE}+|{ASIDE}+""")


def without_comments(sheet: str) -> str:
    """The same style sheet without what only those who write it read."""
    return PIECES.sub(lambda found: found[1] or found[2] or found[3] or " ", sheet).strip()


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Hashed and compressed; the modules that a script imports are named by their hash too.

    No page is painted before its style sheets have come: ours are sent without their comments.
    """

    support_js_module_import_aggregation = True

    def _save(self, name: str, content: File) -> str:
        if OUR_STYLES.fullmatch(name):
            sheet = b"".join(content.chunks()).decode()
            content = ContentFile(without_comments(sheet).encode())
        saved: str = super()._save(name, content)
        return saved


class StaticFiles:
    """An ASGI application that hands out static files and passes everything else on."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.table = WhiteNoiseMiddleware()

    async def __call__(self, scope: Scope, receive: Any, send: Send) -> None:
        static_file = await self.find(scope["path"])
        if static_file is None:
            await self.application(scope, receive, send)
            return
        status, headers, body = await asyncio.to_thread(answer, static_file, scope)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def find(self, path: str) -> Any:
        if not path.startswith(self.table.static_prefix):
            return None
        if self.table.autorefresh:
            return await asyncio.to_thread(self.table.find_file, path)
        return self.table.files.get(path)


def answer(static_file: Any, scope: Scope) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Status, headers and content; conditional and range requests are WhiteNoise's affair."""
    asked = {
        "HTTP_" + name.decode("latin-1").upper().replace("-", "_"): value.decode("latin-1")
        for name, value in scope["headers"]
    }
    response = static_file.get_response(scope["method"], asked)
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in response.headers
    ]
    if response.file is None:
        return int(response.status), headers, b""
    with response.file as file:
        return int(response.status), headers, file.read()
