"""Opening channels: each kind needs its own, and there is one of each."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from community.alliance.models import ActorKind
from community.discussions.actions import open_channel
from community.discussions.models import Channel, Exclusion
from tests import factories as house
from tests.discussions import factories

Kind = Channel.Kind
pytestmark = pytest.mark.django_db


def test_a_channel_is_named_after_what_it_is_for() -> None:
    """A programme, a territory, two territories, a kind of actors, a page."""
    programme = house.accompaniment(title="Cohorte")
    loos = house.delegation(programme, territory=house.TerritoryFactory(name="Loos"))
    other = house.delegation(programme, territory=house.TerritoryFactory(name="Ailleurs"))
    assert str(open_channel(kind=Kind.PROGRAMME, programme=programme)) == "Cohorte"
    assert open_channel(kind=Kind.DELEGATION, delegations=[loos]).title == "Loos"
    assert open_channel(kind=Kind.PAIR, delegations=[loos, other]).title == "Loos – Ailleurs"
    peers = open_channel(kind=Kind.PEERS, programme=programme, actor_kind=ActorKind.ELU)
    assert peers.title == "Cohorte – élu·e"
    page = house.session(house.comap(), title="Première session")
    assert open_channel(kind=Kind.PAGE, page=page).title == "Première session"
    assert open_channel(kind=Kind.PAGE, page=house.comap(), title="À part").title == "À part"


def test_opening_again_gives_the_channel_there_is() -> None:
    """One channel a programme, a delegation, a set of twins, a page; other sets are others."""
    channel = factories.pair_channel()
    first, second = channel.delegations.order_by("pk")
    third = house.delegation()
    again = open_channel(kind=Channel.Kind.PAIR, delegations=[second, first])
    wider = open_channel(kind=Channel.Kind.PAIR, delegations=[first, second, third])
    assert again == channel
    assert wider != channel
    programme = house.comap()
    assert factories.programme_channel(programme) == factories.programme_channel(programme)
    assert Channel.objects.count() == 3


def test_a_kind_needs_its_own_and_no_more() -> None:
    """What does not go together is refused with a sentence, and nothing is written."""
    programme, delegation = house.comap(), house.delegation()
    wrong: list[dict[str, Any]] = [
        {"kind": Kind.DELEGATION},
        {"kind": Kind.DELEGATION, "delegations": [delegation, house.delegation()]},
        {"kind": Kind.PAIR, "delegations": [delegation]},
        {"kind": Kind.PROGRAMME, "programme": programme, "delegations": [delegation]},
        {"kind": Kind.PROGRAMME},
        {"kind": Kind.PROGRAMME, "programme": programme, "actor_kind": ActorKind.ELU},
        {"kind": Kind.PEERS, "programme": programme},
        {"kind": Kind.PEERS, "actor_kind": ActorKind.ELU},
        {"kind": Kind.PAGE},
        {"kind": Kind.PAGE, "page": programme, "programme": programme},
    ]
    for arguments in wrong:
        with pytest.raises(ValidationError):
            open_channel(**arguments)
    assert not Channel.objects.exists()


def test_the_database_refuses_what_passed_by_the_action() -> None:
    """The same rules are constraints, whoever writes the row."""
    programme = house.comap()
    factories.programme_channel(programme)
    for fields in (
        {"kind": "programme"},
        {"kind": "programme", "programme": programme},
        {"kind": "page", "page": programme, "actor_kind": "elu"},
        {"kind": "delegation", "seq": 2, "revision": 1},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Channel.objects.create(title="Autre", **fields)
    assert str(Exclusion(channel=Channel(title="Salon"), person=house.PersonFactory(name="X")))
