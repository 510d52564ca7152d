"""The admin's room of channels: opening, closing, putting out; never what is said."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from community.alliance.models import ActorKind
from community.discussions.actions import close_channel, open_channel, reopen_channel
from community.discussions.errors import Refused
from community.discussions.models import Channel, Exclusion, Message
from community.discussions.permissions import readers_of
from community.programmes import deletion
from tests import factories as house
from tests.accounts.doors import with_second_factor
from tests.discussions import factories

pytestmark = pytest.mark.django_db
INDEX = "/gestion/canaux/"
OPENING = "/gestion/canaux/ouvrir/"


def in_admin(person: Any) -> Client:
    return with_second_factor(factories.account(person))


def door(channel: Channel, name: str = "channel") -> str:
    return reverse(f"discussions_admin:{name}", args=[channel.pk])


@pytest.fixture
def team() -> Client:
    return in_admin(house.team_member())


def test_the_team_finds_every_channel_and_an_animator_those_of_the_programme(
    team: Client,
) -> None:
    """The list, and each channel's page; what one does not manage answers as if it were not."""
    pair, programme = factories.pair_channel(title="À deux"), factories.programme_channel()
    delegation = pair.delegations.order_by("pk")[1]
    animator = in_admin(house.animator(delegation.programme))
    html = team.get(INDEX).content.decode()
    assert door(pair) in html
    assert door(programme) in html
    assert "Discussions" in team.get("/gestion/").content.decode()
    own = animator.get(INDEX).content.decode()
    assert door(pair) in own
    assert door(programme) not in own
    assert animator.get(door(pair)).status_code == 200
    assert animator.get(door(programme)).status_code == 404
    assert animator.get(f"{INDEX}{10**30}/").status_code == 404
    assert animator.post(door(programme, "close")).status_code == 404
    assert not Channel.objects.filter(closed=True).exists()


def test_who_manages_nothing_finds_no_room() -> None:
    """Whoever merely takes part is not let in to the admin; an admin without the team's part
    finds no channel.
    """
    channel = factories.programme_channel()
    assert channel.programme
    member = in_admin(house.participant(channel.programme))
    assert member.get(INDEX).status_code in (302, 403)
    admin = with_second_factor(house.UserFactory(is_superuser=True))
    assert "/gestion/canaux/" not in admin.get("/gestion/").content.decode()
    assert admin.get(OPENING)["Location"] == "/gestion/"
    assert admin.get(door(channel)).status_code == 404


def test_neither_a_message_nor_its_author_is_shown(team: Client) -> None:
    """Kind, name, purpose, rule, number of readers: all that is known without reading."""
    channel = factories.delegation_channel(title="Entre voisins")
    gone = factories.seated(channel, name="Élue partie")
    factories.say(channel, gone, "Un secret")
    channel.delegations.get().seats.all().delete()
    factories.seated(channel)
    for address in (INDEX, door(channel)):
        html = team.get(address).content.decode()
        for text in ("Entre voisins", channel.delegations.get().territory.name, "1 personne"):
            assert text in html
        assert "secret" not in html
        assert "Élue partie" not in html


def test_opening_a_channel_of_each_kind(team: Client) -> None:
    """What its kind needs, and no more, opens it; opening again leads to the same one."""
    programme = house.comap()
    one, other = house.delegation(programme), house.delegation(programme)
    forms: list[dict[str, Any]] = [
        {"kind": "programme", "programme": programme.pk},
        {"kind": "peers", "programme": programme.pk, "actor_kind": ActorKind.ELU.value},
        {"kind": "delegation", "delegations": [one.pk]},
        {"kind": "pair", "delegations": [one.pk, other.pk], "title": "Jumelles"},
        {"kind": "page", "page": programme.pk},
    ]
    for form in [*forms, forms[3]]:
        channel_page = team.post(OPENING, form, follow=True)
        assert "est ouverte" in channel_page.content.decode()
    assert set(Channel.objects.values_list("kind", "title", "rule")) == {
        ("programme", programme.title, "entre-nous"),
        ("peers", f"{programme.title} – élu·e", "entre-nous"),
        ("delegation", one.territory.name, "entre-nous"),
        ("pair", "Jumelles", "entre-nous"),
        ("page", programme.title, "entre-nous"),
    }
    assert Channel.objects.count() == 5


def test_what_does_not_go_together_is_told_in_a_sentence(team: Client) -> None:
    """The form comes back with the reason, and nothing is opened."""
    delegation, page = house.delegation(), house.comap()
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"kind": "pair", "delegations": [delegation.pk]}, "une discussion jumelée au moins deux"),
        ({"kind": "programme"}, "ce type en a besoin"),
        ({"kind": "page", "page": page.pk, "actor_kind": "elu"}, "d&#x27;autres renseignements"),
        ({"kind": "fanfare"}, "fanfare"),
        ({"title": "Sans type"}, "Champ requis"),
    ]
    for form, sentence in wrong:
        answer = team.post(OPENING, form)
        assert answer.status_code == 200
        assert sentence in answer.content.decode(), form
    assert not Channel.objects.exists()


def test_an_animator_opens_in_what_one_animates_alone() -> None:
    """The programme's own delegations and pages are taken, those of others refused."""
    mine, other = house.comap(), house.comap()
    client = in_admin(house.animator(mine))
    foreign, own = house.delegation(other), house.delegation(mine)
    for form in (
        {"kind": "programme", "programme": other.pk},
        {"kind": "delegation", "delegations": [foreign.pk]},
        {"kind": "page", "page": other.pk},
    ):
        page = client.post(OPENING, form)
        assert page.status_code == 200
        assert "Sélectionnez un choix valide" in page.content.decode()
    assert not Channel.objects.exists()
    client.post(OPENING, {"kind": "delegation", "delegations": [own.pk]})
    client.post(OPENING, {"kind": "page", "page": mine.pk})
    assert set(Channel.objects.values_list("kind", flat=True)) == {"delegation", "page"}


def test_a_closed_channel_is_opened_again(team: Client) -> None:
    """Nobody writes meanwhile; a stranger closes nothing, and a plain link does not either."""
    channel = factories.delegation_channel()
    person = factories.seated(channel)
    assert team.get(door(channel, "close")).status_code == 405
    page = team.post(door(channel, "close"), follow=True)
    assert "archivée" in page.content.decode()
    with pytest.raises(Refused):
        factories.say(channel, person)
    for verb in (close_channel, reopen_channel):
        with pytest.raises(PermissionDenied):
            verb(channel=channel, acting_user=factories.account(person))
    team.post(door(channel, "reopen"))
    assert factories.say(channel, person).seq == 1


def test_somebody_is_put_out_and_let_in_again(team: Client) -> None:
    """Among those who read, then among those who were put out; anybody else gets a sentence."""
    channel = factories.delegation_channel()
    person, stranger = factories.seated(channel), house.PersonFactory()
    for name in ("put_out", "let_in"):
        page = team.post(door(channel, name), {"person": stranger.pk})
        assert "pas de celles de la discussion" in page.content.decode()
    assert not Exclusion.objects.exists()
    team.post(door(channel, "put_out"), {"person": person.pk})
    assert not readers_of(channel).exists()
    assert Exclusion.objects.get().person == person
    team.post(door(channel, "let_in"), {"person": person.pk})
    assert readers_of(channel).get() == person


def test_the_animator_sets_the_rule_of_peers_and_not_of_delegations() -> None:
    """The change is an entry of the channel; who sets it elsewhere is told where it is set."""
    programme = house.accompaniment()
    animator = house.animator(programme)
    client = in_admin(animator)
    peers = factories.peers_channel(programme)
    seated = open_channel(kind=Channel.Kind.DELEGATION, delegations=[house.delegation(programme)])
    assert door(peers, "rule") in client.get(door(peers)).content.decode()
    unknown = client.post(door(peers, "rule"), {"rule": "sur-les-toits"})
    assert "Sélectionnez un choix valide" in unknown.content.decode()
    client.post(door(peers, "rule"), {"rule": "a-citer"})
    change = Message.objects.get()
    assert (change.channel, change.author, change.rule) == (peers, animator, "a-citer")
    html = client.get(door(seated)).content.decode()
    assert door(seated, "rule") not in html
    assert "Les référent·es la changent" in html
    client.post(door(seated, "rule"), {"rule": "a-citer"})
    seated.refresh_from_db()
    assert seated.rule == "entre-nous"


def test_an_account_without_a_name_sets_no_rule() -> None:
    """The entry that says who changed the rule needs a name: the form is not there."""
    peers = factories.peers_channel(house.accompaniment())
    client = with_second_factor(house.UserFactory(is_staff=True, is_superuser=True))
    assert door(peers, "rule") not in client.get(door(peers)).content.decode()
    client.post(door(peers, "rule"), {"rule": "a-citer"})
    assert not Message.objects.exists()


def test_what_a_channel_is_about_stays_with_it() -> None:
    """A programme, a page, a delegation or a territory goes when nobody talks about it, and not
    before: neither the database nor the house's own refusal lets it.
    """
    programme, silent = house.comap(), house.comap()
    session = house.session(programme)
    delegation = house.delegation(house.chantier())
    open_channel(kind=Channel.Kind.PAGE, page=session, title="Après la session")
    open_channel(kind=Channel.Kind.DELEGATION, delegations=[delegation])
    factories.programme_channel(house.accompaniment())
    for channel in Channel.objects.all():
        thing: Any = channel.programme or channel.page or channel.delegations.get()
        with pytest.raises(ProtectedError):
            thing.delete()
    for page in (programme, session):
        assert "« Après la session »" in str(deletion.refusal(Page.objects.get(pk=page.pk)))
    told = deletion.refusal(Page.objects.get(pk=delegation.programme_id))
    assert f"« {delegation.territory.name} »" in str(told)
    assert deletion.refusal(Page.objects.get(pk=silent.pk)) is None
    silent.delete()
    assert Channel.objects.count() == 3


@pytest.mark.parametrize("what", ["delegation", "territory"])
def test_the_admin_keeps_a_delegation_that_has_a_channel(what: str) -> None:
    """Its own pages of deletion answer with the sentence, and delete what has none."""
    client = with_second_factor(house.UserFactory(is_staff=True, is_superuser=True))
    channel = factories.delegation_channel()
    kept, other = channel.delegations.get(), house.delegation()
    for delegation in (kept, other):
        row: Any = delegation if what == "delegation" else delegation.territory
        address = reverse(type(row).snippet_viewset.get_url_name("delete"), args=[row.pk])
        page = client.post(address, follow=True)
        told = "leurs paroles seraient perdues" in page.content.decode()
        assert told == (delegation == kept)
        assert type(row).objects.filter(pk=row.pk).exists() == told
    assert Channel.objects.get() == channel
