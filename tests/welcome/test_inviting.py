"""Who invites whom: the team to everything, animators to their own, nobody beyond their rights."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.accounts.models import User
from community.activity.actions import send_due_mails
from community.activity.models import Event, Mail
from community.alliance.models import Charter, CharterSignature, ContactDetail, Person
from community.programmes.actions import leave, take_part
from community.programmes.models import Participation
from community.welcome.actions import accept, forget_invitations, invite, resend, withdraw
from community.welcome.models import Invitation
from tests import factories as make
from tests.accounts.doors import with_second_factor
from tests.welcome.letters import text_of

pytestmark = pytest.mark.django_db

LIST, FORM = "/compte/invitations/", "/compte/invitations/envoyer/"


def user_of(person: Person) -> User:
    assert person.user is not None
    return person.user


def desk_of(person: Person) -> Client:
    return with_second_factor(user_of(person))


def send(desk: Client, guests: str, **fields: Any) -> Any:
    return desk.post(FORM, {"guests": guests, "role": "participant"} | fields)


def test_the_team_invites_to_the_alliance_and_to_any_programme() -> None:
    """As participants or as animators; each gets a mail, and the log says who invited."""
    programme = make.comap()
    team = make.team_member(name="Équipe")
    desk = desk_of(team)
    assert send(desk, "a@exemple.test")["Location"] == LIST
    answer = send(
        desk, "Ana Ruiz <b@exemple.test>", programme=programme.pk, role=Participation.Role.ANIMATOR
    )
    assert answer["Location"] == LIST
    send_due_mails()
    assert [sent.to for sent in mail.outbox] == [["a@exemple.test"], ["b@exemple.test"]]
    rows = Invitation.objects.order_by("email").values_list("name", "programme", "role", "inviter")
    assert list(rows) == [
        ("", None, "participant", team.user_id),
        ("Ana Ruiz", programme.pk, "animator", team.user_id),
    ]
    told = Event.objects.filter(verb="invite").order_by("pk")
    assert [str(event) for event in told] == [
        "a invité a…\N{WORD JOINER}@exemple.test",
        "a invité Ana Ruiz",
    ]
    assert all(event.actor == team.user for event in told)


def test_animators_invite_participants_to_their_own_programme_only() -> None:
    """Neither to another programme, nor to the alliance, nor as animators."""
    own, other = make.comap(), make.comap()
    animator = make.animator(own)
    desk = desk_of(animator)
    assert 'name="role"' not in desk.get(FORM).content.decode()
    assert send(desk, "a@exemple.test", programme=own.pk, role="animator")["Location"] == LIST
    assert Invitation.objects.get().role == Participation.Role.PARTICIPANT
    for programme in (other.pk, ""):
        assert send(desk, "b@exemple.test", programme=programme).status_code == 422
    for beyond in (
        {"programme": other},
        {"programme": None},
        {"programme": own, "role": Participation.Role.ANIMATOR},
    ):
        with pytest.raises(ValidationError, match="demandez à l'équipe"):
            invite(acting_user=user_of(animator), email="b@exemple.test", **beyond)
    assert Invitation.objects.count() == 1


def test_whoever_has_nothing_to_invite_to_finds_no_such_page(client: Client) -> None:
    """A participant gets the answer of an address that does not exist; a visitor the door."""
    member = make.participant(make.comap())
    client.force_login(user_of(member))
    for address in (LIST, FORM):
        assert client.get(address).status_code == 404
        assert Client().get(address)["Location"].startswith("/compte/login/")
    assert send(client, "a@exemple.test").status_code == 404
    assert "Inviter" not in client.get("/").content.decode()
    assert not Invitation.objects.exists()


def test_each_faulty_line_is_told_and_nothing_leaves() -> None:
    """All that was typed stays in the form, and each fault says its line."""
    invite(acting_user=user_of(make.team_member()), email="deja@exemple.test")
    desk = desk_of(make.team_member())
    typed = "Ana Ruiz <ana@exemple.test>\n\npas une adresse\nana@exemple.test\ncoupe@\n"
    page = send(desk, typed, words="À mardi")
    assert page.status_code == 422
    told = text_of(page)
    for fault in ("Ligne 3", "Ligne 4", "Ligne 5", "déjà plus haut"):
        assert fault in told
    assert page.context["form"]["guests"].value() == typed
    assert page.context["form"]["words"].value() == "À mardi"
    page = send(desk, "ana@exemple.test\ndeja@exemple.test")
    assert page.status_code == 422
    assert "deja@exemple.test : Cette adresse est déjà invitée" in " ".join(
        page.context["form"].errors["guests"]
    )
    many = "\n".join(f"p{number}@exemple.test" for number in range(51))
    assert "gardez 50 lignes" in text_of(send(desk, many)).replace("\N{NO-BREAK SPACE}", " ")
    assert Invitation.objects.count() == Mail.objects.count() == 1
    assert send(desk, "Ana Ruiz <ana@exemple.test>\n;autre@exemple.test,").status_code == 302
    assert Invitation.objects.count() == 3


def test_one_does_not_invite_oneself_nor_a_demonstration_address(settings: Any) -> None:
    """Each is refused with its sentence."""
    settings.DEMO = False
    team = user_of(make.team_member())
    with pytest.raises(ValidationError, match="C'est votre adresse"):
        invite(acting_user=team, email=team.email.upper())
    with pytest.raises(ValidationError, match="démonstration"):
        invite(acting_user=team, email="elue@demo.invalid")


def test_an_address_is_invited_once_at_a_time() -> None:
    """The database holds it too, with a programme and without, in capitals or not."""
    programme = make.comap()
    team = user_of(make.team_member())
    for to in (None, programme):
        first = invite(acting_user=team, email="ana@exemple.test", programme=to)
        with pytest.raises(ValidationError, match="déjà invitée"):
            invite(acting_user=team, email="ANA@exemple.test", programme=to)
        first.pk, first.email = None, "Ana@Exemple.test"
        with pytest.raises(IntegrityError), transaction.atomic():
            first.save(force_insert=True)
    withdraw(acting_user=team, invitation=Invitation.objects.get(programme=programme))
    invite(acting_user=team, email="ana@exemple.test", programme=programme)


def test_of_two_who_invite_an_address_at_once_the_later_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The other's row is not to be seen yet when one looks: the database refuses, in words."""
    first, second = (user_of(make.team_member()) for _each in range(2))
    invite(acting_user=first, email="ana@exemple.test")
    monkeypatch.setattr("community.welcome.actions.open_invitation", lambda *_args: None)
    monkeypatch.setattr(Invitation, "validate_constraints", lambda *_args, **_options: None)
    with pytest.raises(ValidationError, match="déjà invitée"):
        invite(acting_user=second, email="ANA@exemple.test")
    assert Invitation.objects.get().inviter == first
    assert Mail.objects.count() == 1


def test_inviting_never_tells_who_has_an_account() -> None:
    """An address with an account and one without get the same answers at the desk."""
    programme = make.comap()
    known = make.participant(programme)
    desk = desk_of(make.animator(programme))
    pages = []
    for email in (user_of(known).email, "inconnue@exemple.test"):
        assert send(desk, email, programme=programme.pk)["Location"] == LIST
        pages.append(text_of(desk.get(LIST)).count("en attente"))
    assert pages == [1, 2]


def test_animators_hand_only_the_cards_whose_rights_are_theirs_to_give() -> None:
    """One that animates, is elsewhere, speaks, signed, sits or can be reached is the team's."""
    own, other = make.comap(), make.comap()
    animator = make.animator(own)

    def card(name: str) -> Person:
        person = make.PersonFactory(user=None, name=name)
        take_part(programme=own, person=person)
        return person

    simple, elsewhere, animates, speaks, taken = map(
        card, ("Un", "Deux", "Trois", "Quatre", "Cinq")
    )
    reached, signed, seated = map(card, ("Six", "Sept", "Huit"))
    ContactDetail.objects.create(person=reached, kind="site", value="https://exemple.test")
    charter = Charter.objects.create(version="2024", text="Nous…", adopted_on="2024-01-01")
    CharterSignature.objects.create(charter=charter, person=signed, date="2024-01-02")
    make.seat(make.delegation(programme=own), person=seated)
    take_part(programme=other, person=elsewhere)
    take_part(programme=own, person=animates, role=Participation.Role.ANIMATOR)
    make.OrganisationFactory().contacts.add(speaks)
    taken.user = make.UserFactory()
    taken.save()
    unrelated = make.PersonFactory(user=None)
    desk = desk_of(animator)
    assert [row.name for row in desk.get(FORM).context["cards"]] == ["Un"]
    for person in (elsewhere, animates, speaks, taken, reached, signed, seated, unrelated):
        assert desk.get(FORM, {"fiche": person.slug}).status_code == 404
        with pytest.raises(ValidationError, match="fiche"):
            invite(
                acting_user=user_of(animator), email="x@exemple.test", person=person, programme=own
            )
    page = desk.get(FORM, {"fiche": simple.slug})
    assert "Un retrouvera sa fiche" in text_of(page)
    sent = desk.post(
        f"{FORM}?fiche={simple.slug}", {"email": "un@exemple.test", "programme": own.pk}
    )
    assert sent["Location"] == LIST
    assert Invitation.objects.get().person == simple


def test_a_card_that_grew_since_is_not_given(client: Client) -> None:
    """Asked again at use: the card animates elsewhere by then, and is no more the animator's."""
    own, other = make.comap(), make.comap()
    animator = make.animator(own)
    card = make.PersonFactory(user=None, name="Un")
    take_part(programme=own, person=card)
    invitation = invite(
        acting_user=user_of(animator), email="un@exemple.test", person=card, programme=own
    )
    take_part(programme=other, person=card, role=Participation.Role.ANIMATOR)
    user = accept(invitation=invitation)
    card.refresh_from_db()
    assert card.user is None
    own_card = Person.objects.get(user=user)
    assert list(own_card.participations.values_list("programme", flat=True)) == [own.pk]


def test_the_list_says_where_each_invitation_stands_and_hides_used_addresses() -> None:
    """One's own and those of one's programme; once used, the name stands for the address."""
    programme, other = make.comap(), make.comap()
    animator, colleague = make.animator(programme), make.animator(programme)
    team = user_of(make.team_member())
    used = invite(acting_user=user_of(animator), email="cachee@exemple.test", programme=programme)
    accept(invitation=used)
    invite(acting_user=user_of(colleague), email="attend@exemple.test", programme=programme)
    hidden = invite(acting_user=team, email="ailleurs@exemple.test", programme=other)
    page = text_of(desk_of(animator).get(LIST))
    for word in ("acceptée", "en attente", "attend@exemple.test"):
        assert word in page
    for word in ("cachee@exemple.test", "ailleurs@exemple.test"):
        assert word not in page
    desk = desk_of(colleague)
    for action in ("resend", "withdraw"):
        assert desk.post(reverse(f"welcome:{action}", args=[hidden.pk])).status_code == 404
        assert desk.post(reverse(f"welcome:{action}", args=[0])).status_code == 404
    assert "ailleurs@exemple.test" in text_of(with_second_factor(team).get(LIST))


def test_sending_again_waits_a_little_and_withdrawing_is_said_once() -> None:
    """Ten minutes between two mails; what served or was withdrawn is done with."""
    team = make.team_member()
    desk = desk_of(team)
    invitation = invite(acting_user=user_of(team), email="ana@exemple.test")
    again, away = (
        reverse(f"welcome:{name}", args=[invitation.pk]) for name in ("resend", "withdraw")
    )
    assert "Elle vient de partir" in text_of(desk.post(again, follow=True))
    Invitation.objects.update(asked_at=timezone.now() - dt.timedelta(hours=1))
    assert "Elle repart" in text_of(desk.post(again, follow=True))
    assert "Elle est retirée" in text_of(desk.post(away, follow=True))
    for address, told in ((away, "ne servait déjà plus"), (again, "ne sert plus")):
        assert told in text_of(desk.post(address, follow=True))
    assert Event.objects.get(verb="withdraw_invitation").actor == team.user


def test_whoever_sends_an_invitation_again_answers_for_it_in_the_log() -> None:
    """The log names who, since their right is the one that is asked at use."""
    programme = make.comap()
    team, animator = user_of(make.team_member()), user_of(make.animator(programme))
    invitation = invite(acting_user=team, email="a@exemple.test", name="Ana", programme=programme)
    Invitation.objects.update(asked_at=timezone.now() - dt.timedelta(hours=1))
    resend(acting_user=animator, invitation=invitation)
    event = Event.objects.get(verb="resend_invitation")
    assert (event.actor, event.programme.pk) == (animator, programme.pk)
    assert event.label == "a renvoyé l'invitation d’Ana, et en répond"


def test_one_withdraws_what_one_could_have_sent() -> None:
    """An animator takes back a colleague's, not the team's to animate, nor another programme's."""
    programme = make.comap()
    team, animator = user_of(make.team_member()), user_of(make.animator(programme))
    role = Participation.Role.ANIMATOR
    to_animate = invite(acting_user=team, email="a@exemple.test", programme=programme, role=role)
    elsewhere = invite(acting_user=team, email="b@exemple.test", programme=make.comap())
    theirs = invite(acting_user=team, email="c@exemple.test", programme=programme)
    for invitation in (to_animate, elsewhere):
        with pytest.raises(ValidationError, match="demandez à l'équipe"):
            withdraw(acting_user=animator, invitation=invitation)
    with_second_factor(animator).post(reverse("welcome:withdraw", args=[to_animate.pk]))
    assert not Invitation.objects.exclude(withdrawn_at=None).exists()
    withdraw(acting_user=animator, invitation=theirs)
    withdraw(acting_user=team, invitation=to_animate)
    assert set(Invitation.objects.exclude(withdrawn_at=None)) == {theirs, to_animate}


def test_invitations_are_forgotten_a_term_after_their_end() -> None:
    """Until then its holder is told why it opens nothing."""
    team = user_of(make.team_member())
    invite(acting_user=team, email="recente@exemple.test")
    old = invite(acting_user=team, email="ancienne@exemple.test")
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now() - dt.timedelta(days=29))
    assert forget_invitations() == 0
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now() - dt.timedelta(days=31))
    assert forget_invitations() == 1
    assert Invitation.objects.get().email == "recente@exemple.test"


def test_the_list_asks_no_more_queries_when_it_grows(django_assert_max_num_queries: Any) -> None:
    """Forty invitations cost what two do."""
    programme = make.comap()
    animator = make.animator(programme)
    desk = desk_of(animator)
    for number in range(40):
        invitation = invite(
            acting_user=user_of(animator), email=f"p{number}@exemple.test", programme=programme
        )
        if number % 2:
            accept(invitation=invitation)
    with django_assert_max_num_queries(15):
        assert desk.get(LIST).status_code == 200


def test_buttons_stand_before_who_may_press_them() -> None:
    """The team's invitation to animate is seen by who animates, who neither resends nor withdraws.

    Their own of before they lost a right, they withdraw still.
    """
    programme, other = make.comap(), make.comap()
    team, animator = make.team_member(), make.animator(programme)
    take_part(programme=other, person=animator, role=Participation.Role.ANIMATOR)
    role = Participation.Role
    theirs = invite(
        acting_user=user_of(team), email="a@exemple.test", programme=programme, role=role.ANIMATOR
    )
    common = invite(acting_user=user_of(team), email="b@exemple.test", programme=programme)
    lost = invite(acting_user=user_of(animator), email="c@exemple.test", programme=other)
    leave(participation=other.participations.get(person=animator))

    def buttons(person: Person) -> set[tuple[str, int]]:
        page = text_of(desk_of(person).get(LIST))
        rows = (theirs, common, lost)
        return {
            (name, row.pk)
            for name in ("resend", "withdraw")
            for row in rows
            if reverse(f"welcome:{name}", args=[row.pk]) in page
        }

    everything = {(name, row.pk) for name in ("resend", "withdraw") for row in (theirs, common)}
    assert everything <= buttons(team)
    assert buttons(animator) == {
        *(("resend", common.pk), ("withdraw", common.pk), ("withdraw", lost.pk))
    }
    for name in ("resend", "withdraw"):
        desk_of(animator).post(reverse(f"welcome:{name}", args=[theirs.pk]))
    before = theirs.asked_at
    theirs.refresh_from_db()
    assert (theirs.withdrawn_at, theirs.asked_at) == (None, before)


def test_a_card_without_account_leads_who_may_give_it_to_its_invitation(client: Client) -> None:
    """Seen by the team and by who animates beside them; by nobody else, nor once it has one."""
    programme = make.comap()
    card = make.PersonFactory(name="Ana Ruiz", user=None, public=True)
    take_part(programme=programme, person=card)
    address, link = card.get_absolute_url(), f"{FORM}?fiche={card.slug}"
    assert link not in text_of(client.get(address))
    for person in (make.PersonFactory(), make.animator(make.comap())):
        assert link not in text_of(desk_of(person).get(address))
    for person in (make.team_member(), make.animator(programme)):
        desk = desk_of(person)
        assert link in text_of(desk.get(address))
        assert desk.get(link).status_code == 200
    held = make.PersonFactory()
    page = desk_of(make.team_member()).get(held.get_absolute_url())
    assert FORM not in text_of(page)


def test_the_account_page_leads_to_the_invitations_of_who_invites(client: Client) -> None:
    """The team and animators; others are not led to a page that is not theirs."""
    for person in (make.team_member(), make.animator(make.comap())):
        desk = desk_of(person)
        assert f'href="{LIST}"' in text_of(desk.get("/compte/"))
        assert desk.get(LIST).status_code == 200
    client.force_login(user_of(make.participant(make.comap())))
    assert LIST not in text_of(client.get("/compte/"))
