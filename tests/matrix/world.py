"""One dispositif with everything that a right hangs on, and somebody of each kind around it."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils import timezone

from accompagnements.models import Phase
from community.accounts.actions import deactivate
from community.accounts.models import User
from community.alliance.details import DetailKind, Visibility
from community.alliance.models import ActorKind, Charter, ContactDetail
from community.discussions.actions import open_channel
from community.programmes.actions import set_audience
from community.welcome.models import JoinRequest
from tests import factories as make
from tests.accounts.doors import back_door, with_second_factor
from tests.discussions import factories as talk
from tests.discussions import reporting as talking

#: Who shows a second factor at the door.
PROTECTED = {"animator", "elsewhere", "team", "admin"}


class World:
    """What the lines of the table are asked of."""

    def __init__(self) -> None:
        self.here, self.elsewhere = make.accompaniment(), make.comap()
        self.phase = Phase.objects.create(
            programme=self.here.programmepage_ptr, order=1, title="Se rencontrer"
        )
        self.delegation = make.delegation(self.here)
        self._pages()
        self._cards()
        self.people = self._people()
        self._channels()
        day = timezone.localdate() - dt.timedelta(days=1)
        self.charter = Charter.objects.create(version="2024", text="Nous…", adopted_on=day)
        self.neighbour = make.participant(self.here)
        self.request = JoinRequest.objects.create(
            name="Qui demande", email="demande@exemple.test", why="Bonjour", programme=self.here
        )
        self.office = with_second_factor(make.UserFactory(is_staff=True, is_superuser=True))

    def _pages(self) -> None:
        self.open = make.meeting(self.here, date="2024-05-16", kind="journee")
        self.for_allies = make.meeting(self.here)
        set_audience(page=self.for_allies, circle="allies")
        self.for_participants = make.meeting(self.here)
        set_audience(page=self.for_participants, circle="participants")
        self.draft = make.meeting(self.here, live=False)
        self.page_elsewhere = make.meeting(self.elsewhere)
        make.part(self.open, "account", circle="allies", text="Aux allié·es seulement.")
        make.part(self.open, "minutes", circle="participants", text="Aux participant·es seulement.")

    def _cards(self) -> None:
        self.organisation = make.OrganisationFactory()
        self.card = make.PersonFactory(user=None, name="Une fiche non publique")
        self.double = make.PersonFactory(user=None)
        details = ContactDetail.objects
        details.create(
            person=self.card,
            kind=DetailKind.PHONE,
            value="01 02 03 04 05",
            visibility=Visibility.ALLIES,
        )
        details.create(
            organisation=self.organisation,
            kind=DetailKind.PHONE,
            value="05 04 03 02 01",
            visibility=Visibility.NOBODY,
        )

    def _people(self) -> dict[str, Any]:
        admin = make.UserFactory(is_staff=True, is_superuser=True)
        people = {
            "ally": make.PersonFactory(),
            "participant": make.participant(self.here),
            "seat": self._sitting(ActorKind.AGENT),
            "référent·e": self._sitting(ActorKind.ELU, referent=True),
            "animator": make.animator(self.here),
            "elsewhere": make.animator(self.elsewhere),
            "contact": make.PersonFactory(),
            "team": make.team_member(),
            "admin": make.PersonFactory(user=admin),
            "closed": self._sitting(ActorKind.SOCIO),
        }
        self.organisation.contacts.add(people["contact"])
        return people

    def _sitting(self, kind: ActorKind, **fields: Any) -> Any:
        return make.seat(self.delegation, kind, **fields).participation.person

    def _channels(self) -> None:
        other, self.third = make.delegation(self.here), make.delegation(self.here)
        self.common = open_channel(kind="programme", programme=self.here)
        self.seated = open_channel(kind="delegation", delegations=[self.delegation])
        self.pair = open_channel(kind="pair", delegations=[self.delegation, other])
        self.peers = open_channel(kind="peers", programme=self.here, actor_kind=ActorKind.ELU)
        self.beside = open_channel(kind="page", page=self.for_allies)
        author = self._sitting(ActorKind.AGENT)
        self.said, other_words = (talk.say(self.seated, author) for _number in range(2))
        self.report = talking.report(self.seated, self.people["seat"], other_words.seq)

    def enters(self, kind: str, second_factor: bool = True) -> Visitor:
        """Somebody of this kind with the session that they have."""
        if kind == "anyone":
            return Visitor(self, Client(), None)
        person = self.people[kind]
        client = Client()
        if not second_factor:
            back_door(client, person.user)
        elif kind in PROTECTED:
            client = with_second_factor(person.user)
        else:
            client.force_login(person.user)
        if kind == "closed":
            deactivate(user=person.user)
        return Visitor(self, client, person)


class Visitor:
    """Somebody before the house, with their browser."""

    def __init__(self, world: World, client: Client, person: Any) -> None:
        self.world, self.client, self.person = world, client, person

    def plays(self, door: Callable[[Visitor], bool]) -> bool:
        """Try a door; the house and the session are then as they were."""
        cookies = copy.deepcopy(self.client.cookies)
        with transaction.atomic():
            done = door(self)
            transaction.set_rollback(True)
        self.client.cookies = cookies
        return done

    def gets(self, address: str) -> bool:
        return self.client.get(address).status_code == 200

    def reads(self, address: str, words: str) -> bool:
        """The page is theirs to open, or is not; the words are on it, or are not."""
        return words in self.client.get(address).content.decode().replace("\xa0", " ")

    def sends(self, address: str, sent: Any, done: Callable[[], bool], **options: Any) -> bool:
        """Press a button: what it is for was not there, and is there if they may."""
        assert not done()
        self.client.post(address, sent, **options)
        return done()

    def writes(self, address: str, sent: Any, done: Callable[[], bool]) -> bool:
        """Fill in a form: whoever may send it is shown it, and nobody else."""
        shown, made = self.gets(address), self.sends(address, sent, done)
        assert shown == made, address
        return made

    def alone_among(self, accounts: Iterable[User]) -> bool:
        """Whether these are this visitor's own account, and none else's."""
        return bool(self.person) and set(accounts) == {self.person.user}
