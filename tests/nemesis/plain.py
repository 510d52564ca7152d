"""Plain requests of somebody who is signed in: one connection each, over the bad network."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any

from tests.nemesis.proxy import HOST

#: Beyond this one asks again.
SECONDS = 6.0


class NoAnswer(Exception):
    """The line broke, or what came was cut short."""


async def ask(
    port: int, method: str, path: str, cookie: str, said: dict[str, Any] | None = None
) -> tuple[int, dict[str, Any]]:
    """The status and the frame of an answer. Raises ``NoAnswer``."""
    try:
        async with asyncio.timeout(SECONDS):
            return await _ask(port, method, path, cookie, said)
    except (OSError, TimeoutError, ValueError, IndexError, KeyError) as error:
        raise NoAnswer(str(error)) from error


async def _ask(
    port: int, method: str, path: str, cookie: str, said: dict[str, Any] | None
) -> tuple[int, dict[str, Any]]:
    token = secrets.token_hex(16)
    body = b"" if said is None else json.dumps(said).encode()
    lines = [
        f"{method} {path} HTTP/1.1",
        f"Host: {HOST}",
        f"Cookie: {cookie}; csrftoken={token}",
        f"X-CSRFToken: {token}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        answer = await reader.read(-1)
    finally:
        writer.transport.abort()
    head, _blank, content = answer.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in rest}
    if len(content) != int(headers["content-length"]):
        raise ValueError("cut short")
    is_frame = headers.get("content-type", "").startswith("application/json")
    return int(first.split()[1]), json.loads(content) if is_frame else {}
