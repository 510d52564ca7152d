"""Saying that something public changed, and asking whether it did."""

from uuid import UUID, uuid4

from django.db import DatabaseError, connection

from .models import Generation


def renew() -> None:
    """Begin a new generation: every process forgets the pages that it keeps."""
    new = Generation(pk=Generation.ONLY, name=uuid4())
    try:
        Generation.objects.bulk_create(
            [new], update_conflicts=True, unique_fields=["pk"], update_fields=["name"]
        )
    except DatabaseError:
        # The first migrations write rows before this table is made, when no page is kept yet.
        if Generation._meta.db_table in connection.introspection.table_names():
            raise


def current_generation() -> UUID | None:
    """The name of the current generation; nothing before the first public change."""
    names = Generation.objects.filter(pk=Generation.ONLY).values_list("name", flat=True)
    return names.first()
