"""No link of ours leads nowhere."""

import html
import re

import pytest

from tests import factories as make
from tests.house import House

pytestmark = pytest.mark.django_db

#: Links to addresses of the house, wherever they stand on a page.
LINK = re.compile(r"""<a\s[^>]*?href="(/[^"#]*|\?[^"#]*)""", re.DOTALL)


def links_of(client, address: str) -> set[str]:
    """Where a page leads: menu, trail, body and foot."""
    found = {html.unescape(link) for link in LINK.findall(client.get(address).content.decode())}
    path = address.split("?", maxsplit=1)[0]
    return {path + link if link.startswith("?") else link for link in found}


@pytest.mark.parametrize("signed_in", [False, True], ids=["visitor", "participant"])
def test_every_link_leads_somewhere(client, signed_in) -> None:
    """Home, one page of each type, each list: what they link to answers, signed in or not."""
    house = House()
    house.grow(1)
    if signed_in:
        client.force_login(house.reader)
    pages = [address for address in house.addresses() if not address.endswith(".ics")]
    leading = {link: page for page in pages for link in links_of(client, page)}
    assert {"/alliance/chiffres/", "/compte/", "/comap/"} <= leading.keys()
    lost = {link: page for link, page in leading.items() if client.get(link).status_code >= 400}
    assert lost == {}


def test_a_directory_is_narrowed_by_kind(client) -> None:
    """Organisations and territories: all, those of a kind, none of a kind that does not exist."""
    make.OrganisationFactory(name="Une mairie", kind="collectivite")
    make.OrganisationFactory(name="Un média", kind="media")
    make.TerritoryFactory(name="Loos", kind="commune")
    everything = client.get("/alliance/organisations/").content.decode()
    assert "Une mairie" in everything
    assert "Un média" in everything
    media = client.get("/alliance/organisations/?type=media").content.decode()
    assert "Un média" in media
    assert "Une mairie" not in media
    assert "Loos" in client.get("/alliance/territoires/?type=commune").content.decode()
    assert "Loos" not in client.get("/alliance/territoires/?type=planete").content.decode()
