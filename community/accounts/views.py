"""One's own account, and the way into the admin."""

from typing import Never

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from . import actions, personal_data
from .browsers import in_words
from .permissions import may_enter_admin
from .proving import SignedInRequest
from .querysets import open_sessions
from .second_factor import GOING_TO, has_second_factor
from .signing_out import clearing

#: The latest that the page lists; the button closes the older ones too.
MOST_SESSIONS = 30


@require_safe
@never_cache
@login_required
def home(request: SignedInRequest) -> HttpResponse:
    context = {
        "second_factor": has_second_factor(request.user),
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
def go_on(request: HttpRequest) -> HttpResponse:
    """Back to where one was going before setting up a second factor."""
    return redirect(request.session.pop(GOING_TO, "/"))


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
def presence(request: SignedInRequest) -> HttpResponse:
    """Be shown where one is, or not: one button, on one's account."""
    shown = request.POST.get("shown") == "1"
    actions.show_presence(user=request.user, shown=shown)
    said = (
        _("Votre présence se voit de nouveau dans vos discussions.")
        if shown
        else _("D'ici une minute, personne ne verra plus que vous êtes là.")
    )
    messages.success(request, said)
    return redirect("accounts:home")


@require_POST
@clearing
@login_required
def sign_out_everywhere(request: SignedInRequest) -> HttpResponse:
    actions.end_sessions(user=request.user)
    logout(request)
    messages.success(request, _("Vous êtes déconnecté·e de tous vos appareils."))
    return redirect("account_request_login_code")


@require_safe
@never_cache
@login_required
def sessions(request: SignedInRequest) -> HttpResponse:
    """Where one is signed in."""
    here = request.session.session_key
    mine = open_sessions(request.user)
    if not mine.filter(session_key=here).exists():
        UserSession.objects.create_from_request(request)  # it was opened before rows were kept
    rows = [
        {"row": row, "browser": in_words(row.user_agent), "is_here": row.session_key == here}
        for row in mine[:MOST_SESSIONS]
    ]
    return render(request, "usersessions/usersession_list.html", {"sessions": rows})


@require_POST
@clearing
@login_required
def end_session(request: SignedInRequest, session_id: int) -> HttpResponse:
    session = get_object_or_404(open_sessions(request.user), pk=session_id)
    is_here = session.session_key == request.session.session_key
    actions.end_session(acting_user=request.user, session=session)
    if is_here:
        logout(request)
        messages.success(request, _("Vous êtes déconnecté·e."))
        return redirect("account_request_login_code")
    messages.success(request, _("Cette connexion est fermée."))
    return redirect("accounts:sessions")


@require_POST
@login_required
def end_other_sessions(request: SignedInRequest) -> HttpResponse:
    here = request.session.session_key or ""
    actions.end_other_sessions(acting_user=request.user, session_key=here)
    messages.success(request, _("Vos autres connexions sont fermées."))
    return redirect("accounts:sessions")


def no_such_page(request: HttpRequest) -> Never:
    raise Http404
