"""The rights and the names of two cards that become one, on pages, in drafts and in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page, Revision

from chantiers.models import Contribution
from community.activity.models import Event
from community.alliance.models import Person
from community.programmes.actions import take_part
from community.programmes.models import Participation
from tests import factories as make
from tests.alliance.merging import known_by_name, merge

pytestmark = pytest.mark.django_db

ANIMATOR, PARTICIPANT = Participation.Role.ANIMATOR, Participation.Role.PARTICIPANT


def role_of(person: Person) -> tuple[str, str]:
    [row] = Participation.objects.filter(person=person)
    return row.role, row.title


@pytest.mark.parametrize(
    ("own", "other", "expected"),
    [
        ((PARTICIPANT, ""), (PARTICIPANT, "témoin"), (PARTICIPANT, "témoin")),
        ((PARTICIPANT, "pivot"), (ANIMATOR, "témoin"), (ANIMATOR, "pivot, témoin")),
        ((ANIMATOR, "pivot"), (PARTICIPANT, "pivot"), (ANIMATOR, "pivot")),
        ((PARTICIPANT, "p" * 100), (PARTICIPANT, "t" * 100), (PARTICIPANT, "p" * 100)),
    ],
)
def test_where_both_take_part_one_row_has_the_wider_role(
    own: tuple[str, str], other: tuple[str, str], expected: tuple[str, str]
) -> None:
    """And the titles of both, where they fit."""
    programme = make.comap()
    kept, gone = known_by_name(), known_by_name()
    for person, (role, title) in ((kept, own), (gone, other)):
        take_part(programme=programme, person=person, role=role, title=title)
    merge(kept, gone)
    assert role_of(kept) == expected


def test_an_account_gets_the_rights_of_both_and_the_log_says_by_whom() -> None:
    """Wagtail's groups too: the account of the other card writes where either animated."""
    programme, elsewhere = make.comap(), make.comap()
    kept, gone = known_by_name(), make.PersonFactory()
    take_part(programme=programme, person=kept, role=ANIMATOR)
    take_part(programme=elsewhere, person=gone, role=ANIMATOR)
    user, team = gone.user, make.team_member().user
    Event.objects.all().delete()
    merge(kept, gone, team)
    groups = Group.objects.filter(user=user).values_list("name", flat=True)
    assert set(groups) == {f"animation-{programme.pk}", f"animation-{elsewhere.pk}"}
    told = Event.objects.filter(verb="role.given", programme=elsewhere)
    assert [event.actor for event in told] == [team]


def saved(page: Any) -> Revision:
    """A version of a page as it stands now."""
    return Page.objects.get(pk=page.pk).specific.save_revision()


def test_drafts_name_the_card_that_stays() -> None:
    """Once where both were named: a draft that is published names nobody away."""
    kept, gone = known_by_name(), known_by_name()
    meeting = make.session(make.comap())
    meeting.speakers.set([kept, gone])
    meeting.save()
    synthesis = make.synthesis(make.chantier())
    for person, part in ((kept, "author"), (gone, "author"), (gone, "rereader")):
        Contribution.objects.create(synthesis=synthesis, person=person, part=part)
    drafts = [saved(meeting), saved(synthesis)]
    untouched = saved(make.session(make.comap()))
    merge(kept, gone)
    for draft in drafts:
        draft.refresh_from_db()
    assert drafts[0].content["speakers"] == [kept.pk]
    rows = [(row["person"], row["part"]) for row in drafts[1].content["contributions"]]
    assert sorted(rows) == [(kept.pk, "author"), (kept.pk, "rereader")]
    assert Revision.objects.get(pk=untouched.pk).content == untouched.content
    for draft in drafts:
        draft.publish()
    assert list(meeting.speakers.model.objects.filter(gatherings=meeting)) == [kept]
    rows = Contribution.objects.filter(synthesis=synthesis).values_list("person", "part")
    assert sorted(rows) == [(kept.pk, "author"), (kept.pk, "rereader")]


def test_a_version_of_a_page_of_a_kind_that_is_gone_stops_nothing() -> None:
    """The house no longer knows what it says."""
    revision = saved(make.session(make.comap()))
    kind = revision.content_type
    Revision.objects.filter(pk=revision.pk).update(content_type=_unknown_kind(kind))
    kept, gone = known_by_name(), known_by_name()
    assert merge(kept, gone) == kept


def _unknown_kind(kind: Any) -> Any:
    return type(kind).objects.create(app_label="parti", model="parti")


def test_pages_name_the_card_that_stays_once() -> None:
    """Speakers, contributions and helped projects of either, without saying any of it twice."""
    kept, gone = known_by_name(), known_by_name()
    both, one = (make.session(make.comap()) for _ in range(2))
    both.speakers.set([kept, gone])
    one.speakers.set([gone])
    project = make.pilot_project(make.accompaniment())
    project.allied_people.set([kept, gone])
    for page in (both, one, project):
        page.save()
    synthesis = make.synthesis(make.chantier())
    for person in (kept, gone):
        Contribution.objects.create(synthesis=synthesis, person=person)
    merge(kept, gone)
    assert {page.pk for page in kept.gatherings.all()} == {both.pk, one.pk}
    assert both.speakers.through.objects.count() == 2
    assert project.allied_people.through.objects.get().person == kept
    assert Contribution.objects.get().person == kept
