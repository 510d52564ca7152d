"""One's own account, and the way into the admin."""

from typing import Never

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from . import actions, personal_data
from .models import User
from .permissions import may_enter_admin, needs_second_factor
from .second_factor import has_second_factor


class SignedInRequest(HttpRequest):
    """What a view gets behind ``login_required``."""

    user: User


@require_safe
@never_cache
@login_required
def home(request: SignedInRequest) -> HttpResponse:
    context = {
        "second_factor": has_second_factor(request.user),
        "second_factor_needed": needs_second_factor(request.user),
        "may_enter_admin": may_enter_admin(request.user),
    }
    return render(request, "account/home.html", context)


@require_safe
@never_cache
def enter_admin(request: HttpRequest) -> HttpResponse:
    """Where the admin sends whoever may not open it: to sign in, or a plain refusal, never back."""
    admin = reverse("wagtailadmin_home")
    target = request.GET.get("next", "")
    if not (target.startswith(admin) and url_has_allowed_host_and_scheme(target, None)):
        target = admin
    if not request.user.is_authenticated:
        return redirect_to_login(target)
    if not may_enter_admin(request.user):
        return render(request, "account/admin_refused.html", status=403)
    return redirect(target)


@require_safe
@never_cache
@login_required
def my_data(request: SignedInRequest) -> HttpResponse:
    """What the house holds about the account that asks, as a file to keep."""
    response = JsonResponse(
        personal_data.export_all(request.user),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    response["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    return response


@require_POST
@login_required
def sign_out_everywhere(request: SignedInRequest) -> HttpResponse:
    actions.end_sessions(user=request.user)
    logout(request)
    messages.success(request, _("Vous êtes déconnecté·e de tous vos appareils."))
    return redirect("account_request_login_code")


def no_such_page(request: HttpRequest) -> Never:
    raise Http404
