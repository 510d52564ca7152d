"""Sessions in the database, as Django keeps them; each page reads one, by a query written once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from community.prepared import prepared


class SessionStore(DatabaseSession):
    """What a cookie stands for."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        found = _kept(self.session_key or "", timezone.now())
        if found:
            return self.decode(found[0].session_data)
        self._session_key = None  # a key that nobody gave out is not taken over
        return {}


@prepared
def _kept(key: str, now: dt.datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
