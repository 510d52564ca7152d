"""Drafts that are saved while two cards become one name the card that stays, as the others do."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Page, Revision

from tests import factories as make
from tests.alliance.merging import known_by_name, merge

pytestmark = pytest.mark.django_db


def naming(person: Any) -> Revision:
    """A draft in which somebody speaks."""
    meeting = Page.objects.get(pk=make.session(make.comap()).pk).specific
    meeting.speakers = [person]
    return meeting.save_revision()


def test_a_draft_saved_meanwhile_names_the_card_that_stays(
    django_capture_on_commit_callbacks: Any,
) -> None:
    """All are looked at again once the cards are one: published, it loses nobody."""
    kept, gone = known_by_name(), known_by_name()
    with django_capture_on_commit_callbacks() as callbacks:
        was, pk = naming(gone), gone.pk
        merge(kept, gone)
        # What another transaction wrote, having begun before.
        late = naming(kept)
        late.content["speakers"] = [pk]
        late.save()
        other = naming(known_by_name())
    was.refresh_from_db()
    assert was.content["speakers"] == [kept.pk]
    for callback in callbacks:
        callback()
    late.refresh_from_db()
    assert late.content["speakers"] == [kept.pk]
    assert Revision.objects.get(pk=other.pk).content == other.content
    late.publish()
    assert [page.pk for page in kept.gatherings.all()] == [int(late.object_id)]
