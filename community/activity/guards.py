"""May this account still get that mail? Upper rooms answer, each for its own kind of mail.

A room registers its guards in ``ready()``; the outbox asks at the moment of sending, since
whoever could read a channel on Monday may have left it on Tuesday.
"""

from collections.abc import Callable
from typing import Any

#: Takes the account and what the mail is about (JSON), says whether the mail may go.
Guard = Callable[[Any, Any], bool]

_guards: dict[str, Guard] = {}


def register(name: str, guard: Guard) -> None:
    """Let mails name this guard; a second guard of the same name is a fault."""
    if _guards.setdefault(name, guard) is not guard:
        raise ValueError(f"two guards are called {name!r}")


def get(name: str) -> Guard:
    """The guard of that name; asking for one that nobody registered is a fault."""
    try:
        return _guards[name]
    except KeyError:
        raise LookupError(f"no guard is called {name!r}") from None


def lets_through(name: str, user: Any, argument: Any) -> bool:
    """Whether ``user`` may get it now; a mail without a guard needs an active account only.

    A mail to an address has no ``user``: its guard knows what it is about.
    """
    return (user is None or user.is_active) and (not name or get(name)(user, argument))


def is_of_the_team(user: Any, _argument: Any) -> bool:
    """Whether ``user`` still runs the house."""
    return bool(user and user.is_staff)
