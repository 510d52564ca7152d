"""Delegations are twinned in three clicks, by who animates them; their référent·es are told."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from community.activity.actions import send_due_mails
from community.activity.models import Event, Mail
from community.alliance.models import Territory
from community.delegations.actions import end_seat
from community.discussions.models import Channel
from community.discussions.twinning import MOST, twin
from tests import factories as house
from tests.accounts.doors import with_second_factor
from tests.discussions.factories import account

pytestmark = pytest.mark.django_db


def place(name: str, **fields: Any) -> Territory:
    return house.TerritoryFactory(name=name, **fields)


def door(delegation: Any) -> str:
    return reverse("twin", args=[delegation.pk])


def as_animator(programme: Any) -> Client:
    return with_second_factor(account(house.animator(programme)))


def text(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


@pytest.fixture
def here() -> Any:
    return house.accompaniment(title="Cohorte d'ici")


@pytest.fixture
def loos(here) -> Any:
    return house.delegation(here, territory=place("Loos", population=6000))


@pytest.fixture
def arras(here) -> Any:
    return house.delegation(here, territory=place("Arras", population=7000))


def test_three_clicks_open_the_discussion_of_two_delegations(loos, arras, here) -> None:
    """« Jumeler » on the delegation's page, the other one, the button; it stays between them."""
    client = as_animator(here)
    assert f'href="{door(loos)}"' in text(client, loos.get_absolute_url())
    assert f'href="?avec={arras.pk}"' in text(client, door(loos))
    confirming = text(client, f"{door(loos)}?avec={arras.pk}")
    assert "Jumeler ces délégations" in confirming
    assert not Channel.objects.exists()
    answer = client.post(door(loos), {"avec": [arras.pk]}, follow=True)
    channel = Channel.objects.get()
    assert (channel.kind, channel.title, channel.rule) == ("pair", "Arras – Loos", "entre-nous")
    assert set(channel.delegations.all()) == {loos, arras}
    shown = " ".join(answer.content.decode().split())
    assert "leurs référent·es en sont prévenu·es" in shown
    assert reverse("discussions_admin:channel", args=[channel.pk]) in shown
    assert client.get(channel.get_absolute_url()).status_code == 404


def test_twinning_again_keeps_the_discussion_and_tells_nobody(loos, arras, here) -> None:
    """Whichever of the two one starts from; a third one makes another discussion."""
    house.seat(loos, referent=True)
    client = as_animator(here)
    client.post(door(loos), {"avec": [arras.pk]})
    again = client.post(door(arras), {"avec": [loos.pk]}, follow=True)
    assert "déjà jumelées" in again.content.decode()
    assert Channel.objects.count() == 1
    assert Mail.objects.count() == 1
    assert Event.objects.filter(verb="delegations.twinned").count() == 1
    assert "se parlent déjà" in text(client, door(loos))
    third = house.delegation(here)
    client.post(door(loos), {"avec": [arras.pk, third.pk]})
    assert Channel.objects.count() == 2


def test_the_referents_of_today_are_told_by_mail(loos, arras, here) -> None:
    """Each of the other's place, once; who only sits is not, nor whoever lost the seat since."""
    ada = house.seat(loos, referent=True)
    bob = house.seat(arras, referent=True)
    house.seat(arras)
    channel, new = twin(delegations=[loos, arras], acting_user=account(house.animator(here)))
    assert new
    assert {row.recipient for row in Mail.objects.all()} == {
        account(seat.participation.person) for seat in (ada, bob)
    }
    end_seat(seat=bob)
    assert send_due_mails()["withdrawn"] == 1
    [sent] = mail.outbox
    assert sent.to == [account(ada.participation.person).email]
    assert sent.subject == "Votre délégation est jumelée avec celle d’Arras"
    assert channel.get_absolute_url() in sent.body
    assert "entre nous" in sent.body.replace("\xa0", " ")


def test_one_who_answers_for_both_and_one_without_account(loos, arras, here) -> None:
    """One mail a person; whoever has no account, or a closed one, gets none."""
    both = house.PersonFactory()
    house.seat(loos, referent=True, person=both)
    house.seat(arras, referent=True, person=both)
    other, third = house.delegation(here), house.delegation(here)
    house.seat(other, referent=True, person=house.PersonFactory(user=None))
    closed = house.PersonFactory()
    closed.user.is_active = False
    closed.user.save()
    house.seat(third, referent=True, person=closed)
    animator = account(house.animator(here))
    twin(delegations=[loos, arras, other, third], acting_user=animator)
    assert Mail.objects.get().recipient == both.user


def test_only_who_animates_both_or_the_team_twins_them(loos, arras, here) -> None:
    """A référent·e does not, nor the animator of one of the two; strangers find nothing there."""
    referent = house.seat(loos, referent=True).participation.person
    far = house.delegation(house.accompaniment())
    animator, team = house.animator(here), house.team_member()
    for person, chosen in ((referent, arras), (animator, far)):
        with pytest.raises(PermissionDenied):
            twin(delegations=[loos, chosen], acting_user=account(person))
    assert with_second_factor(account(referent)).get(door(loos)).status_code == 403
    stranger = as_animator(far.programme)
    assert stranger.get(door(loos)).status_code == 404
    assert stranger.post(door(loos), {"avec": [arras.pk]}).status_code == 404
    answer = with_second_factor(account(animator)).post(door(loos), {"avec": [far.pk]})
    assert answer.status_code == 422
    assert "avec quelle délégation la jumeler" in answer.content.decode()
    assert not Channel.objects.exists()
    with_second_factor(account(team)).post(door(loos), {"avec": [far.pk]})
    assert set(Channel.objects.get().delegations.all()) == {loos, far}


def test_who_does_not_twin_is_shown_no_way_to(loos, arras, here) -> None:
    """Nor with whom a delegation talks."""
    twin(delegations=[loos, arras], acting_user=account(house.animator(here)))
    client = with_second_factor(account(house.participant(here)))
    shown = text(client, loos.get_absolute_url())
    assert "Jumeler" not in shown
    assert "Arras" not in shown


def test_too_few_or_too_many_are_told_so(loos, here) -> None:
    """Nothing is opened, and nothing is asked of what is no delegation."""
    team = house.team_member()
    crowd = [house.delegation(here) for _number in range(MOST)]
    for chosen in ([loos], [loos, loos], [loos, *crowd]):
        with pytest.raises(ValidationError):
            twin(delegations=chosen, acting_user=account(team))
    client = as_animator(here)
    asked = "avec=0&avec=x&avec=99999999999999999999&avec=-1"
    assert "Jumeler ces délégations" not in text(client, f"{door(loos)}?{asked}")
    assert client.post(door(loos), {"avec": ["x", loos.pk]}).status_code == 422
    assert client.post(door(loos), {"avec": [row.pk for row in crowd]}).status_code == 422
    assert not Channel.objects.exists()


def test_comparable_territories_come_first_and_all_are_found_by_name(loos, arras, here) -> None:
    """With the reason; what is chosen stays chosen while one looks for another."""
    big = house.delegation(here, territory=place("Abbeville", population=90_000))
    elsewhere = house.delegation(house.comap(), territory=place("Évreux", population=6000))
    client = as_animator(here)
    shown = text(client, door(loos))
    assert shown.index("Arras") < shown.index("Abbeville")
    assert "même taille" in shown
    assert elsewhere.territory.name not in shown
    found = text(client, f"{door(loos)}?avec={big.pk}&q=ARRÀS")
    assert f'href="?avec={big.pk}&amp;avec={arras.pk}&amp;q=' in found
    assert f'name="avec" value="{big.pk}"' in found
    assert "Aucune délégation de ce nom" in text(client, f"{door(loos)}?q=Nulle-Part")
    assert 'href="?q=ARR' in text(client, f"{door(loos)}?avec={big.pk}&q=ARR")


def test_a_long_list_ends_and_an_empty_one_says_why(loos, here, monkeypatch) -> None:
    """Constant cost, however many there are."""
    client = as_animator(here)
    assert "Aucune autre délégation" in text(client, door(loos))
    monkeypatch.setattr("home.twinning.SHOWN", 2)
    for _number in range(3):
        house.delegation(here)
    assert "cherchez-les par leur nom" in text(client, door(loos))


def test_the_admin_twins_in_the_same_way(loos, arras, here) -> None:
    """Their référent·es are told from there too; the name is the one that was given."""
    house.seat(loos, referent=True)
    opening = reverse("discussions_admin:opening")
    sent = {"kind": "pair", "delegations": [loos.pk, arras.pk], "title": "Jumelles"}
    as_animator(here).post(opening, sent)
    assert Channel.objects.get().title == "Jumelles"
    assert Mail.objects.count() == 1
