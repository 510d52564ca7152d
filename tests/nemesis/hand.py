"""A process beside the workers that does what the team does, and reads what the database holds.

Run as `python -m tests.nemesis.hand`; it obeys one JSON line at a time, and answers with one.
"""

from __future__ import annotations

import json
import os
import sys
from collections import defaultdict
from typing import Any

import django
from django.db import connections, transaction


def remove(channel: int, user: int, session: str, how: str, team: int) -> int:
    """Take somebody's right away; the revision after which nothing may reach them.

    The channel is locked meanwhile: what has a higher revision was committed after the removal.
    """
    from django.contrib.sessions.models import Session

    from community.accounts.models import User
    from community.alliance.models import Person
    from community.discussions.actions import exclude
    from community.discussions.models import Channel

    with transaction.atomic():
        locked = Channel.objects.select_for_update().get(pk=channel)
        if how == "put out":
            exclude(
                channel=locked,
                person=Person.objects.get(user=user),
                acting_user=User.objects.get(pk=team),
            )
        elif how == "sign out":
            Session.objects.get(session_key=session).delete()
        elif how == "deactivate":
            User.objects.filter(pk=user).update(is_active=False)
        else:
            raise ValueError(how)
        return locked.revision


def truth() -> dict[str, Any]:
    """What each channel holds: its last place and revision, and its messages in order."""
    from community.discussions.models import Channel, Message

    messages: dict[int, list[Any]] = defaultdict(list)
    rows = Message.objects.order_by("channel", "seq")
    with transaction.atomic():
        for row in rows.values_list("channel", "seq", "revision", "nonce", "body"):
            messages[row[0]].append([row[1], row[2], str(row[3]), row[4]])
        channels = list(Channel.objects.values_list("pk", "seq", "revision"))
    return {
        str(pk): {"seq": seq, "revision": revision, "messages": messages[pk]}
        for pk, seq, revision in channels
    }


ACTS = {"remove": remove, "truth": truth}


def main() -> None:
    # What the house logs goes to the standard output too: answers have it to themselves.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    django.setup()
    for line in sys.stdin:
        act = json.loads(line)
        try:
            answer = {"done": ACTS[act.pop("act")](**act)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        finally:
            connections.close_all()
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
