"""How a page answers what somebody sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

#: What was sent is to be taken up again: the page says what, and keeps what was typed.
REFUSED = 422


def status_of(*forms: Any) -> int:
    """The status of a page that shows these forms: one that was sent and is shown was refused."""
    return REFUSED if any(form.is_bound for form in forms) else 200


def streamed(
    request: HttpRequest, pieces: Iterator[str], *, filename: str, content_type: str
) -> StreamingHttpResponse:
    """A file that is made while it leaves, and is nowhere whole.

    Under ASGI, Django would read a plain iterator to its end before the first byte leaves.
    """
    answer: Any = _one_by_one(pieces) if isinstance(request, ASGIRequest) else pieces
    response = StreamingHttpResponse(answer, content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


async def _one_by_one(pieces: Iterator[str]) -> AsyncIterator[str]:
    def following() -> str | None:
        return next(pieces, None)

    while (piece := await sync_to_async(following)()) is not None:
        yield piece
