"""The house's rules on top of allauth's."""

from typing import Any
from urllib.parse import urlsplit

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from qrcode.constants import ERROR_CORRECT_L
from qrcode.image.svg import SvgPathImage

from . import browsers
from .permissions import may_sign_in

#: Where the session keeps the address by which one signs out at the provider that one came in by.
WAY_OUT = "openid_way_out"


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("Ce code n'est pas le bon. Vérifiez-le dans le courriel."),
        "too_many_login_attempts": _(
            "Trop d'essais en peu de temps. Attendez quelques minutes, puis recommencez."
        ),
        "email_password_mismatch": _(
            "L'adresse ou le mot de passe n'est pas le bon. Un code reçu par courriel ouvre aussi."
        ),
        "rate_limited": _("Trop de demandes en peu de temps. Attendez un peu."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: accounts are made by invitation."""
        return False

    def pre_login(
        self, request: HttpRequest, user: Any, *, email: str | None, **kwargs: Any
    ) -> HttpResponse | None:
        """What changed since the code was sent counts: an account closed, an address given up."""
        if not may_sign_in(user):
            clear_login(request)
            return self.respond_user_inactive(request, user)
        if email and email.lower() != user.email.lower():
            # The code was right: allauth has noted that this address is theirs, and a proof.
            EmailAddress.objects.filter(user=user, email__iexact=email).delete()
            request.session.flush()
            messages.error(request, _("Ce code ne sert plus. Écrivez l'adresse de votre compte."))
            return redirect("account_request_login_code")
        return super().pre_login(request, user, email=email, **kwargs)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Tries are counted by address alone, by whatever name of the house they come."""
        return str(credentials.get("email", "")).lower()

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Whoever came in by a provider is shown the way out over there too."""
        if request.session.get(WAY_OUT):
            return reverse("openid:left")
        address: str = super().get_logout_redirect_url(request)
        return address

    def logout(self, request: HttpRequest) -> None:
        way_out = request.session.get(WAY_OUT)
        super().logout(request)
        if way_out:
            request.session[WAY_OUT] = way_out


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Ce code n'est pas le bon, ou il a déjà servi. Attendez le suivant."),
        "cannot_delete_authenticator": _("Ce moyen ne se retire pas."),
        "cannot_generate_recovery_codes": _(
            "Ajoutez d'abord une clé d'accès ou un second code : ces codes les secourent."
        ),
        "unverified_email": _("Confirmez d'abord votre adresse, en vous connectant par un code."),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the public address, by whatever name the house is reached."""
        address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
        return {"id": address.hostname or "", "name": settings.WAGTAIL_SITE_NAME}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """What the form proposes: the browser that one holds."""
        return browsers.in_words(context.request.META.get("HTTP_USER_AGENT", ""))

    def build_totp_svg(self, url: str) -> str:
        """On a white ground, so that it can be photographed on a dark page too.

        A screen has no stains to make good for: the least correction draws a third less.
        """
        code = qrcode.QRCode(error_correction=ERROR_CORRECT_L, image_factory=SvgPathImage)
        code.add_data(url)
        drawing: str = code.make_image().to_string(encoding="unicode")
        ground = '<rect width="100%" height="100%" fill="#fff"/>'
        return drawing.replace("<path", f"{ground}<path", 1)
