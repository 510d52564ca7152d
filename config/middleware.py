"""What holds for every answer of the site, whatever room gives it."""

import logging
from collections.abc import Callable
from urllib.parse import unquote

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin

from . import errors

logger = logging.getLogger(__name__)

#: What is said to browsers of a page that anybody may read.
ASK_AGAIN = "private, no-cache"
KEEP_NOTHING = "private, no-store"


class CachePolicyMiddleware(MiddlewareMixin):
    """No cache between the house and a visitor may ever hand one's page to another.

    Pictures are public for everybody; whatever else says nothing of itself is its visitor's alone.
    Browsers keep a public page and ask whether it is still the same; of a signed-in visitor's
    page, nothing stays on a shared computer.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith("image/"):
            return response
        patch_vary_headers(response, ["Cookie", "Accept-Language", "Save-Data"])
        if not response.has_header("Cache-Control"):
            known = settings.SESSION_COOKIE_NAME in {*request.COOKIES, *response.cookies}
            response["Cache-Control"] = KEEP_NOTHING if known else ASK_AGAIN
        return response


class CompressionMiddleware(GZipMiddleware):
    """Compress what is rendered, not files: those are compressed already or asked for in parts.

    Django's adds a random length to each answer, so that the size of a page that holds a secret
    does not betray it (BREACH); Brotli has no such remedy, and is left to pages kept for all.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming:
            return response
        answer: HttpResponseBase = super().process_response(request, response)
        return answer


class ContentPolicyMiddleware(CSPMiddleware):
    """Strict on the public site; Wagtail's admin gets the looser policy that it needs."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if request.path.startswith("/gestion/"):
            response._csp_config = settings.ADMIN_CONTENT_POLICY  # type: ignore[attr-defined]
        answer: HttpResponseBase = super().process_response(request, response)
        return answer


class StyleFirstMiddleware(MiddlewareMixin):
    """The head of a page's answer names its style sheet, for which the first paint waits.

    A browser asks for it while the page itself is still coming.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_page = response.get("Content-Type", "").startswith("text/html")
        is_moved = 300 <= response.status_code < 400
        if is_page and not is_moved and not request.path.startswith("/gestion/"):
            response["Link"] = f"<{static('css/site.css')}>; rel=preload; as=style"
        return response


class ReadableAddressMiddleware:
    """An address that holds the null character is nobody's: PostgreSQL refuses to be asked for it.

    What is sent in a form is refused by the form's own fields.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "\0" in unquote(request.META.get("QUERY_STRING", "")):
            return errors.bad_request(request, BadRequest("a null character in the address"))
        return self.get_response(request)


class DatabaseAwayMiddleware(MiddlewareMixin):
    """A database that is down, or a full disk, is no fault of the visitor's: come back later."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, errors.DATABASE_AWAY):
            return None
        logger.error("the database does not answer: %s", request.path, exc_info=exception)
        return errors.unavailable(request)
