"""One house for the tests of what hands, ears and eyes get: a page of each kind, well filled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from community.accounts.models import User
from community.gatherings.models import GatheringPart
from tests import factories as make
from tests.discussions import factories as talk
from tests.house import House


@dataclass(frozen=True)
class Places:
    """Addresses by name, those of them that only a member opens, and such a member."""

    addresses: dict[str, str]
    closed: frozenset[str]
    others: list[str]
    member: User

    def all_for(self, signed_in: bool) -> list[str]:
        """Each address once, without those that send a visitor or a member elsewhere."""
        named = [
            address
            for name, address in self.addresses.items()
            if (signed_in and name != "sign in") or (not signed_in and name not in self.closed)
        ]
        own = ["/compte/", "/discussions/"] if signed_in else ["/nulle-part/"]
        return list(dict.fromkeys([*named, *own, *self.others]))


def furnish() -> Places:
    """Build the house: a session with open and locked parts, a talk, and one of everything."""
    house = House()
    house.grow(1)
    session = house.session
    session.day_programme = '<p>On lit <a href="/lexique/">le lexique</a> avant de venir.</p>'
    session.save()
    make.part(session, GatheringPart.Kind.RECIT, circle="tous", text="On arrive.\n\nOn parle.")
    make.part(session, GatheringPart.Kind.ACCOUNT, circle="allies")
    make.session(house.comap, date=str(timezone.localdate() + timedelta(days=9)))
    channel = talk.pair_channel()
    member = talk.seated(channel, name="Élue d'ici")
    other = talk.seated(channel, name="Agent d'ailleurs")
    talk.say(channel, other, "On peut lire https://exemple.test/ avant de venir.")
    addresses = {
        "home": "/",
        "comap": house.comap.url,
        "session": session.url,
        "synthesis": house.synthesis.url,
        "resources": "/ressources/?type=fiche",
        "sign in": "/compte/login/",
        "statement": "/accessibilite/",
        "form": "/accessibilite/signaler/",
        "channel": channel.get_absolute_url(),
    }
    others = [address for address in house.addresses() if address.endswith("/")]
    return Places(addresses, frozenset({"channel"}), others, talk.account(member))
