"""Refusals that come before any room is asked: in French, for people and for programs."""

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache


@never_cache
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be read, or is too big to be."""
    status = HTTPStatus.BAD_REQUEST
    sentence, code = _("Cette demande ne se lit pas."), "bad_request"
    if isinstance(exception, RequestDataTooBig):
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        sentence, code = (
            _("Cet envoi est trop gros : raccourcissez-le, puis recommencez."),
            "too_big",
        )
    return _refusal(request, "400.html", status, code, sentence)


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not sent from a page of ours, or from one that is too old."""
    sentence = _("Cette page était ouverte depuis trop longtemps : rechargez-la, puis recommencez.")
    return _refusal(request, "403_csrf.html", HTTPStatus.FORBIDDEN, "csrf", sentence)


def _refusal(
    request: HttpRequest, template: str, status: HTTPStatus, code: str, sentence: str
) -> HttpResponse:
    if request.content_type == "application/json":
        frame = {"type": "error", "code": code, "sentence": sentence}
        return JsonResponse(frame, status=status)
    # Without the request: what is wrong may be its very host.
    return HttpResponse(render_to_string(template, {"sentence": sentence}), status=status)
