"""Short words of a discussion that the page and its script share."""

from __future__ import annotations

from django.utils.translation import gettext

from community.alliance.models import ActorKind


def voice_words(*, for_delegation: bool) -> str:
    return gettext("au nom de sa délégation") if for_delegation else gettext("en son nom")


def erased_words() -> str:
    return gettext("Message effacé : la personne qui l'a écrit est partie.")


def withdrawn_words() -> str:
    return gettext("Message retiré par la personne qui l'a écrit.")


def hidden_words() -> str:
    return gettext("Message masqué par l'animation.")


def before_words() -> str:
    """In the place of what is quoted from before one arrived."""
    return gettext("Un message d'avant votre arrivée")


def answered_words() -> str:
    return gettext("a sa réponse")


def open_words() -> str:
    return gettext("attend une réponse")


def edited_words() -> str:
    return gettext("modifié")


def pinned_words() -> str:
    return gettext("épinglé")


def addressed_words() -> str:
    """Before the names of those to whom a message is said."""
    return gettext("À :")


def too_many_files_words(limit: int) -> str:
    sentence = gettext("Un message porte %(limit)d fichiers au plus : envoyez les autres à part.")
    return sentence % {"limit": limit}


def too_heavy_words(file: str, weight: str, limit: str) -> str:
    sentence = gettext("« %(file)s » pèse %(weight)s, la limite est de %(limit)s par fichier.")
    return sentence % {"file": file, "weight": weight, "limit": limit}


def everybody_words() -> str:
    return gettext("tout le monde")


def kind_words(actor_kind: str) -> str:
    """All those of one kind."""
    return {
        ActorKind.ELU: gettext("les élu·es"),
        ActorKind.AGENT: gettext("les agent·es"),
        ActorKind.ETAT: gettext("l'État territorial"),
        ActorKind.SOCIO: gettext("les acteurs socio-économiques"),
    }[ActorKind(actor_kind)]
