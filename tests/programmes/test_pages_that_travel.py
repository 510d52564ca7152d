"""A page that is moved, copied or renamed is never read by more people than before."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models.signals import post_save
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from comap.models import ComapSessionPage
from community.gatherings.models import AppointmentIndexPage, MeetingPage
from community.programmes.actions import set_audience
from community.programmes.models import Circle, PageAudience
from community.programmes.permissions import may_see_page
from community.programmes.querysets import visible_pages
from tests import factories as make
from tests.accounts.doors import with_second_factor
from tests.alike import told

pytestmark = pytest.mark.django_db


def narrowed(page, circle):
    set_audience(page=page, circle=circle)
    return page


def circle_of(page):
    return PageAudience.objects.get(page_id=page.pk).circle


@pytest.fixture
def team() -> Client:
    return with_second_factor(make.team_member().user)


@pytest.fixture
def closed_meeting() -> MeetingPage:
    """A meeting of participants, in a programme that is open."""
    return narrowed(make.meeting(make.appointment()), Circle.PARTICIPANTS)


def test_a_moved_page_belongs_to_where_it_stands() -> None:
    """Moved to another programme, a page is that one's participants', no longer the first's."""
    first, second = make.comap(), make.chantier()
    page = narrowed(make.meeting(first), Circle.PARTICIPANTS)
    before, after = make.participant(first).user, make.participant(second).user
    page.move(second, pos="last-child", user=make.team_member().user)
    assert PageAudience.objects.get(page_id=page.pk).programme_id == second.pk
    assert not may_see_page(before, page)
    assert may_see_page(after, page)


def test_a_moved_page_is_no_wider_than_where_it_stands() -> None:
    """Moved under a narrower page, it narrows, with all of its branch."""
    narrow = narrowed(make.comap(), Circle.ALLIES)
    page = make.meeting(make.comap())
    page.move(narrow, pos="last-child")
    assert circle_of(page) == Circle.ALLIES


def test_a_page_moved_out_of_programmes_is_unpublished(closed_meeting) -> None:
    """Where there are no participants, nobody reads their page; an open one stays published."""
    opened = make.meeting(make.appointment())
    for page in (closed_meeting, opened):
        page.move(AppointmentIndexPage.objects.get(), pos="last-child")
        page.refresh_from_db()
    audience = PageAudience.objects.get(page_id=closed_meeting.pk)
    assert (audience.circle, audience.programme_id) == (Circle.ALLIES, None)
    assert not closed_meeting.live
    assert not visible_pages(make.PersonFactory().user).filter(pk=closed_meeting.pk).exists()
    assert opened.live
    assert may_see_page(AnonymousUser(), opened)


def test_the_admin_refuses_to_move_participants_pages_out(team, closed_meeting) -> None:
    """The refusal is a sentence and the page stays; another programme, or an open page, is fine."""
    section, other = AppointmentIndexPage.objects.get(), make.appointment()
    home = closed_meeting.get_parent()

    def move(page, destination):
        address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, destination.pk])
        return team.post(address, follow=True).content.decode()

    assert "ne peut pas être déplacée ici" in move(closed_meeting, section)
    assert MeetingPage.objects.get().get_parent().pk == home.pk
    assert "ne peut pas être déplacée ici" not in move(closed_meeting, other)
    assert MeetingPage.objects.get(live=True).get_parent().pk == other.pk
    opened = make.meeting(other)
    move(opened, section)
    assert MeetingPage.objects.child_of(section).get() == opened


def test_the_admin_refuses_it_for_several_too(team, closed_meeting) -> None:
    """Ticked together and moved: the one that cannot go keeps the others back."""
    section, opened = AppointmentIndexPage.objects.get(), make.meeting(make.appointment())

    def move(*pages):
        ids = "&".join(f"id={page.pk}" for page in pages)
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
        return team.post(f"{address}?{ids}&next=/gestion/", {"chooser": section.pk})

    move(closed_meeting, opened)
    assert not MeetingPage.objects.child_of(section).exists()
    move(opened)
    assert MeetingPage.objects.child_of(section).get() == opened


def test_a_copied_page_is_as_closed_as_where_it_lands() -> None:
    """A copy gets an audience of its own."""
    programme = narrowed(make.comap(), Circle.PARTICIPANTS)
    page = make.session(programme)
    copy = page.copy(update_attrs={"slug": "copie", "title": "Copie"})
    assert circle_of(copy) == Circle.PARTICIPANTS


def test_a_copy_is_as_closed_as_its_source(client) -> None:
    """A copied session of participants is theirs, from the moment that it is saved."""
    programme = make.comap()
    page, opened = narrowed(make.session(programme), Circle.PARTICIPANTS), make.session(programme)
    seen = []

    def look(instance, created, **_kwargs):
        if created:
            seen.append(circle_of(instance))

    post_save.connect(look, sender=ComapSessionPage)
    copy = page.copy(update_attrs={"slug": "copie"})
    alias = page.create_alias(update_slug="alias")
    other = opened.copy(update_attrs={"slug": "copie-ouverte"})
    fresh = make.session(programme)
    post_save.disconnect(look, sender=ComapSessionPage)
    assert seen == ["participants", "participants", "tous", "tous"]
    assert [circle_of(row) for row in (copy, alias, other, fresh)] == seen
    for address, status in ((copy.url, 404), (alias.url, 404), (other.url, 200)):
        assert client.get(address).status_code == status


def test_a_copied_branch_keeps_each_page_s_circle(team) -> None:
    """Copied in the admin with its subpages: each is as closed as its source, in its own house."""
    programme = make.comap(slug="premiere")
    narrowed(make.session(programme, slug="fermee"), Circle.PARTICIPANTS)
    narrowed(make.session(programme, slug="entre-alliees"), Circle.ALLIES)
    make.session(programme, slug="ouverte")
    address = reverse("wagtailadmin_pages:copy", args=[programme.pk])
    fields = {
        "new_title": "Deuxième",
        "new_slug": "deuxieme",
        "new_parent_page": programme.get_parent().pk,
        "copy_subpages": "on",
        "publish_copies": "on",
    }
    assert team.post(address, fields).status_code == 302
    copy = type(programme).objects.get(slug="deuxieme")
    circles = PageAudience.objects.filter(page__in=copy.get_children(), programme=copy)
    assert dict(circles.values_list("page__slug", "circle")) == {
        "fermee": "participants",
        "entre-alliees": "allies",
        "ouverte": "tous",
    }


def test_a_copy_out_of_every_programme_is_a_draft(closed_meeting) -> None:
    """Where there are no participants, the copy of their page, or its alias, is read by nobody
    yet, not even when the source is published again.
    """
    section = AppointmentIndexPage.objects.get()
    copy = closed_meeting.copy(to=section, update_attrs={"slug": "copie"})
    section.refresh_from_db()
    alias = closed_meeting.create_alias(parent=section, update_slug="alias")
    closed_meeting.save_revision().publish()
    for page in (copy, alias):
        page.refresh_from_db()
        assert not page.live
        assert circle_of(page) == Circle.ALLIES
    closed_meeting.refresh_from_db()
    assert closed_meeting.live


def answer(client: Client, address: str) -> tuple[int, dict[str, str], bytes]:
    response = client.get(address)
    return (*told(response), response.content.replace(address.encode(), b""))


@pytest.mark.parametrize("who", ["visitor", "ally"])
def test_a_renamed_page_is_found_by_those_who_may_read_it(
    client, closed_meeting, who, django_capture_on_commit_callbacks
) -> None:
    """Its old address leads them to the new one; to others it is like one that never was."""
    old = closed_meeting.url
    closed_meeting.slug = "un-mot-qui-dit-tout"
    with django_capture_on_commit_callbacks(execute=True):
        closed_meeting.save_revision().publish()
    closed_meeting.refresh_from_db()
    assert Redirect.objects.get().redirect_page_id == closed_meeting.pk
    if who == "ally":
        client.force_login(make.PersonFactory().user)
    absent = old.removesuffix("/") + "-absente/"
    assert answer(client, old) == answer(client, absent)
    assert answer(client, old)[0] == 404
    client.force_login(make.participant(closed_meeting.get_parent().specific).user)
    response = client.get(f"{old}?partage=1")
    assert (response.status_code, response["Location"]) == (301, closed_meeting.url)


def test_a_redirect_to_elsewhere_is_for_all(client) -> None:
    """A redirect that somebody wrote leads where it says; one to nowhere is no answer."""
    Redirect.add_redirect("/charte-2021", "/alliance/", is_permanent=False)
    Redirect.add_redirect("/nulle-part", "")
    assert client.get("/charte-2021/").headers["Location"] == "/alliance/"
    assert client.get("/nulle-part/").status_code == 404
    assert client.get("/alliance/").status_code == 200
