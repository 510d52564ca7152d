"""Seeing every write, however it is made: by a form, in bulk, or in SQL written by hand.

Signals would not do: `update()`, bulk writes and the page tree's own SQL send none. So each
statement is looked at on its way to the database, and what is not known to be harmless counts as
a public change: a table that somebody forgets to declare quiet costs a few renderings; one that
a page shows and nobody watches would leave that page stale.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from .actions import renew

#: What begins a statement that changes no row. (A WITH may hide a change, and is not among them.)
#: PostgreSQL's unions begin with a parenthesis.
HARMLESS = re.compile(
    r"[\s(]*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|PRAGMA|SET|SHOW)\b", re.IGNORECASE
)
#: The table of a change, when it is said in the usual way.
CHANGE = re.compile(
    r"\s*(?:INSERT(?: OR \w+)? INTO|REPLACE INTO|UPDATE(?: OR \w+)?|DELETE FROM) +"
    r'(?:"(?P<quoted>[^"]+)"|(?P<bare>\w+))(?![\w."])',
    re.IGNORECASE,
)


def begin(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Look at all that goes through a connection from now on."""
    wrappers = connection.execute_wrappers
    if connection.alias == DEFAULT_DB_ALIAS and watch not in wrappers:
        # First: `execute_wrapper()` takes the last one away when its block ends.
        wrappers.insert(0, watch)


def watch(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Let the statement pass; have a new generation begin once it is committed."""
    result = execute(sql, params, many, context)
    if may_show(sql):
        renew_after_commit(context["connection"], context["cursor"])
    return result


def may_show(sql: Any) -> bool:
    """Whether a public page may look otherwise after this statement."""
    text = sql if isinstance(sql, str) else ""
    if HARMLESS.match(text):
        return False
    change = CHANGE.match(text)
    table = change and (change["quoted"] or change["bare"])
    return table not in settings.QUIET_TABLES


def renew_after_commit(connection: BaseDatabaseWrapper, cursor: CursorWrapper) -> None:
    """Once a transaction, however much it writes, and never while it holds its locks.

    What was asked for inside a savepoint goes with it, hence no flag of our own. Robust: a name
    that cannot be written must not silence what others do after the commit; pages age anyway.
    """
    if connection.in_atomic_block:
        if not any(renew in hook for hook in connection.run_on_commit):
            transaction.on_commit(renew, using=connection.alias, robust=True)
    elif cursor.description is not None:
        # The statement gives rows back (RETURNING): SQLite commits it when they have been read.
        renew_when_closed(cursor)
    else:
        renew()


def renew_when_closed(cursor: Any) -> None:
    close = cursor.close

    def close_then_renew() -> None:
        close()
        renew()

    cursor.close = close_then_renew
