"""As many requests as a server answers over a few connections, counted for a while."""

from __future__ import annotations

import asyncio
import time

CONNECTIONS = 8
LEAST_ANSWERS = 2 * CONNECTIONS


class Visitor(asyncio.Protocol):
    """Asks the same thing again as soon as it is answered."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.answers = 0
        self.received = bytearray()
        self.length: int | None = None
        self.refusal = ""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.received += data
        if self.length is None:
            head, end, _body = bytes(self.received).partition(b"\r\n\r\n")
            if not end:
                return
            if not head.startswith(b"HTTP/1.1 200"):
                self.refusal = head.split(b"\r\n")[0].decode()
                return
            name = b"\r\ncontent-length: "
            start = head.lower().index(name) + len(name)
            self.length = len(head) + len(end) + int(head[start:].split(b"\r\n")[0])
        if len(self.received) >= self.length:
            self.answers += 1
            self.received.clear()
            self.length = None
            assert self.transport is not None
            self.transport.write(self.request)


async def rate(port: int, path: str, headers: dict[str, str], seconds: float) -> float:
    """Requests answered a second, over so many seconds or a little more."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    loop = asyncio.get_running_loop()
    opened = [
        await loop.create_connection(lambda: Visitor(request), "127.0.0.1", port)
        for _connection in range(CONNECTIONS)
    ]
    visitors = [visitor for _transport, visitor in opened]
    start, counted, elapsed = time.perf_counter(), 0, 0.0
    # A busy machine may answer nothing for a while: count enough, however long it takes.
    while elapsed < seconds or counted < LEAST_ANSWERS:
        await asyncio.sleep(seconds / 10)
        if refusals := {visitor.refusal for visitor in visitors} - {""}:
            raise RuntimeError(f"{path}: {refusals}")
        counted = sum(visitor.answers for visitor in visitors)
        elapsed = time.perf_counter() - start
    for transport, _visitor in opened:
        transport.close()
    return counted / elapsed
