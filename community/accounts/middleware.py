"""Nobody who runs or animates comes in with a code by mail alone."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin

from .second_factor import GOING_TO, has_second_factor, lacks_second_factor


class SecondFactorMiddleware(MiddlewareMixin):
    """Lead to the second factor, from wherever in the house, whoever must show one.

    Until then one is nobody: a page leads there, and a script's request is answered as a
    visitor's. Wagtail's own sign-in page leads to ours: the house has one door.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if request.path == reverse("wagtailadmin_login"):
            return redirect("accounts:enter_admin")
        if request.path.startswith(settings.OPEN_WITHOUT_SECOND_FACTOR):
            return None
        if not lacks_second_factor(request.user, request.session):
            return None
        if not asks_for_page(request):
            request.user = AnonymousUser()
            return None
        if has_second_factor(request.user):
            return redirect_to_login(request.get_full_path(), reverse("mfa_reauthenticate"))
        request.session[GOING_TO] = request.get_full_path()
        return redirect("mfa_index")


def asks_for_page(request: HttpRequest) -> bool:
    """Whether a browser opens this address, rather than a script of a page that is open."""
    return "text/html" in request.headers.get("Accept", "text/html")
