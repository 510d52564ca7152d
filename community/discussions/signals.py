"""What the rooms below tell, and live discussions act on."""

from typing import Any

from community.accounts.signals import access_changed, presence_hidden

from .hints import announce_access
from .presence import presence


def tell_workers(user_ids: frozenset[int], **_kwargs: Any) -> None:
    """Somebody's rights changed: each worker asks again who may read what it follows."""
    presence.hide(user_ids)
    announce_access(user_ids)


def hide_at_once(user: Any, **_kwargs: Any) -> None:
    """In this process, that is; in the others what is known of them is over within a minute."""
    presence.hide({user.pk})


def connect() -> None:
    access_changed.connect(tell_workers)
    presence_hidden.connect(hide_at_once)
