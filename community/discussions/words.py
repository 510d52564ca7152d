"""Short words of a discussion that the page and its script share."""

from __future__ import annotations

from django.utils.translation import gettext


def voice_words(*, for_delegation: bool) -> str:
    return gettext("au nom de sa délégation") if for_delegation else gettext("en son nom")


def erased_words() -> str:
    return gettext("Message effacé : la personne qui l'a écrit est partie.")


def withdrawn_words() -> str:
    return gettext("Message retiré par la personne qui l'a écrit.")


def hidden_words() -> str:
    return gettext("Message masqué par l'animation.")


def answered_words() -> str:
    return gettext("a sa réponse")


def open_words() -> str:
    return gettext("attend une réponse")


def edited_words() -> str:
    return gettext("modifié")


def pinned_words() -> str:
    return gettext("épinglé")
