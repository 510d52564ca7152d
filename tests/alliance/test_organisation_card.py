"""The card of an organisation is kept by its own people: the team chooses them, and nobody else."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from community.activity.models import Event
from community.alliance.actions import edit_organisation_card, set_contacts
from community.alliance.models import Organisation
from tests import factories as make
from tests.accounts.doors import with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    row = make.OrganisationFactory(name="Le Relais", slug="le-relais")
    person = make.PersonFactory(name="Ana", organisation=row)
    row.contacts.add(person)
    row.contact = person
    return row


SENT = {
    "name": "Le Relais du Nord",
    "kind": "entreprise",
    "summary": "Elle relie.",
    "moyen-0-kind": "site",
    "moyen-0-value": "exemple.test",
    "moyen-0-visibility": "tous",
}
URL = "/alliance/organisations/le-relais/modifier/"


def without_token(content):
    return re.sub(rb'value="[A-Za-z0-9]{64}"', b"", content)


def test_a_contact_writes_the_card(client, organisation) -> None:
    """Name, kind, summary, ways to reach it; the address stays, the log says who."""
    client.force_login(organisation.contact.user)
    assert URL in client.get(organisation.get_absolute_url()).content.decode()
    assert client.get(URL).status_code == 200
    assert client.post(URL, SENT)["Location"] == "/alliance/organisations/le-relais/"
    organisation.refresh_from_db()
    assert (organisation.name, organisation.kind, organisation.summary, organisation.slug) == (
        "Le Relais du Nord",
        "entreprise",
        "Elle relie.",
        "le-relais",
    )
    assert [str(row) for row in organisation.contact_details.all()] == ["https://exemple.test"]
    event = Event.objects.get()
    assert (event.actor, event.label) == (
        organisation.contact.user,
        "a modifié la fiche de « Le Relais du Nord »",
    )


def test_a_line_more_and_a_fault_keep_what_was_typed(client, organisation) -> None:
    """A button adds a line; what is wrong is said; nothing is kept until all is understood."""
    client.force_login(organisation.contact.user)
    more = client.post(URL, {**SENT, "ajouter": "1"})
    assert more.status_code == 200
    assert "Le Relais du Nord" in more.content.decode()
    wrong = client.post(URL, {**SENT, "name": "", "moyen-0-value": "pas une adresse"})
    assert wrong.status_code == 422
    assert "comment elle s’appelle" in wrong.content.decode()
    organisation.refresh_from_db()
    assert organisation.name == "Le Relais"
    assert not Event.objects.exists()


def test_to_others_there_is_nothing_there(client, organisation) -> None:
    """Visitor, colleague, contact of another, team: the answer of an organisation that is not."""
    other = make.OrganisationFactory()
    elsewhere = make.PersonFactory()
    other.contacts.add(elsewhere)
    colleague = make.PersonFactory(organisation=organisation)
    missing = "/alliance/organisations/le-relaiz/modifier/"
    visitors = [client, with_second_factor(make.team_member().user)]
    for person in (elsewhere, colleague):
        visitors.append(Client())
        visitors[-1].force_login(person.user)
    for visitor in visitors:
        for method in (visitor.get, visitor.post):
            here, nowhere = method(URL), method(missing)
            assert here.status_code == nowhere.status_code == 404
            assert without_token(here.content) == without_token(
                nowhere.content.replace(b"le-relaiz", b"le-relais")
            )
    with pytest.raises(PermissionDenied):
        edit_organisation_card(
            acting_user=colleague.user,
            organisation=organisation,
            name="X",
            kind="autre",
            summary="",
            details=[],
        )
    organisation.refresh_from_db()
    assert organisation.name == "Le Relais"


def test_who_keeps_a_card_goes_in_the_log(organisation) -> None:
    """Each right given or taken is a line, with who did it."""
    team = make.team_member().user
    noe = make.PersonFactory(name="Noé")
    set_contacts(organisation=organisation, people=[noe], acting_user=team)
    assert list(organisation.contacts.all()) == [noe]
    assert set(Event.objects.filter(verb="card.edited").values_list("actor", "label")) == {
        (team.pk, "a confié à Noé la fiche de « Le Relais »"),
        (team.pk, "a retiré à Ana la fiche de « Le Relais »"),
    }


def admin_form(organisation, *contacts):
    return {
        "name": organisation.name,
        "slug": organisation.slug,
        "kind": organisation.kind,
        "summary": "",
        "contacts": [person.pk for person in contacts],
    }


def test_the_team_chooses_among_its_own_people(organisation) -> None:
    """In the admin: people of the organisation with an account; a stranger is not to be chosen."""
    team = make.team_member()
    door = with_second_factor(team.user)
    url = reverse("wagtailsnippets_alliance_organisation:edit", args=[organisation.pk])
    colleague = make.PersonFactory(name="Noé", organisation=organisation)
    stranger = make.PersonFactory(name="Inès")
    shown = door.get(url).content.decode()
    assert "Noé" in shown
    assert "Inès" not in shown
    door.post(url, admin_form(organisation, colleague, stranger))
    assert list(organisation.contacts.all()) == [organisation.contact]
    door.post(url, admin_form(organisation, colleague))
    assert list(organisation.contacts.all()) == [colleague]
    assert Event.objects.filter(actor=team.user, verb="card.edited").count() == 2


def test_nobody_of_the_team_lets_themselves_in(organisation) -> None:
    """A member of the team who works there is chosen by a colleague, not by themselves."""
    team = make.team_member(organisation=organisation)
    url = reverse("wagtailsnippets_alliance_organisation:edit", args=[organisation.pk])
    answer = with_second_factor(team.user).post(url, admin_form(organisation, team))
    assert "quelqu’un d’autre de l’équipe" in answer.content.decode().replace(
        "&#x27;", "’"
    ).replace("'", "’")
    assert list(organisation.contacts.all()) == [organisation.contact]
    colleague = with_second_factor(make.team_member().user)
    colleague.post(url, admin_form(organisation, team))
    assert list(organisation.contacts.all()) == [team]


def test_an_organisation_is_made_before_its_contacts(organisation) -> None:
    """A new one has no people yet: it is kept without a contact."""
    door = with_second_factor(make.team_member().user)
    url = reverse("wagtailsnippets_alliance_organisation:add")
    assert door.get(url).status_code == 200
    door.post(url, {"name": "Neuve", "slug": "neuve", "kind": "autre", "summary": ""})
    assert Organisation.objects.get(slug="neuve").contacts.count() == 0


def test_whoever_the_team_places_elsewhere_no_longer_keeps_the_card(organisation) -> None:
    """The admin follows the rule of one's own card; saved unchanged, nothing is taken away."""
    team, ana = make.team_member(), organisation.contact
    door = with_second_factor(team.user)
    url = reverse("wagtailsnippets_alliance_person:edit", args=[ana.pk])
    sent = {"name": ana.name, "slug": ana.slug, "user": ana.user_id, "topics": ""}
    door.post(url, {**sent, "role": "agente", "organisation": organisation.pk})
    ana.refresh_from_db()
    assert (ana.role, list(organisation.contacts.all())) == ("agente", [ana])
    door.post(url, {**sent, "organisation": make.OrganisationFactory().pk})
    ana.refresh_from_db()
    assert ana.organisation != organisation
    assert not organisation.contacts.exists()
    event = Event.objects.get(verb="card.edited", actor=team.user)
    assert event.label == "a retiré à Ana la fiche de « Le Relais »"
