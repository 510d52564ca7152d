"""A message that somebody reports, and somebody who settles it."""

from __future__ import annotations

from typing import Any

from community.alliance.models import Person
from community.discussions.models import Channel, Report
from community.discussions.reports import report_message, settle
from tests.discussions.factories import account

SECRET = "Un mot très blessant"


def report(channel: Channel, person: Person, seq: int = 1, **fields: Any) -> Report:
    told_why = {"reason": Report.Reason.HURTFUL, "words": "", **fields}
    return report_message(channel=channel, seq=seq, acting_user=account(person), **told_why)


def answer(of: Report, person: Person, **fields: Any) -> None:
    settle(report=of, acting_user=account(person), **{"answer": "Merci, c'est vu.", **fields})
