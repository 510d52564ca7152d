"""The files of a discussion, handed out to who reads it, each time anew."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

from django.contrib.auth.decorators import login_required
from django.core.files import File
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .attaching import readable_file
from .errors import not_found

#: How much is read at a time.
PIECE = 256 * 1024
ONE_RANGE = re.compile(r"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*")


@cache_control(private=True, no_store=True)
@login_required
@require_safe
def file(request: HttpRequest, channel_id: int, pk: int) -> HttpResponseBase:
    """One file, whole or a part of it; never shown in the page, kept by nobody on the way."""
    found = readable_file(request.user, channel_id, pk)
    if found is None:
        raise Http404(not_found().sentence)
    etag = quote_etag(found.sha256)
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        try:
            content = found.file.open("rb")
        except FileNotFoundError as lost:
            raise Http404(not_found().sentence) from lost
        answer = part_of(request, content, found.size, etag)
        answer["Content-Type"] = found.told.content_type
        answer["Content-Disposition"] = content_disposition_header(True, found.name) or ""
        answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = etag
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def part_of(request: HttpRequest, content: File[bytes], size: int, etag: str) -> HttpResponseBase:
    """What was asked of a file: all of it, a range, or how long it is."""
    if request.method == "HEAD":
        content.close()
        return HttpResponse(headers={"Content-Length": str(size)})
    if request.headers.get("If-Range", etag) != etag:
        asked = None
    else:
        asked = range_in(request.headers.get("Range", ""), size)
    if asked is not None and not asked:
        content.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = range(size) if asked is None else asked
    content.seek(part.start)
    answer = StreamingHttpResponse(Pieces(content, len(part)))
    answer["Content-Length"] = str(len(part))
    if asked is not None:
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return answer


def range_in(header: str, size: int) -> range | None:
    """The one range that is asked for: empty if the file has no such part, none if there is none.

    Several at once may be answered by the whole (RFC 9110, 14.2).
    """
    found = ONE_RANGE.fullmatch(header)
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    if not first:
        return range(max(size - int(last), 0), size)
    if last and int(last) < int(first):
        return None
    stop = min(int(last) + 1, size) if last else size
    return range(int(first), max(stop, int(first))) if int(first) < size else range(0)


class Pieces:
    """A file read piece by piece in a thread: the loop that serves everybody waits for no disk."""

    def __init__(self, content: File[bytes], length: int) -> None:
        self.content, self.length = content, length

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self.length
        while left > 0:
            piece: bytes = await asyncio.to_thread(self.content.read, min(PIECE, left))
            if not piece:
                return
            left -= len(piece)
            yield piece

    def close(self) -> None:
        """Also called when nobody reads to the end."""
        self.content.close()
