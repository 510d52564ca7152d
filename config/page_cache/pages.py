"""A page as it is kept: compressed once, told apart by its ETag."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import brotli
from django.utils.http import parse_etags

from ..middleware import ASK_AGAIN
from .requests import KNOWN_VARIATIONS, Scope

Headers = list[tuple[bytes, bytes]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

#: Twice as quick as the default and one hundredth larger: most pages live for a minute at most.
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
#: Made anew for each visitor.
REMADE = frozenset({b"content-length", b"content-encoding", b"vary", b"etag"})
#: What a browser is told of a page that it has already.
TOLD_AGAIN = frozenset({b"cache-control", b"vary", b"etag"})
REFUSED = re.compile(r";\s*q=0(\.0*)?\s*$")


def values(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """The values of a header, as one."""
    return ", ".join(value.decode("latin-1") for key, value in headers if key.lower() == name)


def may_be_kept(start: Mapping[str, Any]) -> bool:
    """Whether what begins like this is a page for everybody.

    Only what its view left to the house's rule: a view that says anything of caches has a reason.
    """
    headers = start["headers"]
    variations = {name.strip().lower() for name in values(headers, b"vary").split(",")}
    return (
        start["status"] == HTTPStatus.OK
        and values(headers, b"content-type").startswith("text/html")
        and values(headers, b"cache-control") == ASK_AGAIN
        and variations <= KNOWN_VARIATIONS
        and values(headers, b"content-encoding") in {"", "gzip"}
        # A stream has no length; it may never end.
        and bool(values(headers, b"content-length"))
        and not values(headers, b"set-cookie")
        # A nonce that serves twice protects nobody.
        and "'nonce-" not in values(headers, b"content-security-policy")
    )


@dataclass(frozen=True)
class KeptPage:
    """One page, ready for whoever asks for it."""

    headers: Headers
    bodies: Mapping[str, bytes]
    digest: str

    @classmethod
    def of(cls, headers: Headers, body: bytes) -> KeptPage:
        """Take what Django answered; its compression, which hides lengths, is not needed here."""
        if values(headers, b"content-encoding"):
            body = gzip.decompress(body)
        variations = {name.strip() for name in values(headers, b"vary").split(",")}
        vary = ", ".join(sorted(variations | {"Accept-Encoding"}))
        kept = [(name, value) for name, value in headers if name.lower() not in REMADE]
        return cls(
            headers=[*kept, (b"vary", vary.encode("latin-1"))],
            bodies={
                "br": brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY),
                "gzip": gzip.compress(body, GZIP_LEVEL, mtime=0),
            },
            digest=hashlib.sha256(body).hexdigest()[:32],
        )

    @property
    def size(self) -> int:
        """How many bytes of memory it takes, about."""
        return sum(map(len, self.bodies.values())) + sum(len(n) + len(v) for n, v in self.headers)

    async def answer(self, scope: Scope, send: Send) -> None:
        """Hand it to one visitor: whole, without its body (HEAD), or told to be the same (304)."""
        encoding = encoding_for(values(scope["headers"], b"accept-encoding"))
        etag = f'"{self.digest}-{encoding}"'
        headers = [*self.headers, (b"etag", etag.encode())]
        if is_known(etag, values(scope["headers"], b"if-none-match")):
            status, body = HTTPStatus.NOT_MODIFIED, b""
            headers = [(name, value) for name, value in headers if name.lower() in TOLD_AGAIN]
        else:
            status, body = HTTPStatus.OK, self.body(encoding)
            headers.append((b"content-length", str(len(body)).encode()))
            if encoding != "identity":
                headers.append((b"content-encoding", encoding.encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send(
            {"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body}
        )

    def body(self, encoding: str) -> bytes:
        """The page's bytes; those few who take no compression have them unpacked each time."""
        if encoding == "identity":
            return gzip.decompress(self.bodies["gzip"])
        return self.bodies[encoding]


def encoding_for(accepted: str) -> str:
    """The best of our encodings for a browser that accepts these."""
    taken = {
        part.split(";")[0].strip().lower()
        for part in accepted.split(",")
        if not REFUSED.search(part)
    }
    return next((name for name in ("br", "gzip") if name in taken), "identity")


def is_known(etag: str, asked: str) -> bool:
    """Whether the browser has this very page (proxies weaken an ETag; it is the same page)."""
    known = parse_etags(asked)
    return known == ["*"] or etag in {each.removeprefix("W/") for each in known}
