"""« Mode léger »: pictures wait for a tap. The browser asks for it, or the reader does, here.

What the reader chose by hand is kept in a cookie, which this address alone sets: no page that one
reads sets any. So it holds without JavaScript, signed in or not, and on this device only – the
telephone on the bus and not the desk.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.programmes.pictures import COOKIE, WITH, WITHOUT, wants_light

YEAR_SECONDS = 365 * 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def light_mode(request: HttpRequest) -> HttpResponse:
    """Say whether pictures wait for a tap, and change it; then go back to where one was."""
    back = request.POST.get("page") or request.GET.get("page", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    if request.method != "POST":
        chosen = request.COOKIES.get(COOKIE) in (WITH, WITHOUT)
        context = {"light": wants_light(request), "chosen": chosen, "back": back}
        return render(request, "home/light_mode.html", context)
    response = HttpResponseRedirect(back)
    choice = request.POST.get("images", "")
    if choice in (WITH, WITHOUT):
        response.set_cookie(
            COOKIE,
            choice,
            max_age=YEAR_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
