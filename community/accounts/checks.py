"""Demo accounts have no business in a real house."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from .models import User
from .permissions import DEMO_DOMAIN


@register(Tags.database)
def no_demo_account(
    *, app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """``check --database default`` and ``migrate`` refuse a house that has demo accounts open."""
    table = User._meta.db_table
    for alias in [] if settings.DEMO else databases or []:
        if table not in connections[alias].introspection.table_names():
            continue  # before the first migration
        open_ones = User.objects.using(alias).filter(is_active=True, email__iendswith=DEMO_DOMAIN)
        if count := open_ones.count():
            return [
                Error(
                    f"{count} demo account(s) ({DEMO_DOMAIN}) are active outside the demo.",
                    hint="Never load the demo into a real house; deactivate these accounts.",
                    id="accounts.E001",
                )
            ]
    return []
