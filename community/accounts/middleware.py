"""Nobody opens the admin with a code by mail alone."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from .permissions import needs_second_factor
from .second_factor import has_second_factor, passed_second_factor


class SecondFactorMiddleware(MiddlewareMixin):
    """Lead to the second factor whoever would open the admin without it.

    Wagtail's own sign-in page leads to ours: the house has one door.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return None
        if request.path == reverse("wagtailadmin_login"):
            return redirect("accounts:enter_admin")
        if request.path == reverse("wagtailadmin_logout") or not needs_second_factor(request.user):
            return None
        if not has_second_factor(request.user):
            messages.info(
                request,
                _("Avant d'entrer en gestion, protégez votre compte par un second code."),
            )
            return redirect("mfa_activate_totp")
        if not passed_second_factor(request):
            return redirect_to_login(request.get_full_path(), reverse("mfa_reauthenticate"))
        return None
