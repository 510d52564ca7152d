"""Many values are looked for at once by a query that is written once."""

import uuid

import pytest
from django.db.models import CharField, UUIDField

from community.alliance.models import Person
from community.discussions.models import Message
from community.lists import Listed, listed
from community.prepared import prepared
from tests import factories as make
from tests.discussions.factories import programme_channel, say

pytestmark = pytest.mark.django_db


def test_a_list_of_any_length_is_one_value() -> None:
    """Ids, texts with anything in them, UUIDs: what is in the list is found, and only that."""
    one, other = make.PersonFactory(name="O'Neil \" \\ é %"), make.PersonFactory()
    make.PersonFactory()
    by_id = prepared(lambda ids: Person.objects.filter(pk__in=Listed(ids)).order_by("pk"))
    assert by_id(listed([one.pk, other.pk, one.pk, -1])) == [one, other]
    assert by_id(listed([other.pk])) == [other]
    assert by_id(listed([])) == []
    by_name = prepared(lambda names: Person.objects.filter(name__in=Listed(names, CharField)))
    assert by_name(listed([one.name, "personne"])) == [one]


def test_a_list_of_uuids_finds_what_has_them() -> None:
    """Whether the database has a type for them or not."""
    programme = make.comap()
    channel = programme_channel(programme)
    message = say(channel, make.participant(programme))
    under = prepared(lambda some: Message.objects.filter(nonce__in=Listed(some, UUIDField)))
    assert under(listed([message.nonce, uuid.uuid4()])) == [message]
    assert under(listed([uuid.uuid4()])) == []


def test_the_same_values_make_the_same_text() -> None:
    """Whatever their order: databases and eyes know it again."""
    assert listed([3, 1, 3, 2]) == listed({1, 2, 3}) == "[1, 2, 3]"
