"""A page holds about as many elements however much there is to tell: long lists go on elsewhere."""

from html.parser import HTMLParser

import pytest

from tests.house import House

pytestmark = pytest.mark.django_db

#: What a page that people read may hold: an EcoIndex above 80.
MOST = 380
MANY = 20


class Elements(HTMLParser):
    """Counts the elements of a page as a browser would build them."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.count += 1


def nodes(html: str) -> int:
    elements = Elements()
    elements.feed(html)
    return elements.count


def test_elements_are_counted() -> None:
    """Opening tags, void ones too; neither closing tags nor text."""
    assert nodes("<p>Un <b>mot</b>,<br> un autre &lt;p&gt;</p><img src='a'/>") == 4


@pytest.mark.parametrize("signed_in", [False, True], ids=["visitor", "participant"])
def test_a_page_holds_few_elements_however_full(client, signed_in) -> None:
    """Twenty of everything, and every page that people read still has at most so many."""
    house = House()
    if signed_in:
        client.force_login(house.reader)
    house.grow(MANY)
    pages = [address for address in house.addresses() if not address.endswith(".ics")]
    held = {address: nodes(client.get(address).content.decode()) for address in pages}
    assert {address: count for address, count in held.items() if count > MOST} == {}
