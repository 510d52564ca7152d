"""The tables that the models describe are the tables that migrations make."""

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from tests.repository import ROOMS


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    """A changed model comes with its migration."""
    output = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=output, stderr=output)
    except SystemExit:
        pytest.fail(f"run `make migrations`:\n{output.getvalue()}")


def test_every_app_with_models_has_migrations() -> None:
    """Django overlooks an app without a migrations package: nothing would make its tables."""
    ours = [app for app in apps.get_app_configs() if app.name.split(".")[0] in ROOMS]
    without = [
        app.name
        for app in ours
        if any(True for _ in app.get_models())
        and not list((Path(app.path) / "migrations").glob("0001_*.py"))
    ]
    assert not without
