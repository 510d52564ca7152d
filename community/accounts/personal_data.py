"""What the house holds about one account: each room adds its part to the copy that one may take."""

from collections.abc import Callable, Mapping
from typing import Any

from community.activity.models import Event, Mail

from .models import User
from .second_factor import has_second_factor

#: Takes an account, answers what a room holds about it, as plain lists, mappings and texts.
Export = Callable[[User], Any]

_exports: dict[str, Export] = {}


def register(name: str, export: Export) -> None:
    """Add a part to everybody's copy; a second part of the same name is a fault."""
    if _exports.setdefault(name, export) is not export:
        raise ValueError(f"two exports are called {name!r}")


def export_all(user: User) -> dict[str, Any]:
    return {name: export(user) for name, export in _exports.items()}


def account_rows(user: User) -> dict[str, Any]:
    return {
        "adresse": user.email,
        "nom": user.get_full_name(),
        "depuis": user.date_joined,
        "derniere_connexion": user.last_login,
        "second_facteur": has_second_factor(user),
    }


def mail_rows(user: User) -> list[Mapping[str, object]]:
    mails = Mail.objects.filter(recipient=user)
    return list(mails.values("created_at", "kind", "subject", "body", "state", "sent_at"))


def event_rows(user: User) -> list[Mapping[str, object]]:
    return list(Event.objects.filter(actor=user).values("at", "verb", "label"))
