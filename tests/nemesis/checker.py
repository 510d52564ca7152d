"""What was promised, held against what was acknowledged, heard, and is in the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.nemesis.people import Somebody

#: Channel → what it holds, as `hand.truth` tells it.
Truth = dict[str, Any]
#: What somebody adds who says it otherwise.
EDITED = " (dit autrement)"


@dataclass(frozen=True)
class Fault:
    """A promise that was broken."""

    kind: str
    told: str


@dataclass
class Saying:
    """Something that somebody tried to say; `body` is like no other."""

    channel: int
    body: str
    #: The place that was acknowledged, once it is.
    seq: int | None = None
    #: Whether « modified » was answered, too.
    edited: bool = False
    #: Whoever said it left before it was acknowledged: it was said once, or not at all.
    left: bool = False


@dataclass
class View:
    """What one client knows of its channel, built from what it was handed, in that order."""

    who: Somebody
    #: By place: revision, nonce and text.
    items: dict[int, list[Any]] = field(default_factory=dict)
    #: The latest change that was handed to it.
    newest: int = 0
    disorder: list[str] = field(default_factory=list)
    #: Nothing above this revision may come, once there is such a limit.
    limit: int | None = None
    #: Why it gave up for good.
    ended: str = ""

    def take(self, items: Iterable[dict[str, Any]]) -> None:
        for item in items:
            if item["revision"] <= self.newest:
                self.disorder.append(f"{item['revision']} after {self.newest}")
            self.newest = max(self.newest, item["revision"])
            self.items[item["seq"]] = [item["revision"], item["nonce"], item["body"]]


@dataclass
class Statuses:
    """The answers to plain requests, and when something was being broken."""

    answers: list[tuple[float, int, str]] = field(default_factory=list)
    windows: list[tuple[float, float]] = field(default_factory=list)

    def failures(self) -> list[str]:
        """Answers 500 that nothing excuses."""
        return [
            f"{status} {path}"
            for at, status, path in self.answers
            if status == 500 and not any(begun <= at <= ended for begun, ended in self.windows)
        ]


def faults(
    truth: Truth, sayings: Iterable[Saying], views: Iterable[View], statuses: Statuses
) -> list[Fault]:
    """All the promises that are broken, when nobody speaks and everybody has caught up."""
    return [
        *_of_what_was_said(truth, sayings),
        *_of_order(truth),
        *(fault for view in views for fault in _of_a_view(truth, view)),
        *(Fault("500", told) for told in statuses.failures()),
    ]


def _of_what_was_said(truth: Truth, sayings: Iterable[Saying]) -> Iterable[Fault]:
    held = {
        (int(channel), body.removesuffix(EDITED)): (seq, body)
        for channel, there in truth.items()
        for seq, _revision, _nonce, body in there["messages"]
    }
    for saying in sayings:
        place, body = held.get((saying.channel, saying.body), (None, ""))
        if saying.seq is None and not saying.left:
            yield Fault("unanswered", saying.body)
        elif saying.seq is not None and place is None:
            yield Fault("lost", f"acknowledged at {saying.seq}: {saying.body}")
        elif saying.seq is not None and place != saying.seq:
            yield Fault("moved", f"acknowledged at {saying.seq}, is at {place}: {saying.body}")
        elif saying.edited and not body.endswith(EDITED):
            yield Fault("lost", f"acknowledged as modified: {saying.body}")
    bodies = Counter(
        body.removesuffix(EDITED)
        for there in truth.values()
        for _seq, _revision, _nonce, body in there["messages"]
    )
    for body, count in bodies.items():
        if count > 1:
            yield Fault("doubled", f"{count} times: {body}")


def _of_order(truth: Truth) -> Iterable[Fault]:
    for channel, there in truth.items():
        seqs = [row[0] for row in there["messages"]]
        if seqs != list(range(1, there["seq"] + 1)):
            yield Fault("hole", f"channel {channel} has {seqs}")
        revisions = [row[1] for row in there["messages"]]
        if len(set(revisions)) < len(revisions) or max(revisions, default=0) > there["revision"]:
            yield Fault("hole", f"channel {channel} has the revisions {revisions}")


def _of_a_view(truth: Truth, view: View) -> Iterable[Fault]:
    name = f"{view.who.user} in {view.who.channel}"
    for told in view.disorder:
        yield Fault("disordered", f"{name}: {told}")
    if view.limit is not None:
        if view.newest > view.limit:
            yield Fault("leaked", f"{name} has {view.newest}, removed at {view.limit}")
        return
    if view.ended:
        yield Fault("gave up", f"{name}: {view.ended}")
    there = truth[str(view.who.channel)]["messages"]
    if view.items != {seq: [revision, nonce, body] for seq, revision, nonce, body in there}:
        lacking = sorted({row[0] for row in there} - view.items.keys())
        yield Fault("differs", f"{name} lacks {lacking} of {len(there)}")
