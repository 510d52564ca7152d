"""What is answered when a page cannot be: in French, for people and for programs.

Each answer says what happened, what to do, and offers ways on; none is kept by anybody on the way.
What a program asked for is answered with a frame such as the discussions give.
"""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from community.activity.maintenance import Closure
from community.programmes.addresses import is_withdrawn, nearest_page

#: What is raised when the database does not answer, or its disk is full.
DATABASE_AWAY = (OperationalError, InterfaceError)
#: How long to wait for a database that is away, and for works whose end nobody knows.
DATABASE_SECONDS = 10
WORKS_SECONDS = 10 * 60
#: The longest of the windows in which sign-in counts its attempts.
TOO_MANY_SECONDS = 5 * 60
#: A reference is read aloud without mistakes: no vowel, nothing that looks like something else.
REFERENCE_LETTERS = "BCDFGHJKMNPQRTVWXZ23456789"

#: The lists that are no pages of the tree, the deepest of a branch first.
LISTS = (
    ("/alliance/organisations/", gettext_lazy("Organisations")),
    ("/alliance/territoires/", gettext_lazy("Territoires")),
    ("/alliance/personnes/", gettext_lazy("Personnes")),
    ("/alliance/", gettext_lazy("L'alliance")),
    ("/enseignements/", gettext_lazy("Enseignements")),
    ("/lexique/", gettext_lazy("Lexique")),
    ("/methodes/", gettext_lazy("Méthodes")),
    ("/presse/", gettext_lazy("Presse")),
)


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
    if wants_json(request):
        return _frame(status, code, sentence)
    # Without the request: what is wrong may be its very host.
    return _page("400.html", status, sentence=sentence)


@never_cache
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not sent from a page of ours, or from one that is too old.

    No form of ours leads to a page of the tree, whether or not it is there: it is read only.
    """
    match = request.resolver_match
    if match and match.url_name == "wagtail_serve":
        return not_allowed(request)
    sentence = _("Cette page était ouverte depuis trop longtemps : rechargez-la, puis recommencez.")
    if wants_json(request):
        return _frame(HTTPStatus.FORBIDDEN, "csrf", sentence)
    return _page("403_csrf.html", HTTPStatus.FORBIDDEN, sentence=sentence)


def not_allowed(request: HttpRequest) -> HttpResponse:
    """Something was sent to a page that receives nothing."""
    status = HTTPStatus.METHOD_NOT_ALLOWED
    sentence = _("Cette page se lit, et ne reçoit rien : ouvrez-la depuis l'accueil.")
    if wants_json(request):
        response: HttpResponse = _frame(status, "not_allowed", sentence)
    else:
        response = _page("400.html", status, sentence=sentence)
    response["Allow"] = "GET, HEAD"
    return response


def gives_back(handler: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Django asks these in a thread of another's, where nobody would close the connection."""

    @wraps(handler)
    def answer(*args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return handler(*args, **kwargs)
        finally:
            if not connection.in_atomic_block:  # whoever opened a transaction closes after it
                close_old_connections()

    return answer


@never_cache
@gives_back
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What somebody may not do; where they may know that it exists, and that alone."""
    status = HTTPStatus.FORBIDDEN
    if wants_json(request):
        return _frame(status, "forbidden", _("Votre compte ne permet pas de faire cela."))
    # A view gives its reason in a sentence for people, or none.
    reasons = exception.args[:1]
    context = {"reason": reasons[0] if reasons else "", "section": _section(request)}
    return render(request, "403.html", context, status=status)


@never_cache
@gives_back
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is not there, or not for this visitor: one answer; or what everybody saw, withdrawn."""
    gone = is_withdrawn(request.path)
    status = HTTPStatus.GONE if gone else HTTPStatus.NOT_FOUND
    if wants_json(request):
        if gone:
            return _frame(status, "gone", _("Cette page a été retirée."))
        return _frame(status, "not_found", _("Il n'y a rien ici, ou rien qui vous soit ouvert."))
    template = "410.html" if gone else "404.html"
    return render(request, template, {"section": _section(request)}, status=status)


@never_cache
def too_many(request: HttpRequest) -> HttpResponse:
    """The same thing asked for too often, such as a code to sign in."""
    status, seconds = HTTPStatus.TOO_MANY_REQUESTS, TOO_MANY_SECONDS
    if wants_json(request):
        response = _frame(status, "too_many", _("Trop de demandes."), retry_after=seconds)
    else:
        response = render(request, "429.html", {"delay": in_words(seconds)}, status=status)
    response["Retry-After"] = str(seconds)
    return response


@never_cache
def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours. Its reference is in the log too, on the line that has the traceback."""
    if isinstance(sys.exc_info()[1], DATABASE_AWAY):
        return unavailable(request)  # the database went away outside of any view
    reference = "-".join(
        "".join(secrets.choice(REFERENCE_LETTERS) for _place in range(4)) for _part in range(2)
    )
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    if wants_json(request):
        sentence = _("Quelque chose s'est cassé chez nous. Réessayez dans un instant.")
        response = _frame(status, "fault", sentence, reference=reference)
    else:
        response = _page("500.html", status, reference=reference)
    # Django logs the reason phrase of the answer, the address and the traceback together.
    response.reason_phrase = f"Incident {reference}"
    return response


@never_cache
def unavailable(request: HttpRequest) -> HttpResponse:
    """The database is away, or the disk is full: come back in a moment."""
    status, seconds = HTTPStatus.SERVICE_UNAVAILABLE, DATABASE_SECONDS
    if wants_json(request):
        sentence = _("Le serveur ne peut pas répondre à l'instant. Réessayez.")
        response = _frame(status, "unavailable", sentence, retry_after=seconds)
    else:
        response = _page("503.html", status, delay=in_words(seconds))
    response["Retry-After"] = str(seconds)
    return response


@never_cache
def closed(request: HttpRequest, closure: Closure) -> HttpResponse:
    """The house is closed for works."""
    status, left = HTTPStatus.SERVICE_UNAVAILABLE, closure.seconds_left()
    seconds = left or WORKS_SECONDS
    if wants_json(request):
        sentence = _("La Fabrique est fermée un moment pour des travaux.")
        response = _frame(status, "maintenance", sentence, retry_after=seconds)
    else:
        until = localtime(closure.until) if closure.until and left else None
        response = _page(
            "maintenance.html",
            status,
            until=until,
            today=until and until.date() == localdate(),
            delay=in_words(seconds),
            reason=closure.reason,
        )
    response["Retry-After"] = str(seconds)
    return response


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: it sends JSON, or would rather have it than a page."""
    kinds = ["text/html", "application/json"]
    sent, wanted = request.content_type, request.get_preferred_type(kinds)
    return "application/json" in (sent, wanted)


def in_words(seconds: int) -> str:
    """How long to wait, as people say it, never shorter than it is: ``5 minutes``."""
    if seconds < 60:
        return _("quelques secondes")
    minutes = -(-seconds // 60)
    if minutes < 60:
        return ngettext("une minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = -(-minutes // 60)
    return ngettext("une heure", "%(count)d heures", hours) % {"count": hours}


def _section(request: HttpRequest) -> dict[str, Any] | None:
    """The nearest place above the address that this visitor may see."""
    user = getattr(request, "user", None) or AnonymousUser()
    if page := nearest_page(user, request.path):
        return {"title": page.title, "url": page.get_url(request)}
    for address, title in LISTS:
        if request.path.startswith(address) and request.path != address:
            return {"title": title, "url": address}
    return None


def _frame(status: HTTPStatus, code: str, sentence: str, **details: Any) -> HttpResponse:
    frame = {"type": "error", "code": code, "sentence": sentence, **details}
    return JsonResponse(frame, status=status)


def _page(template: str, status: HTTPStatus, **context: Any) -> HttpResponse:
    """A page made without the request: no session, no user, no database."""
    return HttpResponse(render_to_string(template, context), status=status)
