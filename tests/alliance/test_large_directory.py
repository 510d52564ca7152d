"""The directory asks as little, and holds as few elements, however many it lists."""

import pytest

from tests import factories as make
from tests.crowd import crowd
from tests.pages.test_nodes import MOST as MOST_NODES
from tests.pages.test_nodes import nodes
from tests.pages.test_query_counts import MOST, costs

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/alliance/personnes/",
    "/alliance/personnes/?q=ana+mission",
    "/alliance/personnes/?q=ana&type=media&region=Bretagne&sujet=eau&langue=fr",
    "/alliance/organisations/",
    "/alliance/organisations/?q=rurales&type=media",
    "/alliance/territoires/",
    "/alliance/territoires/?q=pays&region=Bretagne",
]


@pytest.mark.parametrize("signed_in", [False, True], ids=["visitor", "participant"])
def test_the_directory_costs_the_same_however_large(client, signed_in) -> None:
    """Twice, then twenty times as many: not one query more, few elements, few queries."""
    programmes = [make.comap(slug="eau"), make.comap(slug="sols")]
    reader = make.participant(programmes[0], slug="lectrice", public=True)
    if signed_in:
        client.force_login(reader.user)
    own = [
        *ADDRESSES,
        "/alliance/personnes/lectrice/",
        *(f"{address}?dispositif=eau" for address in ADDRESSES if address.endswith("s/")),
    ]
    crowd(40, 20, 10, programmes)
    few = costs(client, own)
    crowd(40, 20, 10, programmes)
    twice = costs(client, own)
    crowd(720, 360, 180, programmes)
    many = costs(client, own)
    held = {address: nodes(client.get(address).content.decode()) for address in own}
    # With one page of results, there is no second one to count.
    assert {a: (few[a], many[a]) for a in own if many[a] > max(few[a], twice[a])} == {}
    assert {a: (few[a], twice[a]) for a in own if twice[a] > few[a]} == {}
    assert {a: many[a] for a in own if many[a] > MOST} == {}
    assert {a: count for a, count in held.items() if count > MOST_NODES} == {}
