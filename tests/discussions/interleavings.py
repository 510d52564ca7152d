"""Several clients of one channel do whatever comes, in whatever order; none may be told wrong."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections import defaultdict
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from django.db import transaction
from django.test import Client
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from community.alliance.models import Person
from community.discussions.actions import exclude, readmit
from community.discussions.models import Channel, Exclusion, Message, Reaction
from community.programmes.actions import take_part
from community.programmes.models import Participation
from tests import factories as house
from tests.discussions import factories
from tests.discussions.sockets import SECONDS, Socket, session_of

T = TypeVar("T")


@dataclass
class Stage:
    """People who talk in one example after the other: the first animates, the last runs it all."""

    people: list[tuple[Person, Client]]
    team: Person

    @classmethod
    def build(cls) -> Stage:
        # Who animates shows a second factor when signing in: the first does so already.
        people = [house.animator(house.comap()), house.PersonFactory(), house.PersonFactory()]
        return cls([(person, session_of(person)) for person in people], house.team_member())


@dataclass(eq=False)
class Reader:
    """A client as docs/discussion-protocol.md describes it: one cursor, and what it was handed."""

    person: Person
    session: Client
    channel: int
    socket: Socket | None = None
    cursor: int = 0
    items: dict[int, dict[str, Any]] = field(default_factory=dict)
    #: Nothing above it may come, as long as its person has no right.
    limit: int | None = None
    #: Frames that are to be answered on this line.
    asked: int = 0
    #: Whether the first changes of this line have come.
    caught_up: bool = False
    acknowledged: dict[str, int] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"/discussions/{self.channel}/"

    async def connect(self) -> None:
        if self.socket:
            return
        self.asked, self.caught_up = 1, False
        self.socket = await Socket(self.session).__aenter__()
        await self.socket.say({"type": "hello", "version": 2})
        await self.subscribe()

    async def subscribe(self) -> None:
        assert self.socket
        frame = {"type": "subscribe", "channel": self.channel, "after": self.cursor}
        await self.socket.say(frame)

    async def drop(self) -> None:
        """The line breaks: what was on its way is lost."""
        if self.socket:
            socket, self.socket = self.socket, None
            await socket.__aexit__()

    async def hear(self) -> None:
        """Take the next event of the line."""
        assert self.socket
        event = await self.socket.wire.receive_output(SECONDS)
        if event["type"] == "websocket.close":
            assert event["code"] == 4403, event
            await self.drop()
            return
        frame = json.loads(event["text"])
        if frame["type"] == "changes":
            self.take(frame)
            self.caught_up |= not frame["more"]
            return
        if frame["type"] == "error" and frame["code"] == "not_found" and "nonce" not in frame:
            self.caught_up |= "seq" not in frame  # the answer to « subscribe »
        self.asked -= frame["type"] != "error" or "nonce" in frame or "seq" in frame
        if frame["type"] == "ack":
            self.acknowledge(frame)

    def acknowledge(self, frame: dict[str, Any]) -> None:
        assert self.acknowledged.setdefault(frame["nonce"], frame["seq"]) == frame["seq"]

    def take(self, frame: dict[str, Any]) -> None:
        """Apply changes, in their order, leaving out those that are known."""
        assert frame["after"] <= self.cursor, "a hole"
        revisions = [item["revision"] for item in frame["items"]]
        assert revisions == sorted(set(revisions)), "out of order"
        for item in frame["items"]:
            assert self.limit is None or item["revision"] <= self.limit, "told after a removal"
            if item["revision"] > self.cursor:
                self.items[item["seq"]] = item
        self.cursor = max(self.cursor, frame["revision"])

    async def hear_what_is_there(self, most: int = 10_000) -> None:
        while most and self.socket and not self.socket.wire.output_queue.empty():
            await self.hear()
            most -= 1

    async def know(self, revision: int) -> None:
        """Hear until everything is answered, and known up to there."""
        while self.socket and (self.asked or not self.caught_up or self.cursor < revision):
            await self.hear()


def whole(item: dict[str, Any]) -> dict[str, Any]:
    """What is shown of a message that was handed on."""
    return {
        "revision": item["revision"],
        "nonce": item["nonce"],
        "body": item["body"],
        "marks": [bool(item.get(mark)) for mark in ("edited", "withdrawn", "pinned")],
        "signs": {sign: set(people) for sign, people in item.get("signs", {}).items()},
        "re": item["re"]["text"] if "re" in item else None,
        "answer": item.get("answer"),
    }


def held(channel: int) -> dict[int, dict[str, Any]]:
    """What the database has to show of each message of a channel."""
    signs: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for reaction in Reaction.objects.filter(message__channel=channel):
        signs[reaction.message_id][reaction.sign].add(reaction.person_id)
    rows = Message.objects.filter(channel=channel).select_related("reply_to", "answer")
    return {
        row.seq: {
            "revision": row.revision,
            "nonce": str(row.nonce),
            "body": row.body,
            "marks": [bool(at) for at in (row.edited_at, row.withdrawn_at, row.pinned_at)],
            "signs": dict(signs[row.pk]),
            "re": row.reply_to.first_words if row.reply_to else None,
            "answer": row.answer.seq if row.answer else None,
        }
        for row in rows
    }


CLIENTS = st.integers(0, 3)
PEOPLE = st.integers(0, 2)
#: Which message, counted from the last; those that are not there are asked for too.
PLACES = st.integers(0, 6)
TEXTS = st.sampled_from(["Bonjour", "**Oui**", "> cité\n\nPourquoi ?", "✳ é" * 30])
KINDS = st.sampled_from(["parole", "question"])
SIGNS = st.sampled_from(["merci", "oui"])


class Talk(RuleBasedStateMachine):
    """Four clients of three people; the second person has two pages open."""

    stage: ClassVar[Stage]

    @initialize()
    def open_the_channel(self) -> None:
        self.loop = asyncio.new_event_loop()
        programme = house.comap()
        for place, (person, _session) in enumerate(self.stage.people):
            role = Participation.Role.PARTICIPANT if place else Participation.Role.ANIMATOR
            take_part(programme=programme, person=person, role=role)
        self.channel = factories.programme_channel(programme)
        self.readers = [
            Reader(*self.stage.people[place], self.channel.pk) for place in (0, 1, 1, 2)
        ]
        self.said: list[tuple[int, dict[str, Any]]] = []

    def run(self, work: Awaitable[T]) -> T:
        return self.loop.run_until_complete(work)

    # Lines -----------------------------------------------------------------------------------

    @rule(who=CLIENTS)
    def connect(self, who: int) -> None:
        self.run(self.readers[who].connect())

    @rule(who=CLIENTS, heard=st.integers(0, 3))
    def drop(self, who: int, heard: int) -> None:
        """Some of what is on its way arrives, the rest does not."""
        self.run(self.readers[who].hear_what_is_there(heard))
        self.run(self.readers[who].drop())

    @rule(who=CLIENTS)
    def hear(self, who: int) -> None:
        self.run(self.readers[who].hear_what_is_there())

    @rule(who=CLIENTS)
    def ask_plainly(self, who: int) -> None:
        """Changes by a plain request, beside the socket or without one."""
        reader = self.readers[who]
        if reader.socket:
            return  # one way at a time moves the cursor
        more = True
        while more:
            answer = reader.session.get(f"{reader.address}messages?after={reader.cursor}")
            assert answer.status_code == (404 if reader.limit is not None else 200)
            frame = answer.json()
            more = frame.get("more", False)
            if reader.limit is None:
                reader.take(frame)

    @rule(milliseconds=st.integers(0, 20))
    def let_time_pass(self, milliseconds: int) -> None:
        self.run(asyncio.sleep(milliseconds / 1000))

    # Messages --------------------------------------------------------------------------------

    @rule(who=CLIENTS, text=TEXTS, kind=KINDS, answered=st.none() | PLACES)
    def say(self, who: int, text: str, kind: str, answered: int | None) -> None:
        message = {"nonce": str(uuid.uuid4()), "body": text, "kind": kind}
        if answered is not None and self.seq(answered):
            message["re"] = self.seq(answered)
        self.said.append((who, message))
        self.send(who, message)

    @rule(which=st.integers(0, 5), tab=st.booleans())
    def say_again(self, which: int, tab: bool) -> None:
        """The same message once more, from the same page or from the other one."""
        if not self.said:
            return
        who, message = self.said[-1 - which % len(self.said)]
        self.send({1: 2, 2: 1}.get(who, who) if tab else who, message)

    def send(self, who: int, message: dict[str, Any]) -> None:
        reader = self.readers[who]
        if reader.socket:
            reader.asked += 1
            frame = {"type": "post", "channel": self.channel.pk}
            self.run(reader.socket.say(frame | message))
            return
        answer = self.ask(reader, "messages", message)
        if answer["type"] == "ack":
            reader.acknowledge(answer)

    def ask(self, reader: Reader, path: str, said: dict[str, Any]) -> dict[str, Any]:
        address = reader.address + path
        answer = reader.session.post(address, said, content_type="application/json")
        assert answer.status_code < 500, answer
        assert reader.limit is None or answer.status_code == 404
        frame: dict[str, Any] = answer.json()
        return frame

    def seq(self, place: int) -> int:
        """The place of a message, counted from the last; 0 when it is before the first."""
        last = Channel.objects.values_list("seq", flat=True).get(pk=self.channel.pk)
        return max(int(last) - place, 0)

    def act(self, who: int, place: int, kind: str, **what: Any) -> None:
        reader = self.readers[who]
        seq = self.seq(place) or 1
        if reader.socket:
            reader.asked += 1
            frame = {"type": kind, "channel": self.channel.pk, "seq": seq}
            self.run(reader.socket.say(frame | what))
        else:
            self.ask(reader, f"{seq}/{kind}", what)

    @rule(who=CLIENTS, place=PLACES, text=TEXTS)
    def edit(self, who: int, place: int, text: str) -> None:
        self.act(who, place, "edit", body=f"{text} – ou plutôt…")

    @rule(who=CLIENTS, place=PLACES)
    def withdraw(self, who: int, place: int) -> None:
        self.act(who, place, "withdraw")

    @rule(who=CLIENTS, place=PLACES, sign=SIGNS, on=st.booleans())
    def react(self, who: int, place: int, sign: str, on: bool) -> None:
        self.act(who, place, "react", sign=sign, on=on)

    @rule(place=PLACES, on=st.booleans())
    def pin(self, place: int, on: bool) -> None:
        self.act(0, place, "pin", on=on)

    @rule(place=PLACES, by=st.none() | PLACES)
    def mark_answered(self, place: int, by: int | None) -> None:
        self.act(0, place, "answer", by=None if by is None else self.seq(by) or 1)

    # Rights ----------------------------------------------------------------------------------

    @rule(who=PEOPLE)
    def revoke(self, who: int) -> None:
        person, _session = self.stage.people[who]
        with transaction.atomic():
            channel = Channel.objects.select_for_update().get(pk=self.channel.pk)
            exclude(channel=channel, person=person, acting_user=self.stage.team.user)
            for reader in self.of(person):
                reader.limit = channel.revision if reader.limit is None else reader.limit

    @rule(who=PEOPLE)
    def restore(self, who: int) -> None:
        person, _session = self.stage.people[who]
        for reader in self.of(person):
            # What was sent meanwhile is looked at while it is still forbidden.
            if reader.limit is not None:
                self.run(self.out(reader))
        readmit(channel=self.channel, person=person, acting_user=self.stage.team.user)
        for reader in self.of(person):
            reader.limit = None

    def of(self, person: Person) -> list[Reader]:
        return [reader for reader in self.readers if reader.person == person]

    @staticmethod
    async def out(reader: Reader) -> None:
        """Hear what comes until the door is shut; a line that follows nothing just ends."""
        while reader.socket and not (reader.caught_up and reader.socket.wire.output_queue.empty()):
            await reader.hear()
        await reader.drop()

    # What must hold --------------------------------------------------------------------------

    @invariant()
    def places_are_dense_and_nonces_are_once(self) -> None:
        rows = list(
            Message.objects.filter(channel=self.channel.pk).order_by("seq").values("seq", "nonce")
        )
        assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
        assert len({row["nonce"] for row in rows}) == len(rows)

    @rule()
    def everybody_knows_everything(self) -> None:
        """Who may read and has a line sees what the database holds, and nobody else more."""
        # Until nothing is being written, the end is not known.
        for reader in self.readers:
            self.run(reader.know(0))
        there = held(self.channel.pk)
        newest = Channel.objects.values_list("revision", flat=True).get(pk=self.channel.pk)
        for reader in self.readers:
            if reader.limit is None:
                self.run(reader.know(newest))
                if reader.socket:
                    assert {seq: whole(item) for seq, item in reader.items.items()} == there
            for nonce, seq in reader.acknowledged.items():
                assert there[seq]["nonce"] == nonce

    def teardown(self) -> None:
        if not hasattr(self, "loop"):
            return
        try:
            for reader in self.readers:
                if reader.limit is None:
                    self.run(reader.connect())
            self.everybody_knows_everything()
            assert not Exclusion.objects.filter(
                channel=self.channel, person__in=[r.person for r in self.readers if r.limit is None]
            )
        finally:
            for reader in self.readers:
                self.run(reader.drop())
            self.loop.close()
