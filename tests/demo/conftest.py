"""The demonstration is built once a module: it reads the alliance's real years."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from demo.actions import build_demo


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demonstration, in a transaction that is rolled back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        for _sentence, step in build_demo():
            step()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demonstration(built: None, db: None) -> None:
    """The demonstration, and whatever the test does to it is undone."""
