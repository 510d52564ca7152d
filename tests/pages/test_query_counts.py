"""What a page costs does not follow how much there is on it, and stays under a stated number."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.house import House

pytestmark = pytest.mark.django_db

#: The most that an address may ask of the database, signed in or not.
MOST = 15
FEW, MANY = 2, 20


def costs(client: Client, addresses: list[str]) -> dict[str, int]:
    """How many queries each address asks, once the site's own root is known."""
    found = {}
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, address
        found[address] = len(queries)
    return found


@pytest.mark.parametrize("signed_in", [False, True], ids=["visitor", "participant"])
def test_a_page_costs_the_same_however_full(client, signed_in) -> None:
    """Ten times as much of everything asks not one query more, and never more than so many."""
    house = House()
    if signed_in:
        client.force_login(house.reader)
    addresses = house.addresses()
    house.grow(FEW)
    few = costs(client, addresses)
    house.grow(MANY - FEW)
    many = costs(client, addresses)
    assert {a: (few[a], many[a]) for a in addresses if many[a] > few[a]} == {}
    assert {a: many[a] for a in addresses if many[a] > MOST} == {}
