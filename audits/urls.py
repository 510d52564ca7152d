"""The house's addresses, and one for each refusal that only a fault or a crowd brings about."""

import datetime as dt
from collections.abc import Callable
from typing import Never

from allauth.core.ratelimit import respond_429
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponseBase
from django.urls import path
from django.utils import timezone

from community.activity.maintenance import Closure
from config.errors import closed
from config.urls import *  # noqa: F403 – the handlers of refusals with it
from config.urls import urlpatterns as house


def refusing(exception: Exception) -> Callable[[HttpRequest], Never]:
    """A view in which this goes wrong."""

    def view(_request: HttpRequest) -> Never:
        raise exception

    return view


def too_many(request: HttpRequest) -> HttpResponseBase:
    answer: HttpResponseBase = respond_429(request)
    return answer


def works(request: HttpRequest) -> HttpResponseBase:
    """What is answered everywhere while the house is closed."""
    until = timezone.now() + dt.timedelta(hours=1)
    return closed(request, Closure(until=until, reason="On change une pièce."))


urlpatterns = [
    path("refus/400/", refusing(SuspiciousOperation())),
    path("refus/403/", refusing(PermissionDenied())),
    path("refus/429/", too_many),
    path("refus/500/", refusing(RuntimeError("asked for"))),
    path("refus/503/", refusing(OperationalError("asked for"))),
    path("refus/travaux/", works),
    *house,
]
