"""What everybody could read and somebody withdrew answers « gone »; nothing else does."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from community.programmes.actions import set_audience
from community.programmes.models import Circle, WithdrawnAddress
from tests import factories

pytestmark = pytest.mark.django_db


def status(page: Page, client: Client | None = None) -> int:
    return (client or Client()).get(page.url).status_code


def publish_again(page: Page) -> None:
    page = page.specific_class.objects.get(pk=page.pk)
    page.save_revision().publish()


def test_a_page_that_was_unpublished_is_gone_until_it_is_published_again() -> None:
    """410 with ways on, and never a word of what it said; then the page itself."""
    page = factories.comap(title="La chose secrète", summary="Un résumé que nul ne lit plus.")
    assert status(page) == 200
    page.unpublish()
    answer = Client().get(page.url)
    assert answer.status_code == 410
    assert "no-store" in answer["Cache-Control"]
    read = answer.content.decode()
    assert "Cette page a été retirée" in read
    assert "secrète" not in read
    assert 'href="/comap/"' in read.split("<main")[1]
    told = Client().get(page.url, headers={"accept": "application/json"})
    assert (told.status_code, told.json()["code"]) == (410, "gone")
    publish_again(page)
    assert status(page) == 200
    assert not WithdrawnAddress.objects.exists()


def test_a_page_that_was_deleted_is_gone() -> None:
    """So are the pages below it; an address beside them was never there."""
    comap = factories.comap()
    session = factories.session(comap)
    Page.objects.get(pk=comap.pk).delete()
    assert status(comap) == status(session) == 410
    assert Client().get(f"{comap.url}jamais/").status_code == 404
    assert Client().get(comap.url.rstrip("/")).status_code == 301  # to the address of the page


def test_what_stands_in_a_withdrawn_programme_is_gone_with_it() -> None:
    """Its pages are read with it only; a draft among them was never there."""
    comap = factories.comap()
    session, draft = factories.session(comap), factories.session(comap, live=False)
    comap.refresh_from_db()
    comap.unpublish()
    assert (status(session), status(draft)) == (410, 404)
    publish_again(comap)
    assert (status(session), status(draft)) == (200, 404)


@pytest.mark.parametrize("circle", [Circle.ALLIES, Circle.PARTICIPANTS])
@pytest.mark.parametrize("ending", ["unpublish", "delete"])
def test_a_closed_page_that_goes_leaves_nothing(circle, ending) -> None:
    """It answers as it did, and as an address does where there never was anything."""
    page = factories.comap()
    set_audience(page=page, circle=circle)
    assert status(page) == 404
    getattr(page, ending)()
    assert status(page) == 404
    assert not WithdrawnAddress.objects.exists()


def test_a_page_that_is_narrowed_is_as_if_it_were_not() -> None:
    """Whether it was withdrawn before or is afterwards: 404 for those who may not read it."""
    page = factories.comap()
    person = factories.participant(page)
    page.unpublish()
    assert status(page) == 410
    set_audience(page=page, circle=Circle.PARTICIPANTS)
    assert status(page) == 404
    publish_again(page)
    inside = Client()
    inside.force_login(person.user)
    assert (status(page), status(page, inside)) == (404, 200)


def test_a_page_of_others_where_one_was_withdrawn_is_not_there() -> None:
    """The address answers for what stands there now, not for what stood there."""
    comap = factories.comap(slug="eau")
    Page.objects.get(pk=comap.pk).delete()
    assert status(comap) == 410
    again = factories.comap(slug="eau", live=False)
    set_audience(page=again, circle=Circle.PARTICIPANTS)
    assert status(comap) == 404
    publish_again(again)
    assert status(comap) == 404
    assert not WithdrawnAddress.objects.exists()


def test_a_draft_leaves_nothing() -> None:
    """Nobody could read what was never published."""
    draft = factories.comap(live=False)
    draft.title = "Autre"
    draft.save()
    draft.delete()
    assert status(draft) == 404
    assert not WithdrawnAddress.objects.exists()


def test_a_page_that_moved_before_it_went_is_gone_where_it_stood_last(
    django_capture_on_commit_callbacks,
) -> None:
    """Its old address leads on while the page stands."""
    comap = factories.comap(slug="eau")
    old = comap.url
    comap.slug = "eaux"
    with django_capture_on_commit_callbacks(execute=True):
        comap.save()
    assert Client().get(old).status_code == 301
    comap.unpublish()
    assert Client().get("/comap/eaux/").status_code == 410


def test_a_redirect_leads_on_from_where_a_page_was_withdrawn() -> None:
    """Somebody chose where to send the readers: that comes first."""
    comap, other = factories.comap(slug="eau"), factories.comap(slug="sols")
    comap.unpublish()
    Redirect.objects.create(old_path="/comap/eau", redirect_page=other)
    answer = Client().get("/comap/eau/")
    assert (answer.status_code, answer["Location"]) == (301, other.url)


def test_what_is_not_withdrawn_in_the_end_leaves_nothing() -> None:
    """The row is written with the change: when one is undone, so is the other."""
    comap = factories.comap()

    def undone() -> None:
        with transaction.atomic():
            comap.unpublish()
            raise InterruptedError

    with pytest.raises(InterruptedError):
        undone()
    assert not WithdrawnAddress.objects.exists()
    assert status(comap) == 200


def test_an_address_is_withdrawn_once() -> None:
    """The database holds to it; withdrawing again is no fault."""
    comap = factories.comap()
    comap.unpublish()
    row = WithdrawnAddress.objects.get()
    assert str(row) == comap.url_path
    publish_again(comap)
    comap = type(comap).objects.get(pk=comap.pk)
    comap.unpublish()
    comap.delete()
    assert WithdrawnAddress.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        WithdrawnAddress.objects.create(url_path=comap.url_path)
