"""Many values looked for at once, as one value: the text of a query stays the same for any number.

A prepared query takes a list as one text (`listed`), and `Listed` is what `__in` is given: the
database reads the elements, so that hundreds cost next to nothing to pass.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, Field, Func, Value


def listed(values: Iterable[int | str | uuid.UUID]) -> str:
    """The text of a list, each value once, always the same for the same values."""
    plain = {value.hex if isinstance(value, uuid.UUID) else value for value in values}
    return json.dumps(sorted(plain))


class Listed(Func):
    """The elements of a text made by `listed`: ids, unless another kind of column is named."""

    def __init__(self, text: str, kind: type[Field[Any, Any]] = BigIntegerField) -> None:
        super().__init__(Value(text), output_field=kind())

    def as_sqlite(self, compiler: Any, connection: Any, **_more: Any) -> Any:
        """SQLite gives each element the type that its JSON has."""
        return self.as_sql(
            compiler, connection, template="(SELECT value FROM json_each(%(expressions)s))"
        )

    def as_postgresql(self, compiler: Any, connection: Any, **_more: Any) -> Any:
        """PostgreSQL gives texts, to be read as the column's type."""
        template = "(SELECT value::%(kind)s FROM json_array_elements_text(%(expressions)s::json))"
        kind = self.output_field.cast_db_type(connection)
        return self.as_sql(compiler, connection, template=template, kind=kind)
