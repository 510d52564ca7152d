"""What a channel says to whoever comes into it: its welcome, and what was put away."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from community.activity.models import Event
from community.discussions.bookmarks import read_up_to
from community.discussions.models import WELCOME_LENGTH, Channel
from community.discussions.newcomers import set_welcome
from tests import factories as house
from tests.accounts.doors import with_second_factor
from tests.discussions import factories
from tests.discussions.factories import account, say
from tests.discussions.sockets import session_of

pytestmark = pytest.mark.django_db
OPENED = "data-channel-welcome open"


def page(person: Any, channel: Channel) -> str:
    html = session_of(person).get(channel.get_absolute_url()).content.decode()
    return " ".join(html.split())


def in_admin(person: Any) -> Client:
    return with_second_factor(account(person))


def door(channel: Channel, name: str = "channel") -> str:
    return reverse(f"discussions_admin:{name}", args=[channel.pk])


def welcomes(channel: Channel, words: str, person: Any = None) -> None:
    acting = account(person or house.team_member())
    set_welcome(channel=channel, acting_user=acting, welcome=words)


def test_the_welcome_opens_to_whoever_read_nothing_and_stays_within_reach(
    channel, elue, agent
) -> None:
    """Dressed like a message, never one of them; whoever has read finds it folded."""
    welcomes(channel, "Ici, on parle **d'eau**.\n\n- bonjour")
    say(channel, agent)
    assert OPENED in page(elue, channel)
    assert "<strong>d'eau</strong>" in page(elue, channel)
    read_up_to(channel=channel, user=account(elue), seq=1)
    read = page(elue, channel)
    assert OPENED not in read
    assert "data-channel-welcome" in read
    assert "<strong>d'eau</strong>" in read
    assert [message.body for message in channel.messages.all()] == ["Bonjour"]


def test_without_a_welcome_the_page_has_no_place_for_it(channel, elue) -> None:
    """And what looks like markup is shown as it was typed."""
    assert "data-channel-welcome" not in page(elue, channel)
    welcomes(channel, "<script>alert(1)</script>")
    assert "&lt;script&gt;" in page(elue, channel)
    assert "<script>alert" not in page(elue, channel)


def test_who_manages_a_channel_writes_its_welcome_without_reading_it() -> None:
    """In the admin; whoever merely sits there is refused, another animator finds nothing."""
    channel = factories.pair_channel()
    first, second = channel.delegations.order_by("pk")
    referent = house.seat(first, referent=True).participation.person
    animator = in_admin(house.animator(second.programme))
    say(channel, referent, "Un secret")
    answer = animator.post(door(channel, "welcome"), {"welcome": "Bienvenue"}, follow=True)
    assert "L&#x27;accueil de" in answer.content.decode()
    assert "secret" not in answer.content.decode()
    channel.refresh_from_db()
    assert channel.welcome == "Bienvenue"
    event = Event.objects.get(verb="channel.welcomed")
    assert event.subject == channel
    for person in (referent, house.animator(house.comap())):
        with pytest.raises(PermissionDenied):
            welcomes(channel, "Autre chose", person)
    other = in_admin(house.animator(house.comap()))
    assert other.post(door(channel, "welcome"), {"welcome": "Autre"}).status_code == 404
    channel.refresh_from_db()
    assert channel.welcome == "Bienvenue"


def test_the_welcome_is_taken_away_and_saying_it_again_tells_nothing(channel, elue) -> None:
    """Blank is none; the log has a line a change."""
    welcomes(channel, "Bienvenue")
    welcomes(channel, " Bienvenue ")
    welcomes(channel, " \n ")
    assert Channel.objects.get(pk=channel.pk).welcome == ""
    assert Event.objects.filter(verb="channel.welcomed").count() == 2
    assert "data-channel-welcome" not in page(elue, channel)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("a" * (WELCOME_LENGTH + 1), str(WELCOME_LENGTH)),
        ("Bon\x07jour", "invisibles"),
        ("⠀", "Écrivez quelque chose"),
    ],
)
def test_what_cannot_be_kept_is_told_and_what_was_there_stays(channel, words, told) -> None:
    """The form comes back with what was typed; the action refuses by itself as well."""
    welcomes(channel, "Bienvenue")
    with pytest.raises(ValidationError):
        welcomes(channel, words)
    answer = in_admin(house.team_member()).post(door(channel, "welcome"), {"welcome": words})
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert Channel.objects.get(pk=channel.pk).welcome == "Bienvenue"


def test_what_is_archived_leaves_the_list_and_stays_readable(channel, elue, agent) -> None:
    """Under « Archives », whatever is unread there; opened again, it is back among the others."""
    say(channel, agent)
    client, team = session_of(elue), in_admin(house.team_member())
    assert "Archives" not in client.get("/discussions/").content.decode()
    told = team.post(door(channel, "close"), follow=True).content.decode()
    assert "est archivée" in told
    before, archives = client.get("/discussions/").content.decode().split("Archives")
    assert channel.get_absolute_url() not in before
    assert channel.get_absolute_url() in archives
    assert client.get(channel.get_absolute_url()).status_code == 200
    team.post(door(channel, "reopen"))
    assert "Archives" not in client.get("/discussions/").content.decode()
