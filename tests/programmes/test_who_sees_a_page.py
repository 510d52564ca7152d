"""Who sees a page: each circle lies inside the one before, and SQL says so."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.models import Page

from comap.models import ComapIndexPage, ComapPage
from community.gatherings.permissions import visible_parts
from community.programmes.actions import ensure_audience, set_audience, take_part
from community.programmes.models import Circle, PageAudience
from community.programmes.permissions import (
    is_participant,
    is_team,
    may_edit_programme,
    may_see_page,
)
from community.programmes.querysets import visible_pages
from resources.models import Lesson
from tests import factories as make
from tests.alike import told

pytestmark = pytest.mark.django_db

CIRCLES = {
    "visitor": {"tous"},
    "ally": {"tous", "allies"},
    "participant of another": {"tous", "allies"},
    "participant": {"tous", "allies", "participants"},
    "animator": {"tous", "allies", "participants"},
    "team": {"tous", "allies", "participants"},
}


def user_who_is(who, programme):
    """An account of each circle, seen from ``programme``."""
    if who == "visitor":
        return AnonymousUser()
    if who == "participant of another":
        return make.participant(make.comap()).user
    makers = {
        "ally": make.PersonFactory,
        "participant": lambda: make.participant(programme),
        "animator": lambda: make.animator(programme),
        "team": make.team_member,
    }
    return makers[who]().user


def narrowed(page, circle):
    set_audience(page=page, circle=circle)
    return page


def circle_of(page):
    return PageAudience.objects.get(page_id=page.pk).circle


@pytest.mark.parametrize("who", CIRCLES)
def test_each_circle_holds_those_inside_it(who) -> None:
    """One sees the pages of one's own circle and of the wider ones, and no other."""
    programme = make.comap()
    pages = {circle: narrowed(make.session(programme), circle) for circle in Circle.values}
    user = user_who_is(who, programme)
    found = set(visible_pages(user).filter(pk__in=[p.pk for p in pages.values()]))
    assert {p.pk for p in found} == {pages[circle].pk for circle in CIRCLES[who]}
    for circle, page in pages.items():
        assert may_see_page(user, page) is (circle in CIRCLES[who])


@pytest.mark.parametrize("who", CIRCLES)
def test_a_draft_is_in_no_list(who) -> None:
    """What is not published is in nobody's lists, the team's included: the admin has drafts."""
    programme = make.comap()
    draft = make.session(programme, live=False)
    user = user_who_is(who, programme)
    assert draft.pk not in visible_pages(user).values_list("pk", flat=True)


@pytest.mark.parametrize("who", CIRCLES)
def test_an_unpublished_programme_takes_its_pages_along(client, who) -> None:
    """What stands in a programme is read while it is published, and again once it is."""
    programme = make.comap()
    session = make.session(programme, date="2024-05-16")
    part = make.part(session, circle=Circle.ANYONE)
    lesson = make.LessonFactory(origin=session, programme=programme)
    user = user_who_is(who, programme)
    if user.is_authenticated:
        client.force_login(user)
    for live in (True, False, True):
        programme.live = live
        programme.save()
        assert may_see_page(user, session) is live
        assert visible_pages(user).filter(pk=session.pk).exists() is live
        assert visible_parts(user).filter(pk=part.pk).exists() is live
        assert Lesson.objects.visible_to(user).filter(pk=lesson.pk).exists() is live
        assert client.get(session.url).status_code == (200 if live else 410)


def test_a_page_without_an_audience_is_seen_by_nobody() -> None:
    """A page whose audience is missing is hidden, never shown by default."""
    page = make.comap()
    PageAudience.objects.filter(page_id=page.pk).delete()
    for user in (AnonymousUser(), make.PersonFactory().user, make.team_member().user):
        assert page.pk not in visible_pages(user).values_list("pk", flat=True)
        assert not may_see_page(user, page)


def test_visibility_is_one_query(django_assert_num_queries) -> None:
    """The circles are a condition of the query, whatever the number of programmes."""
    person = make.PersonFactory()
    for _ in range(3):
        take_part(programme=make.comap(), person=person)
    with django_assert_num_queries(1):
        assert len(visible_pages(person.user, ComapPage.objects.all())) == 3


def test_somebody_in_two_programmes_sees_a_page_once() -> None:
    """No join doubles a page."""
    programme = make.comap()
    page = narrowed(make.session(programme), Circle.PARTICIPANTS)
    person = make.participant(programme)
    take_part(programme=make.chantier(), person=person)
    assert list(visible_pages(person.user).filter(pk=page.pk)) == [Page.objects.get(pk=page.pk)]


def test_a_new_page_is_as_wide_as_the_one_above() -> None:
    """Every page gets an audience when it is made: that of its parent, in its own programme."""
    open_programme, closed = make.comap(), narrowed(make.comap(), Circle.ALLIES)
    assert circle_of(make.session(open_programme)) == Circle.ANYONE
    page = make.session(closed)
    assert circle_of(page) == Circle.ALLIES
    assert PageAudience.objects.get(page_id=page.pk).programme_id == closed.pk
    assert not Page.objects.filter(depth__gt=1, audience__isnull=True).exists()


def test_asking_twice_for_an_audience_changes_nothing() -> None:
    """An audience that was chosen is kept."""
    page = narrowed(make.comap(), Circle.ALLIES)
    assert ensure_audience(page=page).circle == Circle.ALLIES
    assert PageAudience.objects.filter(page_id=page.pk).count() == 1


def test_narrowing_narrows_what_is_below() -> None:
    """The pages below follow a narrowing; those narrower already stay as they are."""
    programme = make.comap()
    wide, narrow = make.session(programme), make.session(programme)
    narrowed(narrow, Circle.PARTICIPANTS)
    narrowed(programme, Circle.ALLIES)
    assert circle_of(wide) == Circle.ALLIES
    assert circle_of(narrow) == Circle.PARTICIPANTS


def test_widening_widens_only_the_page_itself() -> None:
    """A page that opens opens nothing below it: each of those was closed by somebody."""
    programme = narrowed(make.comap(), Circle.PARTICIPANTS)
    page = make.session(programme)
    narrowed(programme, Circle.ANYONE)
    assert circle_of(programme) == Circle.ANYONE
    assert circle_of(page) == Circle.PARTICIPANTS


def test_no_page_is_wider_than_the_one_above() -> None:
    """A page may be as wide as its parent, never wider; the refusal says the parent's circle."""
    programme = narrowed(make.comap(), Circle.ALLIES)
    page = make.session(programme)
    with pytest.raises(ValidationError, match="les personnes alliées"):
        set_audience(page=page, circle=Circle.ANYONE)
    assert circle_of(page) == Circle.ALLIES
    set_audience(page=page, circle=Circle.PARTICIPANTS)
    assert circle_of(page) == Circle.PARTICIPANTS
    set_audience(page=page, circle=Circle.ALLIES)
    assert circle_of(page) == Circle.ALLIES


def test_participants_are_those_of_a_programme() -> None:
    """Outside of every programme there are no participants: that circle is refused there."""
    section = ComapIndexPage.objects.get()
    with pytest.raises(ValidationError):
        set_audience(page=section, circle=Circle.PARTICIPANTS)
    assert circle_of(section) == Circle.ANYONE
    with pytest.raises(IntegrityError), transaction.atomic():
        PageAudience.objects.filter(page_id=section.pk).update(circle=Circle.PARTICIPANTS)


def test_rights_on_a_programme() -> None:
    """The team and this programme's animators edit; its participants and others do not."""
    programme, other = make.comap(), make.comap()
    animator = make.animator(programme).user
    participant = make.participant(programme).user
    team = make.team_member().user
    assert may_edit_programme(animator, programme)
    assert may_edit_programme(team, programme)
    assert not may_edit_programme(animator, other)
    assert not may_edit_programme(participant, programme)
    assert not may_edit_programme(AnonymousUser(), programme)
    assert may_edit_programme(team, None)
    assert not may_edit_programme(animator, None)
    assert is_participant(animator, programme)
    assert is_participant(participant, programme)
    assert not is_participant(participant, other)
    assert not is_participant(participant, None)
    assert not is_participant(AnonymousUser(), programme)
    assert is_team(team)
    assert not is_team(animator)
    assert not is_team(AnonymousUser())


def test_somebody_of_the_team_who_is_switched_off_is_nobody() -> None:
    """An account that was switched off has no rights left."""
    user = make.team_member().user
    user.is_active = False
    assert not is_team(user)


def test_an_audience_says_its_circle() -> None:
    """In lists of the admin an audience is readable."""
    page = make.comap()
    assert str(page.audience) == f"{page.pk}: tout le monde"


def answer(client: Client, url: str) -> tuple[int, dict[str, str], bytes]:
    """All that a visitor could compare, without what names the address itself."""
    response = client.get(url)
    body = response.content.replace(url.encode(), b"").replace(url.strip("/").encode(), b"")
    return (*told(response), body)


@pytest.mark.parametrize("who", ["visitor", "ally", "participant of another"])
def test_hidden_and_missing_answer_alike(client, who) -> None:
    """« Not yours » and « does not exist »: same status, same headers, same body."""
    programme = narrowed(make.comap(slug="comap-cachee"), Circle.PARTICIPANTS)
    session = make.session(programme, slug="session-cachee", title="Titre qu'on ne lit pas")
    user = user_who_is(who, programme)
    if user.is_authenticated:
        client.force_login(user)
    missing = answer(client, "/comap/il-ny-a-rien/")
    assert missing[0] == 404
    for page in (programme, session):
        hidden = answer(client, page.url)
        assert hidden == missing
        assert page.title.encode() not in hidden[2]


@pytest.mark.parametrize("who", ["participant", "animator", "team"])
def test_a_hidden_page_is_served_to_those_inside(client, who) -> None:
    """Whoever the page is for reads it at its own address."""
    programme = narrowed(make.comap(), Circle.PARTICIPANTS)
    client.force_login(user_who_is(who, programme))
    assert client.get(programme.url).status_code == 200


def test_a_draft_does_not_exist(client) -> None:
    """An unpublished page answers like a missing one, to the team too."""
    page = make.comap(live=False)
    client.force_login(make.team_member().user)
    assert answer(client, page.url) == answer(client, "/comap/il-ny-a-rien/")
