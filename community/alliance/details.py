"""Ways to reach somebody: their kinds, who sees them, how each is written."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from community.accounts.addresses import INCOMPLETE

#: Where a browser may be sent: nothing that it would run.
web_address = URLValidator(schemes=["http", "https"])
PHONE = re.compile(r"\+?[\d\s().-]{6,30}")
SCHEME = re.compile(r"https?://", re.IGNORECASE)


class Visibility(models.TextChoices):
    """Who sees a contact detail: whom it belongs to chooses, detail by detail."""

    EVERYBODY = "tous", _("tout le monde")
    ALLIES = "allies", _("les personnes alliées")
    NOBODY = "moi", _("personne d'autre que moi")


class DetailKind(models.TextChoices):
    """By what somebody can be reached."""

    MAIL = "courriel", _("courriel")
    PHONE = "telephone", _("téléphone")
    SITE = "site", _("site")
    NETWORK = "reseau", _("réseau social")
    POST = "adresse", _("adresse postale")


def checked(kind: str, value: str) -> str:
    """The value as it is kept, or a sentence that says how to write it."""
    value = " ".join(value.split())
    try:
        if kind == DetailKind.MAIL:
            validate_email(value)
        elif kind == DetailKind.SITE:
            value = value if SCHEME.match(value) else f"https://{value}"
            web_address(value)
        elif kind == DetailKind.NETWORK and SCHEME.match(value):
            web_address(value)
        elif kind == DetailKind.PHONE and not PHONE.fullmatch(value):
            raise ValidationError("")
    except ValidationError:
        raise ValidationError(HOW[kind]) from None
    return value


def address_of(kind: str, value: str) -> str:
    """Where a link on the value leads; empty when it is text alone."""
    if kind == DetailKind.MAIL:
        return f"mailto:{value}"
    if kind == DetailKind.PHONE:
        return "tel:" + re.sub(r"[^\d+]", "", value)
    return value if kind != DetailKind.POST and SCHEME.match(value) else ""


HOW = {
    DetailKind.MAIL.value: INCOMPLETE,
    DetailKind.SITE.value: _("Écrivez l'adresse du site comme https://exemple.fr."),
    DetailKind.NETWORK.value: _("Écrivez l'adresse de la page, ou le nom qu'on y cherche."),
    DetailKind.PHONE.value: _("Écrivez le numéro en chiffres, comme 06 12 34 56 78."),
}
