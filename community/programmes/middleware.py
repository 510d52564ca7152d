"""Old addresses lead to the new ones, for those who may read what stands there."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.http.response import (
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect

from .permissions import may_see_page


class PageRedirectMiddleware(RedirectMiddleware):
    """A page that moved is found at its old address; a hidden one is told nowhere."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.status_code not in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            return response
        path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
        redirect = get_redirect(request, path) or get_redirect(request, urlsplit(path).path)
        page = redirect and redirect.redirect_page
        if not redirect or (page and not may_see_page(request.user, page)) or not redirect.link:
            return response
        kind = HttpResponsePermanentRedirect if redirect.is_permanent else HttpResponseRedirect
        return kind(redirect.link)
