"""The form of invitations finds cards by their words, and asks nothing that is known."""

import pytest
from django.test import Client

from community.programmes.actions import take_part
from community.programmes.models import Participation
from tests import factories as make
from tests.accounts.doors import with_second_factor
from tests.welcome.letters import text_of

pytestmark = pytest.mark.django_db

FORM = "/compte/invitations/envoyer/"


@pytest.fixture
def desk() -> Client:
    return with_second_factor(make.team_member(name="Équipe").user)


def test_a_card_is_found_by_its_words_in_any_order(desk: Client) -> None:
    """Folded, each of them needed; an endless search is answered like another."""
    for name in ("Zoé Le Gall", "Zoé Martin"):
        make.PersonFactory(name=name, user=None)
    found = text_of(desk.get(FORM, {"nom": "gall ZOE"}))
    assert "Zoé Le Gall" in found
    assert "Zoé Martin" not in found
    assert "Aucune fiche sans compte" in text_of(desk.get(FORM, {"nom": "gall martin"}))
    assert desk.get(FORM, {"nom": "zoe " * 1500}).status_code == 200


def test_whoever_animates_one_only_is_not_asked_which(desk: Client) -> None:
    """One programme is chosen already; of several one is asked in words, the team may name none."""
    animator = make.animator(make.comap(title="Eau"))
    hers = with_second_factor(animator.user)
    page = hers.get(FORM).content.decode()
    assert "Choisissez" not in page
    assert ">Eau</option>" in page
    sols = make.comap(title="Sols")
    take_part(programme=sols, person=animator, role=Participation.Role.ANIMATOR)
    page = hers.get(FORM).content.decode()
    assert '<option value="" selected>Choisissez…</option>' in page
    assert "sans dispositif" in desk.get(FORM).content.decode()
    assert "---" not in page
