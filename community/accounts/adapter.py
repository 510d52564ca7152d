"""The house's rules on top of allauth's."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from .permissions import may_sign_in


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("Ce code n'est pas le bon. Vérifiez-le dans le courriel."),
        "too_many_login_attempts": _(
            "Trop d'essais en peu de temps. Attendez quelques minutes, puis recommencez."
        ),
        "rate_limited": _("Trop de demandes en peu de temps. Attendez un peu."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: accounts are made by invitation."""
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """An account closed since its code was sent does not get in, nor does its try go on."""
        if not may_sign_in(user):
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Ce code n'est pas le bon, ou il a déjà servi. Attendez le suivant."),
    }

    def build_totp_svg(self, url: str) -> str:
        """On a white ground, so that it can be photographed on a dark page too."""
        ground = '<rect width="100%" height="100%" fill="#fff"/>'
        drawing: str = super().build_totp_svg(url)
        return drawing.replace("<path", f"{ground}<path", 1)
