"""The doors of the house as a visitor tries them: each says whether what they came for was done.

What is sent is what the form of somebody who may would send: whoever is refused is refused for who
they are. Where one right has several doors, all are tried, and agree.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

from django.core import mail
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import rich_text

from accompagnements import actions as leading
from accompagnements.models import Course, PhaseProgress
from community.accounts.models import User
from community.alliance.models import ActorKind, Charter, Organisation, Person
from community.delegations.models import Seat
from community.discussions.models import Channel, Report
from community.programmes.models import Circle, PageAudience, Participation, QuotationRule
from community.welcome.models import Invitation, JoinRequest
from tests.accounts.doors import code_by_mail
from tests.admin.editor import edit_url, shown_form
from tests.alliance.merging import seen

from .world import Visitor

#: Does something as a visitor would, and says whether the house let them.
Door = Callable[[Visitor], bool]
WORDS = "Écrit par qui passe"


def alike(*answers: bool) -> bool:
    """One right, one answer, whichever the door."""
    assert len(set(answers)) == 1, answers
    return answers[0]


def page(name: str) -> Door:
    return lambda visitor: visitor.gets(getattr(visitor.world, name).get_url())


def part(words: str) -> Door:
    return lambda visitor: visitor.reads(visitor.world.open.get_url(), words)


def card(name: str, words: str) -> Door:
    return lambda visitor: visitor.reads(getattr(visitor.world, name).get_absolute_url(), words)


def workshop(*views: str) -> Door:
    return lambda visitor: alike(*(visitor.gets(reverse(view)) for view in views))


def talks(name: str) -> Door:
    """Reading and writing are one right."""

    def tries(visitor: Visitor) -> bool:
        channel = getattr(visitor.world, name)
        said = {"type": "post", "channel": channel.pk, "nonce": str(uuid.uuid4()), "body": "Ici"}
        return alike(
            visitor.gets(channel.get_absolute_url()),
            visitor.sends(
                reverse("discussions:messages", args=[channel.pk]),
                json.dumps(said),
                channel.messages.filter(body="Ici", author=visitor.person).exists,
                content_type="application/json",
            ),
        )

    return tries


def sets_rule(name: str) -> Door:
    """In the channel, for whoever reads it, or in the workshop, for whoever manages it."""

    def tries(visitor: Visitor) -> bool:
        channel = getattr(visitor.world, name)
        addresses = {
            QuotationRule.NAMELESS: reverse("discussions:rule", args=[channel.pk]),
            QuotationRule.NAMED: reverse("discussions_admin:rule", args=[channel.pk]),
        }
        return True in [
            visitor.sends(address, {"rule": rule}, kept(channel, rule=rule))
            for rule, address in addresses.items()
        ]

    return tries


def opens_and_closes_channels(visitor: Visitor) -> bool:
    here, common = visitor.world.here, visitor.world.common
    fields = {"kind": Channel.Kind.PEERS, "actor_kind": ActorKind.SOCIO}
    opened = Channel.objects.filter(programme=here.pk, **fields)
    return alike(
        visitor.sends(
            reverse("discussions_admin:opening"), fields | {"programme": here.pk}, opened.exists
        ),
        visitor.sends(
            reverse("discussions_admin:close", args=[common.pk]),
            {},
            kept(common, closed=True),
        ),
    )


def takes_along(name: str) -> Door:
    """The page that says what may leave, and both files."""

    def tries(visitor: Visitor) -> bool:
        channel = getattr(visitor.world, name)
        files = [reverse("discussions:export_file", args=[channel.pk, f]) for f in ("html", "json")]
        choice = reverse("discussions:export", args=[channel.pk])
        return alike(*(visitor.gets(address) for address in (choice, *files)))

    return tries


def reports_message(visitor: Visitor) -> bool:
    said = visitor.world.said
    return visitor.writes(
        reverse("discussions:report", args=[said.channel_id, said.seq]),
        {"reason": Report.Reason.HURTFUL},
        said.reports.exists,
    )


def settles_report(visitor: Visitor) -> bool:
    report = visitor.world.report
    return visitor.writes(
        report.get_absolute_url(),
        {"answer": "C'est masqué.", "hide": "on"},
        kept(report.message, hidden_at__isnull=False),
    )


def welcomes_newcomers(visitor: Visitor) -> bool:
    common = visitor.world.common
    address = reverse("discussions_admin:welcome", args=[common.pk])
    return visitor.sends(address, {"welcome": WORDS}, kept(common, welcome=WORDS))


def chooses_the_past(visitor: Visitor) -> bool:
    pair = visitor.world.pair
    address = reverse("discussions_admin:past", args=[pair.pk])
    return visitor.sends(address, {"past": "arrivee"}, kept(pair, past="arrivee"))


def twins(visitor: Visitor) -> bool:
    delegation, third = visitor.world.delegation, visitor.world.third
    return visitor.writes(
        reverse("twin", args=[delegation.pk]),
        {"avec": [third.pk]},
        Channel.objects.filter(kind=Channel.Kind.PAIR, delegations=third).exists,
    )


def hides_presence(visitor: Visitor) -> bool:
    """One's own, and nobody else's."""
    return visitor.sends(
        reverse("accounts:presence"),
        {"shown": "0"},
        lambda: visitor.alone_among(User.objects.filter(shows_presence=False)),
    )


def reads_delegation(visitor: Visitor) -> bool:
    return visitor.gets(reverse("delegations:delegation", args=[visitor.world.delegation.pk]))


def seats(visitor: Visitor) -> bool:
    """Somebody who takes part already."""
    return _seats(visitor, visitor.world.neighbour, {"person": visitor.world.neighbour.pk})


def _seats(visitor: Visitor, person: Person, chosen: dict[str, Any]) -> bool:
    delegation = visitor.world.delegation
    sent = chosen | {"kind": ActorKind.AGENT, "title": "", "part": "", "on": timezone.localdate()}
    found = Seat.objects.filter(delegation=delegation, participation__person=person)
    return visitor.sends(reverse("delegations:give", args=[delegation.pk]), sent, found.exists)


def brings_people(visitor: Visitor) -> bool:
    """By an invitation, or by a seat for somebody who does not take part yet."""
    newcomer = visitor.world.card
    return alike(
        invites(visitor, visitor.world.here, Participation.Role.PARTICIPANT),
        _seats(visitor, newcomer, {"newcomer": newcomer.slug}),
    )


def invites_further(visitor: Visitor) -> bool:
    return alike(
        invites(visitor, visitor.world.here, Participation.Role.ANIMATOR),
        invites(visitor, None, Participation.Role.PARTICIPANT),
    )


def invites(visitor: Visitor, programme: Any, role: str) -> bool:
    email = new_address()
    sent = {"guests": email, "role": role, "programme": programme.pk if programme else ""}
    found = Invitation.objects.filter(email=email, role=role, programme=programme)
    return visitor.sends(reverse("welcome:invite"), sent, found.exists)


def answers_requests(visitor: Visitor) -> bool:
    asked = visitor.world.request
    address = reverse("welcome:request", args=[asked.pk])
    yes = JoinRequest.Answer.YES
    return visitor.writes(address, {"answer": yes}, kept(asked, answer=yes))


def leads(visitor: Visitor) -> bool:
    """Start, end, open again: what this visitor may not do, the house does before the next."""
    here = visitor.world.here
    course = Course.objects.filter(accompaniment=here)
    steps: tuple[tuple[str, Any, Callable[[], bool]], ...] = (
        ("start", leading.start, course.exists),
        ("close", leading.close, course.filter(closed_on__isnull=False).exists),
        ("reopen", leading.reopen, course.filter(closed_on=None).exists),
    )
    answers = []
    for name, action, done in steps:
        answers.append(visitor.sends(reverse(f"accompagnements:{name}", args=[here.pk]), {}, done))
        action(accompaniment=here)
    return alike(*answers)


def tells_phases(visitor: Visitor) -> bool:
    """By its form, or in one gesture."""
    place = [visitor.world.here.pk, visitor.world.phase.order]
    told = PhaseProgress.objects.filter(programme=place[0], number=place[1])
    ongoing, done = PhaseProgress.State.ONGOING, PhaseProgress.State.DONE
    return alike(
        visitor.writes(
            reverse("accompagnements:phase", args=place),
            {"state": ongoing},
            told.filter(state=ongoing).exists,
        ),
        visitor.sends(
            reverse("accompagnements:advance", args=place),
            {"state": done},
            told.filter(state=done).exists,
        ),
    )


def edits(name: str) -> Door:
    """The form is read by a colleague: its fields are many, and not for everybody to see."""

    def tries(visitor: Visitor) -> bool:
        row = getattr(visitor.world, name)
        form = shown_form(visitor.world.office, edit_url(row))
        sent = dict(form.lists()) | {"title": [WORDS], "action-publish": ["action-publish"]}
        return visitor.writes(edit_url(row), sent, kept(row, title=WORDS))

    return tries


def chooses_audience(visitor: Visitor) -> bool:
    row, circle = visitor.world.open, Circle.PARTICIPANTS
    chosen = PageAudience.objects.filter(page=row.pk, circle=circle)
    return visitor.writes(
        reverse("page_audience", args=[row.pk]), {"circle": circle}, chosen.exists
    )


def gives_roles(visitor: Visitor) -> bool:
    role = {
        "programme": visitor.world.elsewhere.pk,
        "person": visitor.world.card.pk,
        "role": Participation.Role.ANIMATOR,
    }
    given = Participation.objects.filter(**role)
    return visitor.writes(
        reverse("wagtailsnippets_programmes_participation:add"), role, given.exists
    )


def writes_charter(visitor: Visitor) -> bool:
    sent = {"version": "2030", "text": rich_text("<p>Nous…</p>"), "adopted_on": "2020-01-01"}
    return visitor.writes(
        reverse("wagtailsnippets_alliance_charter:add"),
        sent,
        Charter.objects.filter(version="2030").exists,
    )


def merges(visitor: Visitor) -> bool:
    one, other = visitor.world.card, visitor.world.double
    return alike(
        visitor.gets(reverse("doubles")),
        visitor.writes(
            reverse("merging", args=[one.pk, other.pk]),
            {"seen": seen(one, other)},
            lambda: not Person.objects.filter(pk=other.pk).exists(),
        ),
    )


def gives_accounts(visitor: Visitor) -> bool:
    email = new_address()
    return alike(
        visitor.gets(reverse("wagtailusers_users:index")),
        visitor.writes(
            reverse("wagtailusers_users:add"),
            {"email": email, "is_staff": "on"},
            User.objects.filter(email=email, is_staff=True).exists,
        ),
    )


def chooses_password(visitor: Visitor) -> bool:
    """One's own, and nobody else's."""
    return visitor.writes(
        reverse("accounts:password"),
        {"password": "quatre mots sans rapport"},
        lambda: visitor.alone_among(row for row in User.objects.all() if row.has_password),
    )


def changes_address(visitor: Visitor) -> bool:
    """The code is asked for and given in the same browser."""
    email = new_address()
    visitor.client.post(reverse("accounts:address"), {"email": email})
    code = code_by_mail() if mail.outbox else "AAAA-AAAA"
    return visitor.writes(
        reverse("accounts:address_code"),
        {"code": code},
        lambda: visitor.alone_among(User.objects.filter(email=email)),
    )


def writes_own_card(visitor: Visitor) -> bool:
    """One's own, and nobody else's."""
    named = User.objects.filter(person__name=WORDS)
    return visitor.writes(
        reverse("alliance:own_card"),
        {"name": WORDS},
        lambda: visitor.alone_among(named.all()),
    )


def writes_organisation(visitor: Visitor) -> bool:
    row = visitor.world.organisation
    return visitor.writes(
        reverse("alliance:organisation_card", args=[row.slug]),
        {"name": WORDS, "kind": Organisation.Kind.ASSOCIATION, "summary": ""},
        kept(row, name=WORDS),
    )


def signs_for_oneself(visitor: Visitor) -> bool:
    """One's own name, and nobody else's."""
    signed = User.objects.filter(person__chartersignature__charter=visitor.world.charter)
    return visitor.sends(
        reverse("alliance:charter_sign"),
        {"signers": ["moi"]},
        lambda: visitor.alone_among(signed.all()),
    )


def signs_for_organisation(visitor: Visitor) -> bool:
    row = visitor.world.organisation
    signed = visitor.world.charter.signatures.filter(organisation=row)
    return visitor.sends(reverse("alliance:charter_sign"), {"signers": [row.pk]}, signed.exists)


def kept(row: Any, **fields: Any) -> Callable[[], bool]:
    """Whether the database holds the row with these values."""
    found: Callable[[], bool] = type(row).objects.filter(Q(**fields), pk=row.pk).exists
    return found


def new_address() -> str:
    """One that nobody has, and that no limit has counted."""
    return f"{uuid.uuid4().hex}@exemple.test"
