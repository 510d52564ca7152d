"""To whom one speaks in a channel, how many that reaches, and what is said to me.

Who is reached is told from the channel's end by ``recipients_of``, and asked from a person's by
``mentioning``; ``test_who_is_counted_is_who_finds_it`` holds the two together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.alliance.models import Person
from community.delegations.models import Seat
from community.prepared import prepared

from .bookmarks import count_after
from .errors import Refused
from .mention_models import EVERYBODY
from .models import SAID, Channel, Mention, Message
from .permissions import readers_of, seats_in

#: How many people are offered by name; beyond, those who spoke last are.
OFFERED = 60
#: How many messages that mention me are shown above my discussions.
SHOWN = 5
#: They are looked for among so many mentions, the latest of the house.
LOOKED_AT = 2_000


@dataclass(frozen=True)
class Recipient:
    """A choice that a writer has, with the people whom it reaches, but for themselves."""

    target: str
    name: str
    people: frozenset[int]
    chosen: bool

    @property
    def label(self) -> str:
        """« les élu·es (3 personnes) »: whom one chooses, and how many that reaches."""
        if self.target.startswith("person:"):
            return self.name
        count = len(self.people)
        words = ngettext("%(name)s (%(count)d personne)", "%(name)s (%(count)d personnes)", count)
        return words % {"name": self.name, "count": count}


def mentions_for(channel: Channel, message: Message, targets: Sequence[str]) -> list[Mention]:
    """The mentions to keep with a message to be. Raises ``Refused``.

    Whoever does not read the channel is answered like whoever is not.
    """
    limit = settings.DISCUSSIONS["MENTIONS_PER_MESSAGE"]
    if len(targets) > limit:
        sentence = _(
            "Un message mentionne %(limit)d destinataires au plus : choisissez plutôt une "
            "délégation, ou tout le monde."
        )
        raise Refused("too_many_mentions", sentence % {"limit": limit}, limit=limit)
    mentions = [Mention.of(target) for target in targets]
    if not set(targets) <= _here(channel, mentions):
        sentence = _(
            "Vous mentionnez quelqu'un qui ne lit pas cette discussion, ou plus : choisissez à "
            "nouveau à qui vous parlez."
        )
        raise Refused("not_here", sentence, 409)
    for mention in mentions:
        mention.message = message
    return mentions


def _here(channel: Channel, mentions: Collection[Mention]) -> set[str]:
    """Which of these targets have somebody among the readers of a channel."""
    readers = readers_of(channel)
    here = {EVERYBODY}
    people = [mention.person_id for mention in mentions if mention.person_id]
    if people:
        found = readers.filter(pk__in=people).values_list("pk", flat=True)
        here |= {Mention(person_id=pk).target for pk in found}
    delegations = [mention.delegation_id for mention in mentions if mention.delegation_id]
    kinds = [mention.actor_kind for mention in mentions if mention.actor_kind]
    if delegations or kinds:
        seats = seats_in(channel).filter(Q(delegation__in=delegations) | Q(kind__in=kinds))
        held = seats.filter(participation__person__in=readers)
        for delegation_id, kind in held.values_list("delegation", "kind"):
            here.add(Mention(delegation_id=delegation_id).target)
            here.add(Mention(actor_kind=kind).target)
    return here


def recipients_of(channel: Channel, me: Person, chosen: Collection[str] = ()) -> list[Recipient]:
    """To whom ``me`` may speak in a channel: all, delegations, kinds, then people by name."""
    readers = {person.pk: person for person in readers_of(channel).exclude(pk=me.pk)}
    reached: dict[str, tuple[Mention, set[int]]] = {}

    def reach(mention: Mention, people: Collection[int]) -> None:
        reached.setdefault(mention.target, (mention, set()))[1].update(people)

    reach(Mention(everybody=True), readers)
    seats = seats_in(channel).select_related("participation", "delegation__territory")
    held = [seat for seat in seats if seat.participation.person_id in readers]
    for seat in sorted(held, key=lambda seat: str(seat.delegation)):
        reach(Mention(delegation=seat.delegation), {seat.participation.person_id or 0})
    for seat in sorted(held, key=lambda seat: seat.kind):
        reach(Mention(actor_kind=seat.kind), {seat.participation.person_id or 0})
    for person in sorted(_offered(channel, readers), key=str):
        reach(Mention(person=person), {person.pk})
    return [
        Recipient(target, mention.name, frozenset(people), target in chosen)
        for target, (mention, people) in reached.items()
        if people
    ]


def _offered(channel: Channel, readers: dict[int, Person]) -> list[Person]:
    """All who read; where they are too many to be listed, those who spoke last."""
    if len(readers) <= OFFERED:
        return list(readers.values())
    said = Message.objects.filter(channel=channel, kind__in=SAID, author__in=readers)
    last = said.order_by().values("author").annotate(last=Max("seq")).order_by("-last")
    return [readers[row["author"]] for row in last[:OFFERED]]


def mentioning(user: Any, today: dt.date) -> QuerySet[Message]:
    """What others said to ``user`` in channels that they read; nothing of what was taken back."""
    mine = Mention.objects.filter(_reaching(user, today), message=OuterRef("pk"))
    said = Message.objects.said().seen_by(user.pk, today).filter(Exists(mine))
    theirs = said.filter(channel__in=Channel.objects.readable_by(user, today=today))
    return theirs.exclude(author__user=user.pk)


def _reaching(user: Any, today: dt.date) -> Q:
    """The condition that a mention reaches ``user``: by name, by a seat of theirs, or as all."""
    seats = Seat.objects.current(today).filter(participation__person__user=user.pk)
    # The seats of the message's channel: what ``permissions.seats_in`` says of one in hand.
    channel = "message__channel"
    here = (
        Q(delegation__channels=OuterRef(channel))
        | Q(delegation__programme=OuterRef(f"{channel}__programme"))
        | Q(delegation__programme__audiences__page=OuterRef(f"{channel}__page"))
    )
    of_kind = seats.filter(here, kind=OuterRef("actor_kind"))
    return (
        Q(everybody=True)
        | Q(person__user=user.pk)
        | Q(delegation__in=seats.values("delegation"))
        | ~Q(actor_kind="") & Q(Exists(of_kind))
    )


def latest_mentions(user: Any) -> list[Message]:
    """The latest of what was said to ``user``, the last first, at a constant cost."""
    return _latest(user, timezone.localdate())


@prepared
def _latest(user: Any, today: dt.date) -> QuerySet[Message]:
    newest = Mention.objects.order_by("-pk").values("pk")[:1]
    lately = Mention.objects.filter(pk__gt=Subquery(newest) - LOOKED_AT).values("message")
    found = mentioning(user, today).filter(pk__in=lately).select_related("author", "channel")
    return found.order_by("-pk")[:SHOWN]


def with_mentions(channels: Sequence[Channel], user: Any) -> Sequence[Channel]:
    """The same channels with ``mentions``: how much of what is unread there is said to ``user``."""
    behind = [channel for channel in channels if channel.unread]
    said = mentioning(user, timezone.localdate())
    counts = count_after(said, user, behind) if behind else {}
    for channel in channels:
        channel.mentions = counts.get(channel.pk) or 0
    return channels
