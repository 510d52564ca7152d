"""What the admin names to an animator: their programmes, what leads there, what they may read."""

import pytest
from django.test import Client
from wagtail.models import Page

from community.programmes.actions import set_audience, take_part
from community.programmes.admin_scope import pages_in_reach
from community.programmes.models import Participation
from tests import factories as make
from tests.accounts.doors import with_second_factor

pytestmark = pytest.mark.django_db


class House:
    """Two programmes with a draft each; somebody animates the first."""

    def __init__(self) -> None:
        self.mine, self.other = make.comap(title="La mienne"), make.chantier(title="L'autre")
        self.my_draft = make.session(self.mine, title="Brouillon à moi", live=False)
        self.draft = make.work_session(self.other, title="Brouillon d'ailleurs", live=False)
        self.closed = make.work_session(self.other, title="Séance fermée")
        set_audience(page=self.closed, circle="participants")
        self.animator = make.animator(self.mine)

    def client(self) -> Client:
        return with_second_factor(self.animator.user)


@pytest.fixture
def house() -> House:
    return House()


def titles(user) -> set[str]:
    return set(pages_in_reach(user, Page.objects.all()).values_list("title", flat=True))


def test_an_animator_meets_their_own_and_what_they_may_read(house) -> None:
    """Their drafts, what leads there even when it is closed, and every page that they may read."""
    reach = titles(house.animator.user)
    assert {"Root", "La mienne", "Brouillon à moi", "L'autre"} <= reach
    assert not {"Brouillon d'ailleurs", "Séance fermée"} & reach


def test_the_team_meets_every_page(house) -> None:
    """Its rights stand on the whole house; an owner of the house needs no group."""
    everything = set(Page.objects.values_list("title", flat=True))
    assert titles(make.team_member().user) == everything
    assert titles(make.UserFactory(is_superuser=True)) == everything


def test_what_leads_to_a_programme_is_met_even_unpublished(house) -> None:
    """Otherwise one would not find the way."""
    Page.objects.filter(pk=house.mine.get_parent().pk).update(live=False)
    assert house.mine.get_parent().title in titles(house.animator.user)
    assert house.mine.get_parent().title not in titles(make.UserFactory())


def test_the_chooser_names_no_draft_of_others(house) -> None:
    """Neither when one walks through the tree, nor when one searches it."""
    client = house.client()
    walked = client.get(f"/gestion/choose-page/{house.mine.pk}/").json()["html"]
    assert "Brouillon à moi" in walked
    elsewhere = client.get(f"/gestion/choose-page/{house.other.pk}/")
    assert elsewhere.status_code == 200
    assert "Brouillon d" not in elsewhere.json()["html"]
    found = client.get("/gestion/choose-page/search/?q=Brouillon").content.decode()
    assert "Brouillon à moi" in found
    assert "ailleurs" not in found
    assert client.get(f"/gestion/choose-page/{house.draft.pk}/").status_code == 404
    assert client.get("/gestion/choose-page/").status_code == 200


def test_the_explorer_names_no_draft_of_others(house) -> None:
    """An animator of two programmes walks from one to the other past what is not theirs."""
    second = make.chantier(title="Une autre des miennes")
    role = Participation.Role.ANIMATOR
    take_part(programme=second, person=house.animator, role=role)
    client = house.client()
    assert "Brouillon à moi" in client.get(f"/gestion/pages/{house.mine.pk}/").content.decode()
    assert client.get(f"/gestion/pages/{house.draft.pk}/").status_code in (302, 403, 404)
    search = client.get("/gestion/pages/search/?q=Brouillon").content.decode()
    assert "Brouillon à moi" in search
    assert "ailleurs" not in search
    team = with_second_factor(make.team_member().user)
    assert "ailleurs" in team.get(f"/gestion/pages/{house.other.pk}/").content.decode()
