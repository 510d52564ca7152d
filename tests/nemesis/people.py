"""Who talks: channels, their readers and writers, each with an open session."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.test import Client

from community.alliance.models import Person
from tests import factories
from tests.discussions.factories import account, programme_channel

CHANNELS, READERS, WRITERS = 10, 5, 2


@dataclass(frozen=True)
class Somebody:
    """An account of one channel, and the cookie by which it is signed in."""

    user: int
    channel: int
    cookie: str

    @property
    def session(self) -> str:
        return self.cookie.partition("=")[2]


@dataclass(frozen=True)
class People:
    """Ten channels, fifty readers and twenty writers; and one of the team, who puts people out."""

    readers: list[Somebody]
    writers: list[Somebody]
    team: int


def gather() -> People:
    """Make them in the database of this process."""
    readers, writers = [], []
    for _channel in range(CHANNELS):
        programme = factories.comap()
        channel = programme_channel(programme)
        for group, count in ((readers, READERS), (writers, WRITERS)):
            group += [
                signed_in(factories.participant(programme), channel.pk) for _one in range(count)
            ]
    return People(readers, writers, account(factories.team_member()).pk)


def signed_in(person: Person, channel: int) -> Somebody:
    client = Client()
    client.force_login(account(person), backend=settings.AUTHENTICATION_BACKENDS[0])
    name = settings.SESSION_COOKIE_NAME
    return Somebody(account(person).pk, channel, f"{name}={client.cookies[name].value}")
