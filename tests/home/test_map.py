"""The map of the territories, and the list beside it that says the same."""

import gzip
import html
import math
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.alliance.models import Territory
from community.alliance.outlines import FRAMES, _lambert_93, _rings, frame_of
from community.programmes.actions import set_audience
from home.map import MOST_MARKS, PAGE_SIZE, REACH
from tests import factories as make
from tests.pages.test_nodes import MOST as MOST_NODES
from tests.pages.test_nodes import nodes

pytestmark = pytest.mark.django_db

URL = "/alliance/carte/"
LOOS, LENS, VIGAN, YAOUNDE = (50.46, 2.79), (50.43, 2.83), (43.99, 3.61), (3.83, 11.48)


def at(place, **fields):
    return make.TerritoryFactory(lat=place[0], lon=place[1], **fields)


def read(client, query=""):
    answer = client.get(URL + query)
    assert answer.status_code == 200
    return answer.context["map"]


def text(client, query=""):
    return html.unescape(client.get(URL + query).content.decode())


def listed(found):
    return [place.slug for place in found.page.paginator.object_list]


def drawn(found):
    return {
        panel.frame.key: [[place.slug for place in mark.places] for mark in panel.marks]
        for panel in found.panels
        if panel.marks
    }


def scattered(number):
    """Territories of all kinds over France, overseas and elsewhere, some without a position."""
    kinds = Territory.Kind.values
    rows = [
        Territory(
            slug=f"lieu-{n}",
            name=f"Lieu {n:04}",
            kind=kinds[n % len(kinds)],
            lat=None if n % 40 == 0 else 42.5 + (n * 7919 % 8000) / 1000,
            lon=None if n % 40 == 0 else -4.5 + (n * 104_729 % 12_500) / 1000,
        )
        for n in range(number)
    ]
    for frame, row in zip(FRAMES[1:], rows[1:], strict=False):
        west, south, east, north = frame.bounds
        row.lat, row.lon = (south + north) / 2, (west + east) / 2
    Territory.objects.bulk_create(rows)


def test_france_is_projected_as_its_maps_are() -> None:
    """Lambert-93: its origin, and true lengths along the two parallels that it touches."""
    project = _lambert_93()
    assert project(3, 46.5) == pytest.approx((700_000, 6_600_000), abs=0.001)
    for latitude in (44, 49):
        phi = math.radians(latitude)
        curve = math.sqrt(1 - 0.00669438002290 * math.sin(phi) ** 2)
        degree = math.radians(1) * 6_378_137 / curve * math.cos(phi)
        there, further = project(3, latitude), project(3.001, latitude)
        assert math.dist(there, further) * 1000 == pytest.approx(degree, rel=1e-6)


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.key)
def test_a_drawing_stays_in_its_frame(frame) -> None:
    """Each coast falls in the frame that it is drawn for, clear of its edges."""
    for ring in _rings(frame.lines):
        assert len(ring) > 2
        for lon, lat in ring:
            x, y = frame.place(lat, lon)
            assert frame.margin <= x <= frame.width - frame.margin
            assert frame.margin <= y <= frame.height - frame.margin
            assert frame.key == "monde" or frame_of(lat, lon) == frame


@pytest.mark.parametrize(
    ("place", "frame"),
    [
        (LOOS, "metropole"),
        ((42.0, 9.2), "metropole"),
        ((16.2, -61.5), "guadeloupe"),
        ((14.6, -61.0), "martinique"),
        ((4.9, -52.3), "guyane"),
        ((-20.9, 55.5), "reunion"),
        ((-12.8, 45.2), "mayotte"),
        (YAOUNDE, "monde"),
        ((-17.6, -149.4), "monde"),
        ((-90, 180), "monde"),
        ((90, -180), "monde"),
    ],
    ids=str,
)
def test_every_place_of_the_globe_is_shown_somewhere(client, place, frame) -> None:
    """France, its overseas territories, the rest of the world; the poles stand at the edge."""
    at(place, slug="ici", name="Ici")
    found = read(client)
    assert drawn(found) == {frame: [["ici"]]}
    panel = next(panel for panel in found.panels if panel.marks)
    assert 0 < panel.marks[0].x < panel.frame.width
    assert 0 < panel.marks[0].y < panel.frame.height
    assert 'href="/alliance/territoires/ici/"' in text(client)


def test_the_list_says_what_the_map_shows(client) -> None:
    """All territories by name; one that no map can show is in the list, which says why."""
    at(LOOS, slug="loos", name="Loos")
    at(YAOUNDE, slug="yaounde", name="Yaoundé")
    make.TerritoryFactory(slug="nulle-part", name="Nulle part")
    make.TerritoryFactory(slug="a-demi", name="À demi", lat=45.0)
    found = read(client)
    assert set(listed(found)) == {"loos", "nulle-part", "a-demi", "yaounde"}
    assert drawn(found) == {"metropole": [["loos"]], "monde": [["yaounde"]]}
    assert found.placeless == 2
    shown = text(client)
    assert shown.count("sans position") == 3  # beside each, and how many there are
    assert "4 territoires" in shown


def test_neighbours_share_a_mark_that_leads_to_their_list(client) -> None:
    """Too near to be touched apart: a number, and the list of those; the others stand alone."""
    for place, slug in ((LOOS, "loos"), (LENS, "lens"), (VIGAN, "vigan")):
        at(place, slug=slug, name=slug.capitalize())
    found = read(client)
    assert drawn(found) == {"metropole": [["loos", "lens"], ["vigan"]]}
    mark = found.panels[0].marks[0]
    assert "et 1 autre territoire tout près" in mark.label
    near = read(client, mark.url.partition("#")[0])
    assert listed(near) == ["loos", "lens"]
    assert listed(read(client, "?autour=lens")) == ["loos", "lens"]
    assert "Autour de Lens" in text(client, "?autour=lens")
    assert [mark.chosen for mark in near.panels[0].marks] == [True, False]
    assert len(re.findall(r'#liste"\s+aria-current="true"', text(client, "?autour=lens"))) == 1


@pytest.mark.parametrize("asked", ["nulle-part", "licorne", "9" * 400])
def test_nothing_is_around_what_has_no_place(client, asked) -> None:
    """An empty list that says what to do, never a fault."""
    at(LOOS)
    make.TerritoryFactory(slug="nulle-part")
    answer = client.get(URL, {"autour": asked})
    assert answer.status_code == 200
    assert listed(answer.context["map"]) == []
    assert "retirez-en un ci-dessus" in answer.content.decode()


def test_what_is_wide_is_drawn_otherwise(client) -> None:
    """A region is not a point: its mark is hollow, that of a town is full."""
    at(LOOS, kind="commune")
    at(VIGAN, kind="region")
    assert [mark.is_wide for mark in read(client).panels[0].marks] == [False, True]
    shown = text(client)
    assert shown.count('class="wide"') == shown.count('class="dot"') == 1


def test_kind_and_programme_narrow_map_and_list_alike(client) -> None:
    """One, the other, both; the counts are what each choice would leave."""
    loos, vigan = at(LOOS, slug="loos"), at(VIGAN, slug="vigan", kind="pnr")
    at(YAOUNDE, slug="yaounde")
    comap = make.comap(slug="eau", title="Eau")
    comap.territories.add(loos, vigan)
    comap.save()
    for query, slugs in (
        ("?type=commune", {"loos", "yaounde"}),
        ("?dispositif=eau", {"loos", "vigan"}),
        ("?type=pnr&dispositif=eau", {"vigan"}),
        ("?type=licorne", set()),
    ):
        found = read(client, query)
        assert set(listed(found)) == slugs, query
        assert {slug for marks in drawn(found).values() for mark in marks for slug in mark} == slugs
    kinds, programmes = read(client, "?type=pnr").facets
    assert [(row.key, row.count, row.chosen) for row in kinds.values] == [
        ("commune", 2, False),
        ("pnr", 1, True),
    ]
    assert [(row.label, row.count) for row in programmes.values] == [("Eau", 1)]
    assert [row.count for row in read(client, "?dispositif=eau").facets[0].values] == [1, 1]
    both = read(client, "?type=pnr&dispositif=eau")
    assert [(row.label, row.query) for row in both.chosen] == [
        ("parc naturel régional", "?dispositif=eau"),
        ("Eau", "?type=pnr"),
    ]


def test_a_hidden_programme_narrows_like_one_that_is_not(client) -> None:
    """It is offered to those who may see it; for others its name finds nothing, like any other."""
    territory = at(LOOS, slug="loos")
    comap = make.comap(slug="eau", title="Eau")
    comap.territories.add(territory)
    comap.save()
    set_audience(page=comap, circle="participants")
    hidden, missing = text(client, "?dispositif=eau"), text(client, "?dispositif=feu")
    assert hidden == missing.replace("feu", "eau").replace("Feu", "Eau")
    assert listed(read(client, "?dispositif=eau")) == []
    assert read(client).facets[1].values == ()
    client.force_login(make.participant(comap).user)
    assert listed(read(client, "?dispositif=eau")) == ["loos"]
    assert [row.label for row in read(client).facets[1].values] == ["Eau"]


def test_a_chosen_programme_is_named_however_small(client) -> None:
    """The list of choices is cut; what was chosen is among them."""
    for index in range(15):
        programme = make.comap(slug=f"eau-{index}", title=f"Eau {index:02}")
        programme.territories.set([make.TerritoryFactory() for _ in range(2 if index else 1)])
        programme.save()
    assert "eau-0" not in [row.key for row in read(client).facets[1].values]
    found = read(client, "?dispositif=eau-0")
    assert [(row.label, row.count) for row in found.chosen] == [("Eau 00", 1)]


def test_two_thousand_territories_cost_what_two_do(client) -> None:
    """Marks that a finger tells apart, few elements, few bytes, and not one query more."""
    scattered(2)
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    Territory.objects.all().delete()
    scattered(2000)
    with CaptureQueriesContext(connection) as many:
        answer = client.get(URL)
    assert len(many) == len(few) <= 6
    found = answer.context["map"]
    marks = [mark for panel in found.panels for mark in panel.marks]
    assert 20 < len(marks) <= MOST_MARKS
    assert sum(len(mark.places) for mark in marks) + found.placeless == found.total == 2000
    for panel in found.panels:
        points = [(mark.x, mark.y) for mark in panel.marks]
        assert all(
            math.dist(one, other) >= REACH
            for index, one in enumerate(points)
            for other in points[:index]
        )
        assert points == sorted(points, key=lambda point: (point[1], point[0]))
    assert nodes(answer.content.decode()) <= MOST_NODES
    assert len(gzip.compress(answer.content)) <= 20_000


def test_every_territory_is_reached_through_pages(client) -> None:
    """The list goes on from page to page and keeps what was chosen."""
    scattered(3 * PAGE_SIZE)
    found = set()
    for number in range(1, 4):
        found |= set(
            re.findall(r"/alliance/territoires/(lieu-\d+)/", text(client, f"?page={number}"))
        )
    assert len(found) == 3 * PAGE_SIZE
    make.TerritoryFactory.create_batch(PAGE_SIZE + 1, kind="scot")
    assert "?type=scot&page=2#liste" in text(client, "?type=scot")


def test_an_empty_house_invites(client) -> None:
    """No territory yet: the map is drawn, and says what will be there."""
    shown = text(client)
    assert "se montreront ici" in shown
    assert shown.count("<svg") == len(FRAMES)


def test_the_map_is_plain_markup(client) -> None:
    """No style of its own, no script, nothing from elsewhere; each mark says its name."""
    at(LOOS, name='Loos <b id="odd">')
    answer = client.get(URL)
    shown = answer.content.decode()
    drawing = shown[shown.index("<figure") : shown.index("</figure>")]
    assert not re.search(r"style=|<script|https?://", drawing)
    assert '<b id="odd">' not in shown
    assert drawing.count("<title>") == drawing.count("<a ") == 1
