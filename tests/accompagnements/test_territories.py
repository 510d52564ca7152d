"""The page of an accompaniment shows its territories with their delegations."""

import pytest

from community.programmes.models import Composition
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_delegations_lead_where_their_reader_may_go(client) -> None:
    """Insiders see how far each is composed and open it; others reach the territory."""
    cohort = make.accompaniment(expected_composition=Composition.BINOME)
    delegation = make.delegation(cohort, territory=make.TerritoryFactory(name="Loos"))
    make.seat(delegation)
    page = client.get(cohort.get_url()).content.decode()
    assert delegation.territory.get_absolute_url() in page
    assert delegation.get_absolute_url() not in page
    assert "incomplète" not in page
    client.force_login(make.participant(cohort).user)
    page = client.get(cohort.get_url()).content.decode()
    assert page.count(delegation.get_absolute_url()) == 1
    assert "incomplète" in page


def test_an_accompaniment_without_delegations_invites_who_leads_it(client) -> None:
    """Visitors are not told what is missing; whoever animates is told what to do."""
    cohort = make.accompaniment()
    assert "Aucune délégation encore" not in client.get(cohort.get_url()).content.decode()
    client.force_login(make.animator(cohort).user)
    assert "Aucune délégation encore" in client.get(cohort.get_url()).content.decode()
