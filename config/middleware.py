"""What holds for every answer of the site, whatever room gives it."""

import logging
from http import HTTPStatus

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.deprecation import MiddlewareMixin

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 10


class ContentPolicyMiddleware(CSPMiddleware):
    """Strict on the public site; Wagtail's admin gets the looser policy that it needs."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if request.path.startswith("/gestion/"):
            response._csp_config = settings.ADMIN_CONTENT_POLICY  # type: ignore[attr-defined]
        answer: HttpResponseBase = super().process_response(request, response)
        return answer


class DatabaseAwayMiddleware(MiddlewareMixin):
    """A database that is down, or a full disk, is no fault of the visitor's: come back later."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        logger.error("the database does not answer: %s", request.path, exc_info=exception)
        return HttpResponse(
            render_to_string("503.html"),  # without the request, and so without the database
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
        )
