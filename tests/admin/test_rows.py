"""The rows beside the pages – people, seats, lessons… – in the admin, and who may change them."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from community.alliance.models import (
    Charter,
    CharterSignature,
    Figure,
    Organisation,
    Person,
    Territory,
)
from community.delegations.models import Delegation, Seat
from community.programmes.models import Participation
from resources.models import Concept, Lesson, Method, PressArticle
from tests import factories as make
from tests.accounts.doors import with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Client:
    """Somebody of the team, in the admin."""
    return with_second_factor(make.team_member().user)


def url(model, view, *args):
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


ROWS = {
    Organisation: lambda: {"slug": "le-relais", "name": "Le Relais", "kind": "association"},
    Territory: lambda: {"slug": "loos", "name": "Loos", "kind": "commune", "country": "France"},
    Person: lambda: {"slug": "ana", "name": "Ana", "public": "on"},
    Charter: lambda: {"version": "2024", "text": "Nous…", "adopted_on": "2024-01-01"},
    CharterSignature: lambda: {
        "charter": Charter.objects.create(version="1", text="…", adopted_on="2024-01-01").pk,
        "organisation": make.OrganisationFactory().pk,
        "date": "2024-01-02",
    },
    Figure: lambda: {"year": "2024", "key": "allies", "value": "465", "label": "organisations"},
    Participation: lambda: {
        "programme": make.comap().pk,
        "person": make.PersonFactory().pk,
        "role": "animator",
    },
    Delegation: lambda: {
        "territory": make.TerritoryFactory().pk,
        "programme": make.accompaniment().pk,
    },
    Seat: lambda: {
        "delegation": (delegation := make.delegation()).pk,
        "participation": make.participant(delegation.programme).participations.get().pk,
        "kind": "elu",
    },
    Lesson: lambda: {"text": "On apprend en faisant", "year": "2024", "tags": "eau, sols"},
    Concept: lambda: {
        "scheme": "lexique",
        "notation": "allie",
        "label": "allié",
        "alt_labels": "a",
    },
    Method: lambda: {"slug": "cercle", "title": "Cercle", "steps": "Se poser\nÉcouter"},
    PressArticle: lambda: {"title": "Reportage", "outlet": "Le Relais", "date": "2024-05"},
}


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_the_team_writes_rows(team, model) -> None:
    """Each kind of row is created with its real form, listed, and opened again."""
    fields = ROWS[model]()
    response = team.post(url(model, "add"), fields)
    assert response.status_code == 302, response.context["form"].errors
    row = model.objects.get(**{k: v for k, v in fields.items() if k in {"slug", "label", "title"}})
    listed = team.get(url(model, "list"))
    assert listed.status_code == 200
    assert team.get(url(model, "edit", row.pk)).status_code == 200


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_an_empty_row_is_refused(team, model) -> None:
    """What a row cannot do without is asked for, and nothing is stored."""
    before = model.objects.count()
    response = team.post(url(model, "add"), {})
    assert response.status_code == 200
    assert response.context["form"].errors
    assert model.objects.count() == before


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_animators_and_participants_write_no_rows(client, model) -> None:
    """Rows are the team's: an animator, who has a door to the admin, is refused there too."""
    programme = make.comap()
    animator = with_second_factor(make.animator(programme).user)
    client.force_login(make.participant(programme).user)
    fields = ROWS[model]()
    before = model.objects.count()
    for visitor in (animator, client):
        assert visitor.get(url(model, "list")).status_code in (302, 403)
        assert visitor.post(url(model, "add"), fields).status_code in (302, 403)
    assert model.objects.count() == before


def test_lists_are_searched_and_filtered(team) -> None:
    """People are found by name, organisations narrowed by kind."""
    make.PersonFactory(name="Ana Vertige")
    make.PersonFactory(name="Zoé Autre")
    found = team.get(url(Person, "list"), {"q": "vertige"}).content.decode()
    assert "Ana Vertige" in found
    assert "Zoé Autre" not in found
    make.OrganisationFactory(name="Une mairie", kind="collectivite")
    make.OrganisationFactory(name="Un média", kind="media")
    narrowed = team.get(url(Organisation, "list"), {"kind": "media"}).content.decode()
    assert "Un média" in narrowed
    assert "Une mairie" not in narrowed


def test_lists_are_typed_one_item_a_line(team) -> None:
    """The steps of a method are lines in the form and a list in the database."""
    team.post(url(Method, "add"), ROWS[Method]())
    method = Method.objects.get()
    assert method.steps == ["Se poser", "Écouter"]
    assert "Se poser\nÉcouter" in team.get(url(Method, "edit", method.pk)).content.decode()


def test_what_the_house_refuses_is_told(team) -> None:
    """A second référent·e, an end before the start, a second participation: said in a sentence."""
    seat = make.seat(make.delegation(), referent=True)
    fields = {
        "delegation": seat.delegation.pk,
        "participation": make.participant(seat.delegation.programme).participations.get().pk,
        "kind": "agent",
        "referent": "on",
    }
    response = team.post(url(Seat, "add"), fields)
    assert "a déjà un·e référent·e" in response.content.decode()
    yesterday = {"since": str(dt.date(2024, 5, 16)), "until": str(dt.date(2024, 5, 15))}
    response = team.post(url(Seat, "add"), fields | {"referent": ""} | yesterday)
    assert "La fin du siège vient avant son début." in response.content.decode()
    assert Seat.objects.count() == 1
    row = seat.participation
    again = {"programme": row.programme_id, "person": row.person_id, "role": "participant"}
    response = team.post(url(Participation, "add"), again)
    assert "participe déjà" in response.content.decode()


def test_nobody_lets_themselves_in() -> None:
    """One's own account is refused, by the team and by administrators; a colleague's is not."""
    me = make.PersonFactory(user=make.UserFactory(is_staff=True, is_superuser=True))
    office = with_second_factor(me.user)
    delegation = make.delegation()
    mine = make.take_part(programme=delegation.programme, person=me)
    theirs = make.participant(delegation.programme).participations.get()
    seat = {"delegation": delegation.pk, "kind": "elu"}
    part = {"programme": make.comap().pk, "role": "participant"}
    card = {"slug": "prete-nom", "name": "Prête-nom"}
    account = make.UserFactory().pk
    for model, field, own, other in (
        (Seat, "participation", mine.pk, theirs.pk),
        (Participation, "person", me.pk, make.PersonFactory().pk),
        (Person, "user", me.user_id, account),
    ):
        fields = {Seat: seat, Participation: part, Person: card}[model]
        before = model.objects.count()
        refused = office.post(url(model, "add"), fields | {field: own})
        assert field in refused.context["form"].errors
        assert model.objects.count() == before
        assert office.post(url(model, "add"), fields | {field: other}).status_code == 302
        row = model.objects.latest("pk")
        edit = url(model, "edit", row.pk)
        assert field in office.post(edit, fields | {field: own}).context["form"].errors
        assert getattr(model.objects.get(pk=row.pk), f"{field}_id") == other
        assert office.post(edit, fields | {field: other}).status_code == 302


def test_one_s_own_card_is_one_s_own_to_correct() -> None:
    """A card that is tied already keeps its account, and its holder of the team edits the rest."""
    me = make.team_member()
    fields = {"slug": me.slug, "name": "Un nom corrigé", "user": me.user_id}
    assert with_second_factor(me.user).post(url(Person, "edit", me.pk), fields).status_code == 302
    me.refresh_from_db()
    assert (me.name, me.user_id) == ("Un nom corrigé", fields["user"])


def test_a_programme_with_delegations_is_not_deleted(team) -> None:
    """Alone or ticked with others; the sentence says how many, and lessons too when there are."""
    programme = make.delegation().programme
    address = reverse("wagtailadmin_pages:delete", args=[programme.pk])
    answer = team.post(address, follow=True).content.decode()
    assert "1 délégation y a ses sièges et ses échanges." in answer
    assert "enseignement(s)" not in answer
    make.LessonFactory(programme=programme)
    make.delegation(programme)
    answer = team.post(address, follow=True).content.decode()
    assert "2 délégations y ont leurs sièges et leurs échanges." in answer
    assert "1 enseignement(s) en viennent." in answer
    team.post(bulk("delete", programme))
    assert type(programme).objects.filter(pk=programme.pk).exists()


def test_a_programme_that_taught_is_not_deleted(team) -> None:
    """The refusal is a sentence that says how many lessons come from it; others may be deleted."""
    programme, other = make.comap(), make.comap()
    make.LessonFactory(programme=programme)
    response = team.post(reverse("wagtailadmin_pages:delete", args=[programme.pk]), follow=True)
    assert "1 enseignement(s) en viennent" in response.content.decode()
    assert type(programme).objects.filter(pk=programme.pk).exists()
    team.post(reverse("wagtailadmin_pages:delete", args=[other.pk]))
    assert not type(other).objects.filter(pk=other.pk).exists()


def bulk(action, *pages):
    ids = "&".join(f"id={page.pk}" for page in pages)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    return f"{address}?{ids}&next=/gestion/"


def test_programmes_that_taught_are_not_deleted_together_either(team) -> None:
    """Ticked with others in a list, they are kept, and all of the others with them."""
    programme, other = make.comap(), make.comap()
    make.LessonFactory(programme=programme)
    team.post(bulk("delete", programme, other))
    assert type(programme).objects.filter(pk__in=[programme.pk, other.pk]).count() == 2
    team.post(bulk("delete", other))
    assert not type(other).objects.filter(pk=other.pk).exists()
    team.post(bulk("unpublish", programme))
    programme.refresh_from_db()
    assert not programme.live


def test_a_section_whose_programmes_taught_is_not_deleted() -> None:
    """Not even by an administrator, alone or with others: the sentence says why."""
    admin = with_second_factor(make.UserFactory(is_staff=True, is_superuser=True))
    programme = make.comap()
    make.LessonFactory(programme=programme)
    section = programme.get_parent()
    for address in (
        bulk("delete", section),
        reverse("wagtailadmin_pages:delete", args=[section.pk]),
    ):
        response = admin.post(address, follow=True)
        assert "1 enseignement(s) en viennent" in response.content.decode()
        assert type(programme).objects.filter(pk=programme.pk).exists()
