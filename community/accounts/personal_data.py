"""What the house holds about one account: each room adds its part to the copy that one may take."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile

from community.activity.models import BarrierReport, Event, Mail

from .models import User
from .second_factor import has_second_factor

#: Takes an account, answers what a room holds about it, as plain lists, mappings and texts.
Export = Callable[[User], Any]


class Part(NamedTuple):
    export: Export
    #: Its heading, where people read it.
    title: str | Promise
    #: The columns that name an account or a person and are told here: « app.Model.field ».
    tells: frozenset[str]


_parts: dict[str, Part] = {}


def register(
    name: str, export: Export, *, title: str | Promise = "", tells: Iterable[str] = ()
) -> None:
    """Add a part to everybody's copy; a second part of the same name is a fault."""
    part = Part(export, title or name.capitalize(), frozenset(tells))
    if _parts.setdefault(name, part) != part:
        raise ValueError(f"two exports are called {name!r}")


def export_all(user: User) -> dict[str, Any]:
    return {name: part.export(user) for name, part in _parts.items()}


def titles() -> dict[str, str]:
    """How each part is called, where people read it."""
    return {name: str(part.title) for name, part in _parts.items()}


def told() -> frozenset[str]:
    """The columns that some part tells of."""
    return frozenset().union(*(part.tells for part in _parts.values()))


@dataclass(frozen=True)
class Rows:
    """The rows of a table that name somebody in one of its columns, and what is told of each."""

    model: type[Model]
    field: str
    shows: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.field}"

    def of(self, user: User) -> list[dict[str, Any]]:
        whose = self.model._meta.get_field(self.field)
        column = self.field if whose.related_model is User else f"{self.field}__user"
        rows = self.model._default_manager.filter(**{column: user}).order_by("pk")
        return [
            {name: self._said(name, value) for name, value in row.items()}
            for row in rows.values(*self.shows).distinct()
        ]

    def _said(self, name: str, value: Any) -> Any:
        """A choice by its words, anything else as it is."""
        try:
            choices = getattr(self.model._meta.get_field(name), "flatchoices", ())
        except FieldDoesNotExist:
            return value  # of a row that this one points to
        return str(dict(choices).get(value, value)) if choices else value


def register_rows(name: str, title: str | Promise, **tables: Rows) -> None:
    """Add a part made of rows alone."""

    def export(user: User) -> dict[str, Any]:
        return {key: rows.of(user) for key, rows in tables.items()}

    register(name, export, title=title, tells=[rows.label for rows in tables.values()])


ADDRESSES = Rows(EmailAddress, "user", ("email", "verified"))
FACTORS = Rows(Authenticator, "user", ("type", "created_at", "last_used_at"))
PROFILE = Rows(UserProfile, "user", ("preferred_language", "avatar"))
SESSIONS = Rows(UserSession, "user", ("created_at", "ip", "user_agent"))
MAILS = Rows(Mail, "recipient", ("created_at", "kind", "subject", "body", "state", "sent_at"))
EVENTS = Rows(Event, "actor", ("at", "verb", "label"))
ANSWERED = Rows(BarrierReport, "handled_by", ("what", "handled_at"))


def register_own() -> None:
    """This room's parts, and those of the log and the outbox below it."""
    tables = [rows.label for rows in (ADDRESSES, FACTORS, PROFILE)]
    register("compte", account_rows, title=_("Votre compte"), tells=tables)
    for name, title, rows in (
        ("connexions", _("Où vous êtes connecté·e"), SESSIONS),
        ("courriels", _("Les courriels qui vous ont été écrits"), MAILS),
        ("activite", _("Ce que vous avez fait ici"), EVENTS),
        ("signalements", _("Les signalements que vous avez traités"), ANSWERED),
    ):
        register(name, rows.of, title=title, tells=[rows.label])


def account_rows(user: User) -> dict[str, Any]:
    return {
        "adresse": user.email,
        "nom": user.get_full_name(),
        "depuis": user.date_joined,
        "derniere_connexion": user.last_login,
        "equipe": user.is_staff,
        "administration": user.is_superuser,
        "groupes": list(user.groups.values_list("name", flat=True)),
        "presence": user.shows_presence,
        "mot_de_passe": user.has_password,  # never the password, nor what it became
        "second_facteur": has_second_factor(user),
        "moyens": FACTORS.of(user),  # never their secrets
        "adresses_verifiees": ADDRESSES.of(user),
        "reglages": PROFILE.of(user),
    }
