"""What the house tells when somebody's rights, or address, change."""

from collections.abc import Iterable

from django.db import transaction
from django.dispatch import Signal

#: Sent after commit with ``user_ids``: the accounts whose rights may have become smaller or larger.
access_changed = Signal()

#: Sent in the transaction with ``user`` and ``former``: rooms keep nothing of that address.
address_changed = Signal()

#: Somebody would rather not be seen in discussions. Sent with ``user``.
presence_hidden = Signal()


def announce_access_change(user_ids: Iterable[int | None]) -> None:
    """Tell, once the transaction is on disk, that these accounts' rights changed."""
    ids = frozenset(user_id for user_id in user_ids if user_id)
    if ids:
        transaction.on_commit(lambda: access_changed.send(sender=None, user_ids=ids))
