"""docs/personal-data.md tells of every table that holds personal data, and of no other."""

import re
from pathlib import Path

from django.apps import apps
from django.db.models import EmailField

from community.accounts.models import User
from community.alliance.models import Person
from tests.repository import ROOT

#: Which hold somebody's data without a column that says so.
BESIDE = {"django_session", "taggit_taggeditem", "delegations_seat", "discussions_attachment"}
ROW = re.compile(r"^\| (`[^|]*`) \|", re.MULTILINE)


def tables_of_people() -> set[str]:
    """Those that name an account or a person, and those that hold an address."""
    tables = {User._meta.db_table, Person._meta.db_table, *BESIDE}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if field.related_model in (User, Person) or isinstance(field, EmailField):
                tables.add(model._meta.db_table)
    return tables


def test_the_register_has_every_table_that_holds_personal_data() -> None:
    """A new table is told with its purpose, ground, term and readers, or this test fails."""
    page = Path(ROOT / "docs" / "personal-data.md").read_text()
    told = [table for row in ROW.findall(page) for table in re.findall(r"`(\w+)`", row)]
    assert len(told) == len(set(told))
    assert set(told) == tables_of_people()


def test_each_line_of_the_register_says_all_five_things() -> None:
    """No cell of the table is left empty."""
    page = Path(ROOT / "docs" / "personal-data.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert rows
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 5
        assert all(cells), row
