"""What is refused, in words for people and in a code for programs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

#: How long a client waits before it asks a server again that could not answer.
RETRY_SECONDS = 5


class Refused(Exception):
    """An act that the rules of a discussion refuse."""

    def __init__(self, code: str, sentence: str, status: int = 422, **details: Any) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.status = status
        #: The limit that was passed, the delay to wait: what a program needs to do better.
        self.details = details

    def as_frame(self) -> dict[str, Any]:
        return {"type": "error", "code": self.code, "sentence": self.sentence, **self.details}


def unavailable() -> Refused:
    """The database is away: nothing was acknowledged, and the client keeps what it has."""
    sentence = _("Le serveur ne peut pas répondre à l'instant. Réessayez.")
    return Refused("unavailable", sentence, 503, retry_after=RETRY_SECONDS)


def too_fast(limit: int, wait: int) -> Refused:
    """More than the stated rate: how much that is, and when to try again."""
    sentence = _("Trop d'envois à la suite : attendez quelques secondes.")
    return Refused("too_fast", sentence, 429, limit=limit, retry_after=max(wait, 1))


def not_found() -> Refused:
    """« Not yours » and « does not exist » are one answer."""
    return Refused("not_found", _("Cette discussion n'existe pas, ou n'est pas la vôtre."), 404)
