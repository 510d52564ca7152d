from typing import Any

import pytest
from django.core import checks, mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from community.accounts.actions import make_account
from community.accounts.models import User
from tests.accounts.doors import ask_for_code, code_by_mail, give_code, is_signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_user() -> User:
    return make_account(email="elue.loos@demo.invalid")


def database_errors() -> list[str | None]:
    found = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    return [each.id for each in found if each.level >= checks.ERROR]


def test_demo_account_signs_in_inside_the_demo_only(
    client: Client, demo_user: User, settings: Any
) -> None:
    """Outside the demo its address gets no code, and a session that it had is over."""
    ask_for_code(client, demo_user.email)
    give_code(client, code_by_mail())
    assert is_signed_in(client)
    started = Client()
    ask_for_code(started, demo_user.email)
    code = code_by_mail()
    settings.DEMO = False
    assert not is_signed_in(client)
    give_code(started, code)
    assert not is_signed_in(started)
    ask_for_code(Client(), demo_user.email)
    assert "Aucun compte" in str(mail.outbox[-1].body)


def test_demo_account_is_made_inside_the_demo_only(settings: Any) -> None:
    """No demo address can be given an account in a real house."""
    settings.DEMO = False
    with pytest.raises(ValidationError, match="démonstration"):
        make_account(email="admin@demo.invalid")
    assert not User.objects.exists()


def test_check_refuses_a_real_house_with_demo_accounts(demo_user: User, settings: Any) -> None:
    """`check --database` and `migrate` say so; a closed demo account is no harm."""
    assert database_errors() == []
    settings.DEMO = False
    assert database_errors() == ["accounts.E001"]
    assert checks.run_checks(tags=[checks.Tags.database]) == []
    User.objects.update(is_active=False)
    assert database_errors() == []


def test_check_lets_an_empty_database_be(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first migration there is no table to look into."""
    settings.DEMO = False
    monkeypatch.setattr(type(connection.introspection), "table_names", lambda *args, **kwargs: [])
    assert database_errors() == []
