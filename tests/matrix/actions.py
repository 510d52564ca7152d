"""How each line of the table is tried: what a visitor does, and whether the house let them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

from django.urls import reverse

from accompagnements.permissions import may_lead
from community.delegations.permissions import may_compose
from community.discussions.permissions import managed_programmes, may_set_rule
from community.programmes.models import Participation
from community.welcome.permissions import may_invite

from .world import Visitor

ANIMATOR = Participation.Role.ANIMATOR


def talks(name: str) -> Callable[[Visitor], bool]:
    """Reading and writing are one right: both are tried, and agree."""

    def tries(visitor: Visitor) -> bool:
        channel = getattr(visitor.world, name)
        reads = visitor.gets(channel.get_absolute_url())
        said = {"type": "post", "channel": channel.pk, "nonce": str(uuid.uuid4()), "body": "Ici"}
        address = reverse("discussions:messages", args=[channel.pk])
        answer = visitor.client.post(address, json.dumps(said), content_type="application/json")
        writes = answer.status_code == 201
        assert (reads, writes) in ((True, True), (False, False)), answer.content
        assert channel.messages.filter(body="Ici").exists() == writes
        return reads

    return tries


def page(name: str) -> Callable[[Visitor], bool]:
    return lambda visitor: visitor.gets(getattr(visitor.world, name).get_url())


def part(words: str) -> Callable[[Visitor], bool]:
    return lambda visitor: visitor.reads(visitor.world.open.get_url(), words)


def editor(name: str, view: str = "wagtailadmin_pages:edit") -> Callable[[Visitor], bool]:
    return lambda visitor: visitor.gets(reverse(view, args=[getattr(visitor.world, name).pk]))


def workshop(view: str) -> Callable[[Visitor], bool]:
    return lambda visitor: visitor.gets(reverse(view))


def signs(visitor: Visitor, value: Any, **signer: Any) -> bool:
    visitor.client.post(reverse("alliance:charter_sign"), {"signers": [value]})
    return bool(visitor.world.charter.signatures.filter(**signer).exists())


def reads_delegation(visitor: Visitor) -> bool:
    return visitor.gets(reverse("delegations:delegation", args=[visitor.world.delegation.pk]))


def seats(visitor: Visitor) -> bool:
    """The rule says so, and the form of the seats answers as it says."""
    delegation = visitor.world.delegation
    answer = visitor.client.post(reverse("delegations:give", args=[delegation.pk]), {})
    may = may_compose(visitor.user, delegation)
    assert may == (
        answer.status_code in (200, 302, 422) and "login" not in answer.get("Location", "")
    )
    return may


ACTIONS: dict[str, Callable[[Visitor], bool]] = {
    "read a page open to all": page("open"),
    "read a page for allies": page("for_allies"),
    "read a participants' page": page("for_participants"),
    "read a draft on the site": page("draft"),
    "open a part for allies": part("Aux allié·es seulement."),
    "open a part for participants": part("Aux participant·es seulement."),
    "see a card that is not public": lambda v: v.gets(v.world.card.get_absolute_url()),
    "see a detail shown to allies": lambda v: v.reads(
        v.world.card.get_absolute_url(), "01 02 03 04 05"
    ),
    "see a detail hidden by an organisation": lambda v: v.reads(
        v.world.organisation.get_absolute_url(), "05 04 03 02 01"
    ),
    "talk in the dispositif's channel": talks("common"),
    "talk in a delegation's channel": talks("seated"),
    "talk in a pair channel": talks("pair"),
    "talk in a peers channel": talks("peers"),
    "talk in the channel of a page for allies": talks("beside"),
    "set the rule of a delegation's channel": lambda v: may_set_rule(v.user, v.world.seated),
    "open channels here": lambda v: managed_programmes(v.user).filter(pk=v.world.here.pk).exists(),
    "read a delegation's page": reads_delegation,
    "seat people in a delegation": seats,
    "bring people into the dispositif": lambda v: may_invite(v.user, v.world.here),
    "invite animators, or to the alliance": lambda v: (
        may_invite(v.user, None) and may_invite(v.user, v.world.here, ANIMATOR)
    ),
    "start and end an accompaniment": lambda v: may_lead(v.user, v.world.here),
    "write the pages here": editor("open"),
    "choose who sees a page here": editor("open", "page_audience"),
    "write the pages elsewhere": editor("elsewhere"),
    "enter the workshop": workshop("wagtailadmin_home"),
    "give roles in any dispositif": workshop("wagtailsnippets_programmes_participation:add"),
    "write the charter's versions": workshop("wagtailsnippets_alliance_charter:add"),
    "read the log": workshop("event_report"),
    "give accounts and the team's rights": workshop("wagtailusers_users:index"),
    "write one's own card": lambda v: v.gets(reverse("alliance:own_card")),
    "write an organisation's card": lambda v: v.gets(
        reverse("alliance:organisation_card", args=[v.world.organisation.slug])
    ),
    "sign the charter for oneself": lambda v: signs(
        v, "moi", person=v.person, person__isnull=False
    ),
    "sign the charter for an organisation": lambda v: signs(
        v, v.world.organisation.pk, organisation=v.world.organisation
    ),
}
