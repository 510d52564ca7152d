"""What opens an account changed: it is logged, and its holder told, in case it was not them."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community.activity.actions import queue_mail, record
from community.text.typography import typeset

from .models import User

#: What happened → what the log says of somebody, what the mail is called, what it says.
CHANGES = {
    "password.chosen": (
        gettext_lazy("a choisi un mot de passe"),
        gettext_lazy("Un mot de passe ouvre votre compte"),
        gettext_lazy("Un mot de passe vient d'être choisi pour votre compte."),
    ),
    "password.changed": (
        gettext_lazy("a changé son mot de passe"),
        gettext_lazy("Votre mot de passe a changé"),
        gettext_lazy("Le mot de passe de votre compte vient d'être changé."),
    ),
    "password.removed": (
        gettext_lazy("a retiré son mot de passe"),
        gettext_lazy("Votre mot de passe est retiré"),
        gettext_lazy("Le mot de passe de votre compte vient d'être retiré."),
    ),
    "passkey.added": (
        gettext_lazy("a ajouté une clé d'accès"),
        gettext_lazy("Une clé d'accès ouvre votre compte"),
        gettext_lazy("Une clé d'accès vient d'être ajoutée à votre compte."),
    ),
    "passkey.removed": (
        gettext_lazy("a retiré une clé d'accès"),
        gettext_lazy("Une clé d'accès est retirée"),
        gettext_lazy("Une clé d'accès vient d'être retirée de votre compte."),
    ),
    "second_code.added": (
        gettext_lazy("a mis en place un second code"),
        gettext_lazy("Un second code protège votre compte"),
        gettext_lazy("Un second code vient d'être mis en place pour votre compte."),
    ),
    "second_code.removed": (
        gettext_lazy("a retiré son second code"),
        gettext_lazy("Votre second code est retiré"),
        gettext_lazy("Le second code de votre compte vient d'être retiré."),
    ),
    "protection.reset": (
        gettext_lazy("les clés d'accès et le second code de « %(who)s » ont été retirés"),
        gettext_lazy("La protection de votre compte est retirée"),
        gettext_lazy(
            "Clés d'accès, second code et codes de secours de votre compte viennent d'être retirés "
            "par l'équipe."
        ),
    ),
}
KINDS = {Authenticator.Type.WEBAUTHN: "passkey", Authenticator.Type.TOTP: "second_code"}


def tell(user: User, what: str, *, acting_user: User | None) -> None:
    """Log that ``acting_user`` made one of ``CHANGES``, and write to the account that it is about.

    In the caller's transaction. A command has no author: its line names the account itself.
    """
    label, subject, sentence = CHANGES[what]
    words = {"who": user.get_full_name()}
    record(verb=what, actor=acting_user, subject=user, label=str(label) % words)
    body = _(
        "Bonjour,\n\n%(sentence)s\n\nC'était vous ? Tout va bien, il n'y a rien à faire.\n\n"
        "Ce n'était pas vous ? Connectez-vous par un code, retirez ce que vous ne connaissez pas, "
        "déconnectez tous vos appareils, puis prévenez l'équipe :\n\n%(address)s\n"
    )
    address = settings.WAGTAILADMIN_BASE_URL + reverse("accounts:home")
    queue_mail(
        recipient=user,
        kind=_("ce qui ouvre le compte"),
        subject=str(subject),
        body=body % {"sentence": sentence, "address": address},
    )


def tell_former_address(address: str) -> None:
    """Write to the address that an account had until now."""
    body = _(
        "Bonjour,\n\nVotre compte de la Fabrique apprenante a changé d'adresse : celle-ci ne "
        "l'ouvre plus.\n\nC'était vous ? Tout va bien, il n'y a rien à faire.\n\n"
        "Ce n'était pas vous ? Prévenez l'équipe sans attendre, en répondant à ce courriel.\n"
    )
    subject = _("Votre compte a changé d'adresse")
    EmailMessage(subject=typeset(subject), body=typeset(body), to=[address]).send()


def factor_added(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    _tell_of(user, authenticator, "added")


def factor_removed(user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    _tell_of(user, authenticator, "removed")


def _tell_of(user: User, authenticator: Authenticator, change: str) -> None:
    """Recovery codes come and go with what they make good for: they are no news."""
    if kind := KINDS.get(authenticator.type):
        tell(user, f"{kind}.{change}", acting_user=user)
