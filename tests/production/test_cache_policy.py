"""What every answer says to caches, and how it is compressed."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from config.middleware import (
    CachePolicyMiddleware,
    CompressionMiddleware,
    ContentPolicyMiddleware,
)
from config.page_cache.pages import may_be_kept

SESSION = {settings.SESSION_COOKIE_NAME: "x"}
LONG = "x" * 2000


def answer(
    view: Callable[[HttpRequest], Any], middleware: Any = CachePolicyMiddleware, **cookies: str
) -> Any:
    request = RequestFactory(headers={"accept-encoding": "gzip, br"}).get("/")
    request.COOKIES.update(cookies)
    return middleware(view)(request)


def kept(response: HttpResponse) -> bool:
    """Whether the page cache would keep this answer."""
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in response.items()]
    length = (b"content-length", str(len(response.content)).encode())
    return may_be_kept({"status": response.status_code, "headers": [*headers, length]})


def test_what_says_nothing_is_its_visitor_s_alone() -> None:
    """Kept by the browser and asked again each time; told apart by what makes a difference."""
    response = answer(lambda _request: HttpResponse("x"))
    assert response["Cache-Control"] == "private, no-cache"
    assert response["Vary"] == "Cookie, Accept-Language, Save-Data"
    assert kept(response)


def test_of_a_session_nothing_stays() -> None:
    """With a session that came along, valid or not, or that begins here; and nothing is kept."""

    def signing_in(_request: HttpRequest) -> HttpResponse:
        response = HttpResponse("x")
        response.set_cookie(settings.SESSION_COOKIE_NAME, "new")
        return response

    for response in (answer(signing_in), answer(lambda _request: HttpResponse("x"), **SESSION)):
        assert response["Cache-Control"] == "private, no-store"
        assert not kept(response)


@pytest.mark.parametrize("cookies", [{}, SESSION], ids=["visitor", "session"])
def test_a_view_that_says_something_is_left_alone(cookies: dict[str, str]) -> None:
    """Its own word stands; other cookies change nothing."""
    said = {"Cache-Control": "max-age=60"}
    response = answer(lambda _request: HttpResponse("x", headers=said), **cookies, theme="dark")
    assert response["Cache-Control"] == "max-age=60"
    assert not kept(response)


def test_pictures_are_the_same_for_everybody() -> None:
    """A picture of the content is public; a calendar or a file of any other kind is not."""
    picture = answer(lambda _request: HttpResponse(b"x", content_type="image/png"))
    assert "Cache-Control" not in picture.headers
    assert "Vary" not in picture.headers
    calendar = answer(lambda _request: HttpResponse("x", content_type="text/calendar"))
    assert calendar["Cache-Control"] == "private, no-cache"


def test_what_is_rendered_is_compressed_and_its_size_betrays_nothing() -> None:
    """A secret in a page cannot be guessed from its length: the same page has several."""
    answers = [
        answer(lambda _request: HttpResponse(LONG), CompressionMiddleware) for _time in range(30)
    ]
    for response in answers:
        assert response["Content-Encoding"] == "gzip"
        assert gzip.decompress(response.content).decode() == LONG
        assert "Accept-Encoding" in response["Vary"]
    assert len({len(response.content) for response in answers}) > 1


def test_a_stream_goes_out_as_it_is() -> None:
    """Files are compressed already, or asked for in parts."""
    response = answer(lambda _request: StreamingHttpResponse([LONG]), CompressionMiddleware)
    assert "Content-Encoding" not in response.headers
    assert b"".join(response.streaming_content) == LONG.encode()


def test_a_page_with_a_nonce_is_not_kept() -> None:
    """A nonce that serves twice protects nobody; a page without one is kept."""

    def policed(view: Callable[[HttpRequest], Any]) -> Any:
        return answer(ContentPolicyMiddleware(view))

    with_nonce = policed(lambda request: HttpResponse(request.csp_nonce))
    assert "'nonce-" in with_nonce["Content-Security-Policy"]
    assert not kept(with_nonce)
    assert kept(policed(lambda _request: HttpResponse("x")))
