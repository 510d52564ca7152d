"""Who manages a channel that is read by seats chooses what newcomers see of its past."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from community.activity.models import Event
from community.discussions.models import Channel
from community.discussions.newcomers import set_past
from tests import factories as house
from tests.accounts.doors import with_second_factor
from tests.discussions import factories
from tests.discussions.factories import account, say

pytestmark = pytest.mark.django_db


def test_who_manages_chooses_without_reading(channel) -> None:
    """In the admin, beside the welcome; who sits there is refused, others find nothing."""
    referent = house.seat(channel.delegations.order_by("pk")[1], referent=True).participation.person
    say(channel, referent, "Vieux secret")
    animator = house.animator(channel.delegations.order_by("pk")[0].programme)
    client = with_second_factor(account(animator))
    door = reverse("discussions_admin:past", args=[channel.pk])
    shown = client.get(reverse("discussions_admin:channel", args=[channel.pk])).content.decode()
    assert 'name="past"' in shown
    answer = client.post(door, {"past": "arrivee"}, follow=True).content.decode()
    assert "du passé est enregistré" in answer
    assert "Vieux" not in answer
    assert Channel.objects.get(pk=channel.pk).past == "arrivee"
    client.post(door, {"past": "arrivee"})
    events = Event.objects.filter(verb="channel.past_chosen")
    assert events.count() == 1  # the same again is nothing
    for person in (referent, house.animator(house.comap())):
        with pytest.raises(PermissionDenied):
            set_past(channel=channel, acting_user=account(person), past="tout")
    other: Client = with_second_factor(account(house.animator(house.comap())))
    assert other.post(door, {"past": "tout"}).status_code == 404
    wrong = client.post(door, {"past": "demain"})
    assert "demain" in wrong.content.decode()
    assert Channel.objects.get(pk=channel.pk).past == "arrivee"


def test_where_nobody_sits_all_is_shown() -> None:
    """A participation has no day: the form is not offered, the action and the database refuse."""
    common = factories.programme_channel()
    client = with_second_factor(account(house.team_member()))
    shown = client.get(reverse("discussions_admin:channel", args=[common.pk])).content.decode()
    assert 'name="past"' not in shown
    answer = client.post(reverse("discussions_admin:past", args=[common.pk]), {"past": "arrivee"})
    assert "depuis quand on lit" in answer.content.decode()
    with pytest.raises(ValidationError):
        set_past(channel=common, acting_user=account(house.team_member()), past="arrivee")
    with pytest.raises(IntegrityError), transaction.atomic():
        Channel.objects.filter(pk=common.pk).update(past="arrivee")
    assert Channel.objects.get(pk=common.pk).past == "tout"
