"""What the rooms below tell, and live discussions act on."""

from typing import Any

from community.accounts.signals import access_changed

from .hints import announce_access


def tell_workers(user_ids: frozenset[int], **_kwargs: Any) -> None:
    """Somebody's rights changed: each worker asks again who may read what it follows."""
    announce_access(user_ids)


def connect() -> None:
    access_changed.connect(tell_workers)
