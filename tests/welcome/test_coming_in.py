"""An invitation brings in whoever reads the invited address, once, and nobody else."""

import datetime as dt
import logging
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from community.accounts.actions import deactivate, make_account
from community.accounts.models import User
from community.activity.actions import send_due_mails
from community.activity.models import Event, Mail
from community.alliance.models import Person
from community.programmes.actions import leave, take_part
from community.programmes.models import Participation
from community.welcome import tokens
from community.welcome.actions import invite, resend, withdraw
from community.welcome.models import Invitation, Visit
from tests import factories as make
from tests.accounts.doors import code_by_mail, is_signed_in, with_second_factor
from tests.welcome.letters import LINK, come_in, give_code, link_by_mail, open_link, text_of

pytestmark = pytest.mark.django_db

GUEST = "claire@exemple.test"


def invited(**fields: Any) -> Invitation:
    fields.setdefault("acting_user", make.team_member(name="Équipe").user)
    return invite(**{"email": GUEST, "name": "Claire Dubois"} | fields)


def age(invitation: Invitation, **ago: int) -> None:
    """Make it as old as if it had been sent so long ago."""
    invitation.refresh_from_db()
    invitation.expires_at -= dt.timedelta(**ago)
    invitation.asked_at -= dt.timedelta(**ago)
    invitation.save()


def test_an_invitation_makes_an_account_a_card_and_a_participation(client: Client) -> None:
    """Mail, link, code: one is in, by name, in the programme, and led to one's card."""
    programme = make.comap(title="Eau")
    invited(programme=programme, words="On se voit mardi.")
    assert User.objects.filter(email=GUEST).count() == 0
    link = link_by_mail()
    assert mail.outbox[-1].to == [GUEST]
    assert "On se voit mardi." in str(mail.outbox[-1].body)
    page = text_of(open_link(client, link))
    assert "Équipe vous invite" in page
    assert "c…@exemple.test" in page
    assert come_in(client, link)["Location"] == "/compte/bienvenue/"
    assert is_signed_in(client)
    person = Person.objects.get(user__email=GUEST)
    assert person.name == "Claire Dubois"
    assert not person.public
    assert person.participations.get().role == Participation.Role.PARTICIPANT
    used = Invitation.objects.get()
    assert (used.state, used.account) == (Invitation.State.USED, person.user)
    assert Event.objects.get(verb="accept_invitation").actor == person.user


def test_the_token_is_written_nowhere(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the mail's row, nor the session, nor a log holds it: its hash alone is kept."""
    caplog.set_level(logging.DEBUG)
    invitation = invited()
    assert "{secret}" in Mail.objects.get().body
    link = link_by_mail()
    token = link.split("/")[-2]
    invitation.refresh_from_db()
    assert invitation.token_hash == tokens.hash_of(token)
    answer = client.get(link)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    client.get("/compte/invitation/")
    assert token not in str(dict(client.session))
    assert token not in Mail.objects.get().body
    assert token not in caplog.text
    assert len(token) * 6 >= 256


def test_a_guessed_link_is_answered_as_nothing(client: Client) -> None:
    """One sentence for what never was, and for what a newer mail replaced; no log names the try."""
    invitation = invited()
    old = link_by_mail()
    age(invitation, hours=1)
    resend(acting_user=invitation.inviter, invitation=invitation)
    link_by_mail()
    pages = []
    for link in (old, f"/compte/invitation/{tokens.new_token()}/", None):
        visitor = Client()
        page = open_link(visitor, link) if link else visitor.get("/compte/invitation/")
        assert page.status_code == 404
        assert visitor.post("/compte/invitation/").status_code == 404
        pages.append(text_of(page))
    assert "aucune invitation" in pages[0]
    assert len(set(pages)) == 1
    assert len(mail.outbox) == 2


def test_a_forwarded_link_opens_nothing(client: Client) -> None:
    """The code goes to the invited address: whoever else holds the link makes no account."""
    invited()
    link = link_by_mail()
    page = text_of(open_link(client, link))
    assert "Si on vous a transmis ce lien" in page
    assert GUEST not in page
    client.post("/compte/invitation/")
    assert mail.outbox[-1].to == [GUEST]
    for _try in range(2):
        assert give_code(client, "AAAA-AAAA").status_code == 422
    assert give_code(client, "AAAA-AAAA")["Location"] == "/compte/invitation/"
    assert give_code(client, code_by_mail())["Location"] == "/compte/invitation/"
    assert not is_signed_in(client)
    assert not User.objects.filter(email=GUEST).exists()
    assert come_in(Client(), link)["Location"] == "/compte/bienvenue/"


def test_a_code_of_another_browser_or_invitation_opens_nothing(client: Client) -> None:
    """The code proves the address to the browser that asked for it, for that invitation."""
    invited()
    link = link_by_mail()
    open_link(client, link)
    client.post("/compte/invitation/")
    code = code_by_mail()
    other = Client()
    open_link(other, link)
    assert give_code(other, code)["Location"] == "/compte/invitation/"
    invite(acting_user=make.team_member().user, email="autre@exemple.test")
    second = link_by_mail()
    open_link(client, second)
    assert give_code(client, code)["Location"] == "/compte/invitation/"
    assert not User.objects.filter(email__in=[GUEST, "autre@exemple.test"]).exists()


def test_codes_are_not_sent_without_end(client: Client) -> None:
    """The limit of the door holds here too: three codes a minute for one address."""
    invited()
    open_link(client, link_by_mail())
    answers = [client.post("/compte/invitation/").status_code for _try in range(4)]
    assert answers == [302, 302, 302, 429]


def test_an_invitation_serves_once(client: Client) -> None:
    """Whoever opens the link again is told that it served, and where to sign in."""
    invited()
    link = link_by_mail()
    come_in(client, link)
    again = Client()
    page = open_link(again, link)
    assert page.status_code == 410
    assert "a déjà servi" in text_of(page)
    assert "/compte/login/code/" in text_of(page)
    assert again.post("/compte/invitation/").status_code == 410
    assert User.objects.filter(email=GUEST).count() == 1


def test_an_expired_invitation_says_so_to_its_holder(client: Client) -> None:
    """After its term it opens nothing; sent again, it does."""
    invitation = invited()
    link = link_by_mail()
    age(invitation, days=30, minutes=1)
    page = open_link(client, link)
    assert page.status_code == 410
    assert "a expiré" in text_of(page)
    resend(acting_user=invitation.inviter, invitation=invitation)
    assert come_in(client, link_by_mail())["Location"] == "/compte/bienvenue/"


def test_a_withdrawn_invitation_leaves_nothing(client: Client) -> None:
    """Withdrawn while its holder looks for the code: no account, and a sentence."""
    invitation = invited()
    link = link_by_mail()
    open_link(client, link)
    client.post("/compte/invitation/")
    withdraw(acting_user=invitation.inviter, invitation=invitation)
    page = give_code(client, code_by_mail())
    assert page.status_code == 410
    assert "a été retirée" in text_of(page)
    assert not User.objects.filter(email=GUEST).exists()


def test_a_mail_that_has_not_left_is_withdrawn_with_its_invitation() -> None:
    """The outbox asks again: what was withdrawn is never sent."""
    invitation = invited()
    withdraw(acting_user=invitation.inviter, invitation=invitation)
    assert send_due_mails()["withdrawn"] == 1
    assert mail.outbox == []


@pytest.mark.parametrize("loss", ["animator", "closed", "erased"])
def test_nobody_comes_in_by_a_right_that_was_lost(client: Client, loss: str) -> None:
    """The inviter's right is asked again at use: a former animator's invitation opens nothing."""
    programme = make.comap()
    animator = make.animator(programme)
    assert animator.user is not None
    invited(acting_user=animator.user, programme=programme)
    link = link_by_mail()
    if loss == "animator":
        leave(participation=animator.participations.get())
    elif loss == "closed":
        deactivate(user=animator.user)
    else:
        animator.user.delete()
    page = open_link(client, link)
    assert page.status_code == 410
    assert "ne peut plus le faire" in text_of(page)
    assert not User.objects.filter(email=GUEST).exists()


def test_an_existing_account_gets_what_the_invitation_adds() -> None:
    """Signed in with the invited address one says yes at once; card and roles are kept."""
    eau, sols = make.comap(title="Eau"), make.chantier(title="Sols")
    person = make.PersonFactory(user=make_account(email=GUEST), name="Claire D.")
    take_part(programme=sols, person=person, role=Participation.Role.ANIMATOR)
    invited(programme=eau)
    invited(programme=sols)
    send_due_mails()
    links = [LINK.findall(str(sent.body))[0] for sent in mail.outbox]
    assert person.user is not None
    client = with_second_factor(person.user)
    for link, programme in zip(links, (eau, sols), strict=True):
        assert programme.title in text_of(open_link(client, link))
        assert client.post("/compte/invitation/")["Location"] == programme.url
    roles = {row.programme_id: row.role for row in person.participations.all()}
    assert roles == {eau.pk: Participation.Role.PARTICIPANT, sols.pk: Participation.Role.ANIMATOR}
    person.refresh_from_db()
    assert person.name == "Claire D."
    assert not Visit.objects.filter(user=person.user).exists()


def test_somebody_signed_in_with_another_address_gets_nothing(client: Client) -> None:
    """The page says for whom it is; one may go on with the other address, and be them."""
    programme = make.comap()
    other = make.PersonFactory()
    assert other.user is not None
    invited(programme=programme)
    client.force_login(other.user)
    link = link_by_mail()
    page = text_of(open_link(client, link))
    assert "cette invitation est pour c…@exemple.test" in page
    client.post("/compte/invitation/")
    assert not other.participations.exists()
    assert client.post("/compte/invitation/changer/")["Location"] == "/compte/invitation/"
    assert not is_signed_in(client)
    assert come_in(client, link)["Location"] == "/compte/bienvenue/"
    assert Person.objects.get(user__email=GUEST).participations.exists()


def test_a_closed_account_stays_closed(client: Client) -> None:
    """An invitation opens no account that the team closed, and stays unused."""
    user = make_account(email=GUEST)
    deactivate(user=user)
    invitation = invited()
    page = come_in(client, link_by_mail())
    assert page.status_code == 410
    assert "compte est fermé" in text_of(page)
    assert not is_signed_in(client)
    invitation.refresh_from_db()
    assert invitation.used_at is None


def test_a_card_without_account_becomes_theirs(client: Client) -> None:
    """Invited for a card, one finds it again with all that it holds."""
    programme = make.comap()
    card = make.PersonFactory(user=None, name="Ana Ruiz")
    take_part(programme=programme, person=card)
    invited(name="", person=card)
    come_in(client, link_by_mail())
    card.refresh_from_db()
    assert card.user is not None
    assert card.user.email == GUEST
    assert Person.objects.count() == 2  # with the team's


def test_a_card_that_was_given_meanwhile_is_not_given_twice(client: Client) -> None:
    """Somebody else has it now: whoever comes gets a card of their own."""
    card = make.PersonFactory(user=None, name="Ana Ruiz")
    invited(name="", person=card)
    link = link_by_mail()
    card.user = make.UserFactory()
    card.save()
    come_in(client, link)
    own = Person.objects.get(user__email=GUEST)
    assert own != card
    card.refresh_from_db()
    assert card.user.email != GUEST


def test_an_address_that_changed_owner_gets_none_of_the_old_things(client: Client) -> None:
    """Claire left her address to somebody: a new account, a new card, no role of hers."""
    programme = make.comap()
    claire = make.PersonFactory(user=make_account(email=GUEST), name="Claire")
    assert claire.user is not None
    invited(programme=programme)
    old = link_by_mail()
    client.force_login(claire.user)
    open_link(client, old)
    client.post("/compte/invitation/")
    claire.user.email = "claire@ailleurs.test"
    claire.user.save()
    invite(acting_user=make.team_member().user, email=GUEST, name="Paul")
    newcomer = Client()
    come_in(newcomer, link_by_mail())
    paul = Person.objects.get(user__email=GUEST)
    assert (paul.name, paul.pk == claire.pk) == ("Paul", False)
    assert not paul.participations.exists()
    assert claire.participations.count() == 1
    export = newcomer.get("/compte/mes-donnees.json").json()["invitations"]
    assert [row["name"] for row in export["acceptees"]] == ["Paul"]
    assert open_link(newcomer, old).status_code == 410
