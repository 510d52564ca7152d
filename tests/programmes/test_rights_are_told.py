"""Rights say who gave them: in the log, by their author; on pages, in words drawn from rows."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.activity.acting import acting, acting_user
from community.activity.models import Event
from community.alliance.models import ActorKind, Charter, CharterSignature
from community.alliance.reading import KEEPERS
from community.programmes.actions import leave, set_audience, take_part
from community.programmes.forms import TITLES
from community.programmes.models import Participation
from tests import factories as make
from tests.accounts.doors import with_second_factor

pytestmark = pytest.mark.django_db

ROLE = Participation.Role


def told(verb: str) -> list[tuple[object, object, object]]:
    """Who did it, to whom, where."""
    rows = Event.objects.filter(verb=verb).order_by("pk")
    return [(row.actor, row.subject, row.programme_id) for row in rows]


def may_write(person, programme) -> bool:
    user = type(person.user).objects.get(pk=person.user_id)  # rights are kept with the object
    return programme.permissions_for_user(user).can_edit()


def test_animators_write_in_their_tree_as_long_as_they_animate() -> None:
    """Becoming one gives Wagtail's rights there and nowhere else; ceasing takes them; both told."""
    team, person = make.team_member(), make.PersonFactory()
    here, elsewhere = make.comap(), make.comap()
    take_part(programme=here, person=person, acting_user=team.user)
    assert not may_write(person, here)
    take_part(programme=here, person=person, role=ROLE.ANIMATOR, acting_user=team.user)
    assert may_write(person, here)
    assert not may_write(person, elsewhere)
    take_part(programme=here, person=person, role=ROLE.PARTICIPANT, acting_user=team.user)
    assert not may_write(person, here)
    assert not Group.objects.filter(name=f"animation-{here.pk}").exists()
    take_part(programme=here, person=person, role=ROLE.ANIMATOR, acting_user=team.user)
    leave(participation=here.participations.get(), acting_user=team.user)
    assert not may_write(person, here)
    line = (team.user, person, here.pk)
    assert told("role.given") == [line] * 4
    assert told("role.taken") == [line] * 4
    words = [event.label for event in Event.objects.filter(verb="role.taken").order_by("pk")]
    assert [("animateur·ice" in label) for label in words] == [False, True, False, True]


def test_a_title_is_a_word_and_no_right() -> None:
    """The log tells rights: a title that changes is not one of them."""
    programme, person = make.comap(), make.PersonFactory()
    take_part(programme=programme, person=person, title="grand témoin")
    take_part(programme=programme, person=person, title="allié pivot")
    assert told("role.given") == [(None, person, programme.pk)]
    assert told("role.taken") == []
    assert programme.participations.get().title == "allié pivot"


def test_what_ends_with_a_programme_or_a_card_is_not_told_besides() -> None:
    """Whoever deletes those says so: and who leaves the house is not named once more."""
    programme, kept = make.comap(), make.comap()
    person, other = make.participant(programme), make.participant(kept)
    programme.delete()
    other.delete()
    assert told("role.taken") == []
    assert person.participations.count() == kept.participations.count() == 0


def test_the_admin_names_who_acts() -> None:
    """A participation written there, by hand, has its author; so has its deletion."""
    team, person, programme = make.team_member(), make.PersonFactory(), make.comap()
    client = with_second_factor(team.user)
    data = {"programme": programme.pk, "person": person.pk, "role": "animator", "title": ""}
    client.post(reverse("wagtailsnippets_programmes_participation:add"), data)
    row = programme.participations.get()
    client.post(reverse("wagtailsnippets_programmes_participation:delete", args=[row.pk]))
    line = (team.user, person, programme.pk)
    assert told("role.given") == told("role.taken") == [line]


def test_who_opens_a_page_is_told() -> None:
    """Choosing the circle that it has already changes nothing, and says nothing."""
    team, page = make.team_member(), make.comap()
    with acting(team.user):
        set_audience(page=page, circle="allies")
        set_audience(page=page, circle="allies")
    (event,) = Event.objects.filter(verb="page.audience")
    assert (event.actor, event.object_id) == (team.user, page.pk)
    assert "les personnes alliées" in event.label


def test_who_joins_the_team_is_told() -> None:
    user, owner = make.UserFactory(), make.UserFactory(is_superuser=True)
    with acting(owner):
        for is_staff in (True, False):
            user.is_staff = is_staff
            user.save()
    assert told("team.joined") == told("team.left") == [(owner, user, None)]


def test_nobody_acts_once_it_is_done() -> None:
    """An author is somebody's for one gesture; inside another's, nobody leaves it to them."""
    user = make.UserFactory()
    assert acting_user() is None
    with acting(user):
        with acting(None):
            assert acting_user() == user
        assert acting_user() == user
    assert acting_user() is None


def test_titles_are_suggested_and_others_may_be_typed() -> None:
    """The browser offers the alliance's own titles; what is typed instead is kept."""
    team, person, programme = make.team_member(), make.PersonFactory(), make.comap()
    client = with_second_factor(team.user)
    address = reverse("wagtailsnippets_programmes_participation:add")
    form = client.get(address).content.decode()
    assert 'list="title-suggestions"' in form
    for title in TITLES:
        assert f'<option value="{title}">' in form
    data = {"programme": programme.pk, "person": person.pk, "role": "participant"}
    client.post(address, data | {"title": "gardienne du cap"})
    assert programme.participations.get().title == "gardienne du cap"


@pytest.mark.parametrize(
    ("circle", "words"),
    [
        ("tous", "Tout le monde"),
        ("allies", "Les personnes alliées, une fois connectées"),
        ("participants", "L’équipe, et les participant·es du dispositif"),
    ],
)
def test_a_page_says_who_sees_it_and_who_may_change_it(client, circle, words) -> None:
    """A programme, a meeting, a synthesis, a resource; without one query for the saying."""
    programme = make.chantier(title="Sols vivants")
    resource = make.resource()
    pages = [programme, make.work_session(programme), make.synthesis(programme), resource]
    reader = make.participant(programme).user
    for page in pages:
        if page is not resource:
            set_audience(page=page, circle=circle)
    client.force_login(reader)
    for page in pages:
        text = client.get(page.get_url()).content.decode()
        assert "Qui voit cette page" in text
        assert (words if page is not resource else "Tout le monde") in text
        assert "Qui peut la modifier" in text
    for page in pages[1:3]:
        text = client.get(page.get_url()).content.decode()
        assert f'L’équipe, et qui anime <a href="{programme.get_url()}">Sols vivants</a>' in text
    assert "qui anime ce dispositif" not in client.get(programme.get_url()).content.decode()
    make.animator(programme)
    assert "qui anime ce dispositif" in client.get(programme.get_url()).content.decode()
    with CaptureQueriesContext(connection) as queries:
        client.get(resource.get_url())
    assert len(queries) <= 15


def test_a_signed_version_stays_as_it_is_in_the_admin() -> None:
    """The editor is told why, beside what they typed; paper signatures are recorded there."""
    team, organisation = make.team_member(), make.OrganisationFactory()
    version = Charter.objects.create(version="2021", text="Nous…", adopted_on="2021-01-01")
    client = with_second_factor(team.user)
    data = {"charter": version.pk, "person": "", "organisation": organisation.pk}
    add = reverse("wagtailsnippets_alliance_chartersignature:add")
    refused = client.post(add, data | {"date": "2999-01-01"})
    assert "pas encore venu" in refused.content.decode()
    assert not CharterSignature.objects.exists()
    client.post(add, data | {"date": "2021-05-01"})
    assert told("charter.signed") == [(team.user, organisation, None)]
    assert "déjà signé" in client.post(add, data | {"date": "2021-05-02"}).content.decode()
    edit = reverse("wagtailsnippets_alliance_charter:edit", args=[version.pk])
    changed = {"version": "2021", "text": "Autre", "adopted_on": "2021-01-01", "next_revision": ""}
    assert "Cette version est signée" in client.post(edit, changed).content.decode()
    client.post(reverse("wagtailsnippets_alliance_charter:delete", args=[version.pk]))
    version.refresh_from_db()
    assert version.text == "Nous…"
    row = CharterSignature.objects.get()
    client.post(reverse("wagtailsnippets_alliance_chartersignature:delete", args=[row.pk]))
    assert told("charter.withdrawn") == [(team.user, organisation, None)]


def test_what_is_no_page_of_the_tree_says_it_too(client) -> None:
    """A territory, an organisation, a card: who sees it, who may change it, drawn from rows."""
    territory, organisation = make.TerritoryFactory(), make.OrganisationFactory()
    public, hidden = make.PersonFactory(public=True), make.PersonFactory()
    rows = [territory, organisation, public, hidden]
    client.force_login(make.UserFactory())
    texts = {row: client.get(row.get_absolute_url()).content.decode() for row in rows}
    for text in texts.values():
        assert "Qui fait quoi ici" in text
        assert "Qui voit cette page" in text
        assert "Qui peut la modifier" in text
    assert "Tout le monde" in texts[territory]
    assert "Tout le monde" in texts[public]
    assert "Les personnes alliées, une fois connectées" in texts[hidden]
    assert "La personne elle-même" in texts[hidden]
    assert "Personne ne tient encore sa fiche" in texts[organisation]
    client.force_login(hidden.user)
    own = client.get(hidden.get_absolute_url()).content.decode()
    assert "Vous\u202f; l’équipe, sauf vos coordonnées" in own


def test_those_who_keep_an_organisations_card_are_named_to_allied_people(client) -> None:
    """Some of them; visitors are told that there are such people, and not who."""
    organisation = make.OrganisationFactory()
    keepers = [
        make.PersonFactory(name=f"Ana {number}", public=True, organisation=None)
        for number in range(KEEPERS + 1)
    ]
    organisation.contacts.add(*keepers)
    address = organisation.get_absolute_url()
    told = client.get(address).content.decode()
    assert "Les personnes qui tiennent sa fiche" in told
    assert "Ana 0" not in told
    client.force_login(make.UserFactory())
    told = client.get(address).content.decode()
    assert [f"Ana {number}" in told for number in range(KEEPERS + 1)] == [True] * KEEPERS + [False]
    assert "D’autres membres" in told
    organisation.contacts.remove(keepers[-1])
    assert "D’autres membres" not in client.get(address).content.decode()


def test_a_delegation_names_who_composes_it(client) -> None:
    """Its référent·e of today, and who animates, each once; not who merely sits or takes part."""
    cohort = make.accompaniment(title="Cohorte d'ici")
    delegation = make.delegation(cohort)
    referent = make.seat(delegation, referent=True).participation.person
    animator = make.animator(cohort)
    take_part(programme=cohort, organisation=make.OrganisationFactory(), role=ROLE.ANIMATOR)
    make.seat(delegation, ActorKind.AGENT)
    client.force_login(make.participant(cohort).user)
    answer = client.get(delegation.get_absolute_url())
    assert answer.context["view"].animators == [animator]
    margin = answer.content.decode().split("<aside")[1]
    assert margin.count(referent.name) == margin.count(animator.name) == 1
    assert margin.index(referent.name) < margin.index("Qui fait quoi ici")
    note = margin.split("Qui fait quoi ici")[1]
    assert animator.name in note
    assert "Qui répond pour elle, qui anime" in note
    assert "Les personnes qui y siègent, et personne d’autre" in note
    take_part(programme=cohort, person=referent, role=ROLE.ANIMATOR)
    with CaptureQueriesContext(connection) as queries:
        view = client.get(delegation.get_absolute_url()).context["view"]
    assert view.animators == [animator]
    assert len(queries) <= 15
