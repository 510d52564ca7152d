"""A delegation's own pages: who opens them, what they say, the gestures that they hold."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.alliance.models import ActorKind, ContactDetail, Visibility
from community.delegations.models import Delegation, Seat
from community.delegations.reading import PAST
from community.discussions.actions import open_channel
from community.discussions.models import Channel
from community.programmes.actions import set_audience
from community.programmes.models import Circle, Composition
from tests import factories as make
from tests.accounts.doors import with_second_factor

pytestmark = pytest.mark.django_db

ELU, AGENT, ETAT, _SOCIO = ActorKind
ONE_DAY = dt.timedelta(days=1)


def today() -> dt.date:
    return timezone.localdate()


def session(person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def said(answer) -> str:
    """What is read, its spaces folded, those that do not break among them."""
    return " ".join(answer.content.decode().split())


@pytest.fixture
def delegation() -> Delegation:
    cohort = make.accompaniment(expected_composition=Composition.BINOME, title="Cohorte d'ici")
    return make.delegation(cohort, territory=make.TerritoryFactory(name="Loos"))


@pytest.fixture
def referent(delegation):
    seat = make.seat(
        delegation, referent=True, title="maire", since=today() - 9 * ONE_DAY,
        person=make.PersonFactory(name="Ana Référente"),
    )  # fmt: skip
    return seat.participation.person


def addresses(pk: int, seat_pk: int) -> list[str]:
    names = {
        "delegation": [pk], "note": [pk], "give": [pk], "support": [pk], "seat": [pk, seat_pk],
        "hand_over": [pk, seat_pk], "end": [pk, seat_pk], "name_referent": [pk, seat_pk],
    }  # fmt: skip
    return [reverse(f"delegations:{name}", args=args) for name, args in names.items()]


def settled(answer) -> dict[str, str]:
    """The headers, without those that tell the second, a nonce, or how long the address is."""
    moving = {"Content-Length", "Content-Security-Policy", "Expires"}
    return {name: value for name, value in answer.headers.items() if name not in moving}


def test_not_yours_and_not_there_answer_alike(delegation, referent) -> None:
    """By every address, read or written: status, headers and body; visitors are led to sign in."""
    seat = delegation.seats.get()
    stranger = session(make.participant(make.comap()))
    visitor = Client()
    for theirs, nothing in zip(
        addresses(delegation.pk, seat.pk), addresses(10**9, 10**9), strict=True
    ):
        for method in ("get", "post"):
            one, other = (getattr(stranger, method)(path) for path in (theirs, nothing))
            assert one.status_code == other.status_code
            assert one.status_code in (404, 405)
            assert settled(one) == settled(other)
            assert said(one).replace(theirs, "") == said(other).replace(nothing, "")
            one, other = (getattr(visitor, method)(path) for path in (theirs, nothing))
            assert one.status_code == other.status_code in (302, 405)
    assert Seat.objects.get().until is None
    assert stranger.get(f"/delegations/{10**30}/").status_code == 404


def test_a_seat_of_another_delegation_is_not_found_here(delegation, referent) -> None:
    """An address that joins two things that are not together is nobody's."""
    other = make.seat(make.delegation(delegation.programme))
    path = reverse("delegations:seat", args=[delegation.pk, other.pk])
    assert session(referent).get(path).status_code == 404


def test_participants_read_it_and_compose_nothing(delegation, referent) -> None:
    """Who sits, as what, since when; what is missing; no room, no gesture."""
    open_channel(kind=Channel.Kind.DELEGATION, delegations=[delegation], title="Entre nous")
    client = session(make.participant(delegation.programme))
    page = said(client.get(delegation.get_absolute_url()))
    for words in (
        "Délégation de Loos",
        "Ana Référente",
        "Maire",
        "référent·e",
        "Il y manque : agent",
    ):
        assert words in page
    assert "Entre nous" not in page
    assert "Donner un siège" not in page
    assert "Passer le relais" not in page
    for path in addresses(delegation.pk, delegation.seats.get().pk)[2:]:
        answer = client.get(path)
        answer = client.post(path) if answer.status_code == 405 else answer
        assert answer.status_code == 403, path
        assert "l’équipe" in said(answer)
    assert delegation.seats.count() == 1


def test_names_are_joined_to_their_sentence(client) -> None:
    """Of a place with its article, of somebody by an apostrophe, which no page escapes twice."""
    delegation = make.delegation(territory=make.TerritoryFactory(name="Le Vigan"))
    person = make.PersonFactory(name="Élise d'Ys")
    seat = make.seat(delegation, referent=True, person=person)
    client = session(person)
    page = client.get(delegation.get_absolute_url()).content.decode()
    assert re.search(r"<h1[^>]*>\s*Délégation du Vigan\s*</h1>", page)
    assert 'aria-label="Passer le relais ou mettre fin au siège d’Élise d’Ys"' in page
    page = client.get(reverse("delegations:seat", args=[delegation.pk, seat.pk])).content.decode()
    assert page.count("Le siège d’Élise d’Ys") == 2
    note = said(client.get(reverse("delegations:note", args=[delegation.pk])))
    assert "À l’attention de l’exécutif du Vigan" in note


def test_giving_a_seat_is_loud_while_a_place_is_free(delegation, referent) -> None:
    """The button is the page's call as long as somebody is missing; then it is one gesture more."""
    client, address = session(referent), delegation.get_absolute_url()
    button = re.compile(r'<a class="(button[^"]*)"\s+href="[^"]*">Donner un siège')
    assert button.findall(client.get(address).content.decode()) == ["button"]
    make.seat(delegation, AGENT)
    assert button.findall(client.get(address).content.decode()) == ["button quiet"]


def test_who_sits_finds_its_rooms(delegation, referent) -> None:
    """Its own and its twinned ones; nobody else's."""
    other = make.delegation(delegation.programme)
    for rooms, title in (([delegation], "Chez nous"), ([delegation, other], "Jumelles"),
                         ([other], "Chez eux")):  # fmt: skip
        kind = Channel.Kind.PAIR if len(rooms) > 1 else Channel.Kind.DELEGATION
        open_channel(kind=kind, delegations=rooms, title=title)
    page = said(session(referent).get(delegation.get_absolute_url()))
    assert "Chez nous" in page
    assert "Jumelles" in page
    assert "Chez eux" not in page


def test_the_referent_gives_a_seat(delegation, referent) -> None:
    """To one of the participants, as a substitute if need be; a refusal is read by its field."""
    client = session(referent)
    agent = make.participant(delegation.programme, name="Bo Agente")
    path = reverse("delegations:give", args=[delegation.pk])
    page = said(client.get(path + "?titre=agent"))
    assert "Bo Agente" in page
    assert 'value="agent" selected' in page
    assert "Ana Référente" not in page.split("<select")[1].split("</select>")[0]
    assert "newcomer" not in page
    fields = {"person": agent.pk, "kind": "agent", "part": "substitute", "on": str(today())}
    refused = client.post(path, fields | {"part": "referent"})
    assert refused.status_code == 422
    assert "a déjà un·e référent·e" in said(refused)
    assert client.post(path, fields | {"person": ""}).status_code == 422
    assert client.post(path, fields | {"newcomer": "Bo Agente", "person": ""}).status_code == 422
    outside = make.PersonFactory()
    assert client.post(path, fields | {"person": outside.pk}).status_code == 422
    assert delegation.seats.count() == 1
    answer = client.post(path, fields)
    assert (answer.status_code, answer["Location"]) == (302, delegation.get_absolute_url())
    seat = delegation.seats.get(participation__person=agent)
    assert (seat.kind, seat.substitute, seat.since) == ("agent", True, today())
    again = client.post(path, fields | {"kind": "elu"})
    assert (again.status_code, "un titre à la fois" in said(again)) == (422, True)


def test_who_animates_brings_somebody_in_by_name(delegation, referent) -> None:
    """A name of the directory; homonyms are told apart by the address of their card."""
    client = with_second_factor(make.animator(delegation.programme).user)
    path = reverse("delegations:give", args=[delegation.pk])
    fields = {"kind": "agent", "on": str(today())}
    twins = [make.PersonFactory(name="Jo Martin"), make.PersonFactory(name="Jo Martin")]
    for name, sentence in (
        ("Jo Martin", "Plusieurs personnes portent ce nom"),
        ("Personne d'ici", "ne connaît personne de ce nom"),
        ("", "Choisissez une personne dans la liste"),
    ):
        refused = client.post(path, fields | {"newcomer": name})
        assert (refused.status_code, sentence in said(refused)) == (422, True)
    both = {"newcomer": twins[0].slug, "person": referent.pk}
    assert "pas les deux" in said(client.post(path, fields | both))
    assert client.post(path, fields | {"newcomer": twins[1].slug}).status_code == 302
    assert delegation.seats.filter(participation__person=twins[1]).exists()
    alone = make.PersonFactory(name="Lou Seule")
    assert client.post(path, fields | {"newcomer": "lou seule"}).status_code == 302
    assert delegation.seats.filter(participation__person=alone).exists()


def test_a_holder_hands_over_their_own_seat(delegation, referent) -> None:
    """From the seat's page; afterwards the page is read as any participant reads it."""
    agent = make.seat(delegation, AGENT, since=today() - ONE_DAY)
    client = session(agent.participation.person)
    assert agent.get_absolute_url() in said(client.get(delegation.get_absolute_url()))
    page = said(client.get(agent.get_absolute_url()))
    assert "Passer le relais" in page
    assert "En faire le ou la référent·e" not in page
    successor = make.participant(delegation.programme)
    path = reverse("delegations:hand_over", args=[delegation.pk, agent.pk])
    for wrong in ({"on": str(today() - ONE_DAY)}, {"on": "hier"}, {"person": ""}):
        fields = {"person": successor.pk, "on": str(today()), "title": ""} | wrong
        assert client.post(path, fields).status_code == 422
    assert delegation.seats.count() == 2
    fields = {"person": successor.pk, "on": str(today()), "title": "directrice"}
    assert client.post(path, fields).status_code == 302
    assert delegation.seats.current().get(kind=AGENT).participation.person == successor
    assert client.get(agent.get_absolute_url()).status_code == 404
    past = said(client.get(delegation.get_absolute_url()))
    assert "Qui y a siégé" in past


def test_a_seat_that_passes_already_says_so(delegation, referent) -> None:
    """No form that would be refused: a sentence; sent all the same, it is refused with it."""
    agent = make.seat(delegation, AGENT, since=today() - ONE_DAY)
    client = session(agent.participation.person)
    path = reverse("delegations:hand_over", args=[delegation.pk, agent.pk])
    assert f'action="{path}"' in said(client.get(agent.get_absolute_url()))
    fields = {"on": str(today() + 9 * ONE_DAY), "title": ""}
    first, second = (make.participant(delegation.programme) for _each in range(2))
    assert client.post(path, fields | {"person": first.pk}).status_code == 302
    page = said(client.get(agent.get_absolute_url()))
    assert ("suit déjà dans ce siège" in page, f'action="{path}"' in page) == (True, False)
    refused = client.post(path, fields | {"person": second.pk})
    assert (refused.status_code, "suit déjà" in said(refused)) == (422, True)
    later = reverse("delegations:end", args=[delegation.pk, agent.pk])
    refused = client.post(later, {"on": str(today() + 30 * ONE_DAY)})
    assert (refused.status_code, "ne le prolonge pas" in said(refused)) == (422, True)
    assert delegation.seats.filter(kind=AGENT).count() == 2


def test_a_seat_is_ended_and_the_role_of_referent_passed_on(delegation, referent) -> None:
    """Two gestures of the référent·e; an end in the past, or before the start, is refused."""
    client = session(referent)
    agent = make.seat(delegation, AGENT, since=today() - ONE_DAY)
    end = reverse("delegations:end", args=[delegation.pk, agent.pk])
    assert client.post(end, {"on": str(today() - ONE_DAY)}).status_code == 422
    assert client.post(end, {"on": str(today() + 9 * ONE_DAY)}).status_code == 302
    agent.refresh_from_db()
    assert agent.until == today() + 9 * ONE_DAY
    coming = make.seat(delegation, ETAT, since=today() + 5 * ONE_DAY)
    early = client.post(
        reverse("delegations:end", args=[delegation.pk, coming.pk]),
        {"on": str(today() + ONE_DAY)},
    )
    assert (early.status_code, "avant son début" in said(early)) == (422, True)
    name = reverse("delegations:name_referent", args=[delegation.pk, coming.pk])
    assert "ne siège pas aujourd’hui" in said(client.post(name, follow=True))
    name = reverse("delegations:name_referent", args=[delegation.pk, agent.pk])
    assert client.post(name).status_code == 302
    assert delegation.seats.get(referent=True) == agent
    assert client.post(name).status_code == 403


def test_support_is_noted_on_the_page(delegation, referent) -> None:
    """The function and the day; one without the other is refused."""
    client = session(referent)
    path = reverse("delegations:support", args=[delegation.pk])
    assert client.get(path).status_code == 200
    refused = client.post(path, {"supported_by": "maire"})
    assert (refused.status_code, "depuis quel jour" in said(refused)) == (422, True)
    fields = {"supported_by": "maire", "supported_since": "2026-01-15", "asked": "Du temps."}
    assert client.post(path, fields).status_code == 302
    page = said(client.get(delegation.get_absolute_url()))
    assert "Maire, depuis le 15 janvier 2026." in page
    assert "Du temps." in said(client.get(reverse("delegations:note", args=[delegation.pk])))


def test_the_note_says_what_the_executive_needs(delegation, referent) -> None:
    """Aim, duration, dates, who sits, what is asked, whom to call; nothing that is hidden."""
    programme = delegation.programme
    type(programme).objects.filter(pk=programme.pk).update(
        summary="Faire autrement.", objectives=["Se parler"], start_year=2026, end_year=2028
    )
    make.meeting(programme, title="Journée d'été", date=str(today() + 30 * ONE_DAY))
    animator = make.animator(programme, name="Zoé Animatrice", public=True)
    referent.public = True
    referent.save()
    kinds = ContactDetail.Kind
    for person, value, visibility in (
        (referent, "03 00 00 00 01", Visibility.EVERYBODY),
        (referent, "03 00 00 00 02", Visibility.ALLIES),
        (animator, "03 00 00 00 03", Visibility.NOBODY),
    ):
        ContactDetail.objects.create(
            person=person, kind=kinds.PHONE, value=value, visibility=visibility
        )
    client = session(make.participant(programme))
    page = said(client.get(reverse("delegations:note", args=[delegation.pk])))
    for words in ("exécutif de Loos", "Faire autrement.", "Se parler", "2026–2028",
                  "Journée d’été", "Ana Référente, maire, référent·e", "Agent·e : place à pourvoir",
                  "Zoé Animatrice", "03 00 00 00 01"):  # fmt: skip
        assert words in page, words
    hidden = make.meeting(programme, title="Entre participants", date=str(today() + ONE_DAY))
    set_audience(page=hidden, circle=Circle.PARTICIPANTS)
    assert "Entre participants" in said(client.get(programme.get_url()))
    page = said(client.get(reverse("delegations:note", args=[delegation.pk])))
    assert ("Journée d’été" in page, "Entre participants" in page) == (True, False)
    assert "03 00 00 00 02" not in page
    assert "03 00 00 00 03" not in page


def test_a_dispositif_lists_its_delegations(delegation, referent, client) -> None:
    """Names and territories for whoever sees the page; states for its participants and the team."""
    programme = delegation.programme
    for number in range(8):
        make.delegation(programme, territory=make.TerritoryFactory(name=f"Pays {number}"))
    everything = reverse("delegations:of_programme", args=[programme.pk])
    inside = session(make.participant(programme))
    for path, shown in ((programme.get_url(), 6), (everything, 9)):
        page = said(client.get(path))
        assert "Loos" in page
        assert "incomplète" not in page
        assert "/delegations/dispositif/" in page or path == everything
        assert delegation.get_absolute_url() not in page
        page = said(inside.get(path))
        assert delegation.get_absolute_url() in page
        assert page.count("à composer") == shown - 1
        assert page.count(">incomplète<") == 1
    assert client.get(f"/delegations/dispositif/{10**9}/").status_code == 404
    programme.unpublish()
    assert client.get(everything).status_code == 404


def test_mes_espaces_say_the_state_and_lead_there(delegation, referent) -> None:
    """As the delegation's page does, seats to come included."""
    client = session(referent)
    page = said(client.get("/"))
    assert delegation.get_absolute_url() in page
    assert ">incomplète<" in page
    agent = make.seat(delegation, AGENT)
    assert ">complète<" in said(client.get("/"))
    Seat.objects.filter(pk=agent.pk).update(until=today() + 9 * ONE_DAY)
    assert ">à renouveler<" in said(client.get("/"))
    assert "Délégation à renouveler" in said(client.get(delegation.get_absolute_url()))
    make.seat(delegation, AGENT, since=today() + 9 * ONE_DAY)
    assert ">complète<" in said(client.get("/"))


def test_past_seats_are_cut(delegation, referent) -> None:
    """A delegation that lasts has many former seats: its page stays a page."""
    for _each in range(PAST + 3):
        seat = make.seat(delegation, AGENT, since=today() - 5 * ONE_DAY)
        Seat.objects.filter(pk=seat.pk).update(until=today() - ONE_DAY)
    client = session(referent)
    assert said(client.get(delegation.get_absolute_url())).count("jusqu’au") == PAST


def test_an_empty_delegation_invites(delegation) -> None:
    """Of free composition, nobody is expected by name: the page says what comes first."""
    Delegation.objects.update(composition=Composition.FREE)
    page = said(session(make.participant(delegation.programme)).get(delegation.get_absolute_url()))
    assert "Personne n’y siège encore" in page
    team = with_second_factor(make.team_member().user)
    assert "Donner un premier siège" in said(team.get(delegation.get_absolute_url()))


def test_pages_cost_few_queries(delegation, referent, django_assert_max_num_queries) -> None:
    """However many sit there."""
    for _each in range(20):
        make.seat(delegation, AGENT)
    client = session(referent)
    seat = delegation.seats.get(referent=True)
    for path in addresses(delegation.pk, seat.pk)[:5]:
        client.get(path)
        with django_assert_max_num_queries(15):
            assert client.get(path).status_code == 200
