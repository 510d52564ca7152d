"""Cards that are merged while their holder leaves, or is brought into a dispositif."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from community.accounts.leaving import erase_account
from community.accounts.models import User
from community.alliance import actions
from community.alliance.models import Person
from community.programmes.actions import take_part
from community.programmes.models import Participation
from tests import factories as make
from tests.alliance.merging import known_by_name, seen

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Exception]]:
    """Merge two cards and do something else once both are locked; what either raised."""
    locked, really = threading.Event(), actions.move_all

    def move_slowly(*arguments: Any) -> None:
        locked.set()
        time.sleep(0.5)  # the other one comes to what is locked
        really(*arguments)

    monkeypatch.setattr(actions, "move_all", move_slowly)

    def run(kept: Person, gone: Person, other: Callable[[], Any]) -> list[Exception]:
        team, shown = make.team_member().user, seen(kept, gone)
        raised: list[Exception] = []

        def later() -> None:
            locked.wait(10)
            try:
                other()
            except Exception as error:
                raised.append(error)
            finally:
                connection.close()

        thread = threading.Thread(target=later)
        thread.start()
        try:
            actions.merge_people(kept=kept.pk, gone=gone.pk, seen=shown, acting_user=team)
        except Exception as error:
            raised.append(error)
        thread.join()
        return raised

    return run


def test_who_leaves_meanwhile_waits_and_takes_both_along(meanwhile: Any) -> None:
    """Both lock the account first: neither waits for the other for ever."""
    kept, gone = known_by_name(), make.PersonFactory()
    user = gone.user
    assert meanwhile(kept, gone, lambda: erase_account(user=user, acting_user=user)) == []
    assert not User.objects.filter(pk=user.pk).exists()
    assert not Person.objects.filter(pk__in=[kept.pk, gone.pk]).exists()


def test_who_is_brought_in_by_the_card_that_goes_is_refused_in_words(meanwhile: Any) -> None:
    """The card is no longer there; by the one that stays, they come in."""
    programme = make.accompaniment()
    kept, gone = known_by_name(), known_by_name()
    raised = meanwhile(kept, gone, lambda: take_part(programme=programme, person=gone))
    assert [type(error) for error in raised] == [ValidationError]
    assert "n'est plus là" in str(raised[0])
    assert not Participation.objects.exists()
    take_part(programme=programme, person=kept)
    assert Participation.objects.get().person == kept
