"""What several do at the same moment, on the database itself."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from community.accounts.models import User
from community.alliance.models import Person
from community.welcome.actions import accept, ask_to_join, invite
from community.welcome.models import Invitation, JoinRequest
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], object]) -> list[str]:
    """Run these in threads that start together; « done », or the sentence of the refusal."""
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> str:
        try:
            start.wait(10)
            work()
        except ValidationError as refused:
            return refused.messages[0]
        else:
            return "done"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


def test_two_uses_at_once_make_one_account() -> None:
    """One comes in; the other is told that the invitation served."""
    team = make.team_member().user
    assert team is not None
    sent = invite(acting_user=team, email="claire@exemple.test", name="Claire")
    told = at_once(*(lambda: accept(invitation=Invitation.objects.get(pk=sent.pk)),) * 4)
    assert told.count("done") == 1
    assert sum("a déjà servi" in sentence for sentence in told) == 3
    assert User.objects.filter(email="claire@exemple.test").count() == 1
    assert Person.objects.filter(name="Claire").count() == 1


def test_two_invitations_of_one_address_used_at_once_make_one_account() -> None:
    """Each adds its programme to the same account and card."""
    team = make.team_member().user
    assert team is not None
    programmes = [make.comap(), make.chantier()]
    sent = [
        invite(acting_user=team, email="claire@exemple.test", name="Claire", programme=programme)
        for programme in programmes
    ]

    def use(pk: int) -> Callable[[], object]:
        return lambda: accept(invitation=Invitation.objects.get(pk=pk))

    assert at_once(*(use(one.pk) for one in sent)) == ["done", "done"]
    person = Person.objects.get(user__email="claire@exemple.test")
    assert person.participations.count() == 2


def test_the_same_request_sent_twice_at_once_is_kept_once() -> None:
    """A button pressed twice: both are answered alike, one row stays."""

    def ask() -> None:
        ask_to_join(name="Paul", email="paul@exemple.test", why="Les haies.")

    assert at_once(ask, ask, ask) == ["done"] * 3
    assert JoinRequest.objects.count() == 1
