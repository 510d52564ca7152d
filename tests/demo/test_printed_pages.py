"""What people read of the demonstration is set as French is printed: spaces, quotes, dates."""

import re

import pytest
from django.core import mail
from django.test import Client

from community.accounts.models import User
from community.activity.actions import report_barrier, send_due_mails
from community.activity.models import Mail
from community.discussions.models import Channel
from tests.printed import faults, faults_of_page

pytestmark = pytest.mark.usefixtures("demonstration")

#: Beside what the sitemap lists: steps of signing in, forms, refusals, lists narrowed to nothing.
OTHERS = (
    *("/compte/login/", "/nulle-part/", "/demo/", "/style/", "/accessibilite/signaler/"),
    *("/ressources/?dispositif=aucun", "/enseignements/?annee=1900"),
)
OWN = (
    "/",
    "/compte/",
    "/compte/2fa/",
    "/compte/2fa/totp/activate/",
    "/discussions/",
    "/nulle-part/",
)


def ill_set(client: Client, addresses: list[str]) -> dict[str, list[str]]:
    """Address → what a printer would mark there."""
    pages = {address: client.get(address).content.decode() for address in addresses}
    found = {address: faults_of_page(page) for address, page in pages.items()}
    return {address: marks for address, marks in found.items() if marks}


def test_every_kind_of_page_is_set_as_it_is_printed(client: Client) -> None:
    """Each list, two pages of each kind, the refusals: nothing left that a printer would mark."""
    listed = re.findall(r"<loc>https?://[^/]+(/[^<]*)", client.get("/sitemap.xml").content.decode())
    kinds: dict[tuple[str, int], list[str]] = {}
    for address in listed:
        room, *below = address.strip("/").split("/")
        # Below /alliance/ stand three directories, whose entries are as many kinds of pages.
        kind = below[0] if room == "alliance" and len(below) > 1 else room
        kinds.setdefault((kind, len(below)), []).append(address)
    chosen = [address for addresses in kinds.values() for address in addresses[:2]]
    assert {"/", "/agenda/", "/comap/", "/lexique/", "/ressources/"} <= set(chosen)
    assert ill_set(client, [*chosen, *OTHERS]) == {}


@pytest.mark.parametrize("role", ["elue.loos", "animatrice.chantier", "equipe"])
def test_what_one_sees_signed_in_is_set_as_it_is_printed(client: Client, role: str) -> None:
    """One's spaces, account and discussions; what people wrote there stays as they wrote it."""
    user = User.objects.get(email=f"{role}@demo.invalid")
    client.force_login(user)
    channels = Channel.objects.readable_by(user)
    assert ill_set(client, [*OWN, *(channel.get_absolute_url() for channel in channels)]) == {}


def test_mails_are_set_as_they_are_printed(client: Client) -> None:
    """The code, the answer to an unknown address, what the team is told: subject and body."""
    for address in ("elue.loos@demo.invalid", "personne@exemple.test"):
        client.post("/compte/login/code/", {"email": address})
    report_barrier(what="Rien ne s'ouvre.", sender=None)
    assert Mail.objects.exists()
    send_due_mails()
    assert len(mail.outbox) >= 3
    assert [
        f for sent in mail.outbox for text in (sent.subject, sent.body) for f in faults(text)
    ] == []


@pytest.mark.parametrize(
    "html",
    [
        "<p>l'eau</p>",
        '<p>dite "sobre"</p>',
        "<p>Qui ?</p>",
        "<p>Qui?</p>",
        "<p><strong>Règle</strong> : rien</p>",
        "<p>« ici »</p>",
        "<p>1 mai</p>",
        '<img alt="l\'eau">',
        '<meta name="description" content="Lire : ici">',
    ],
)
def test_what_is_ill_set_is_found(html: str) -> None:
    """In texts, across tags, in what is said aloud and in what a search shows."""
    assert faults_of_page(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>l’eau\u00a0: «\u00a0sobre\u00a0», à 14:30\u202f!</p>",
        "<code>l'a ?</code> <pre>a : b</pre> <textarea>a ?</textarea>",
        "<div data-body><p>c'est dit !</p></div>",
        "<p>https://exemple.fr/?a=l'eau</p>",
        '<a href="/?a=l\'eau">1<sup>er</sup>\u00a0mai</a>',
    ],
)
def test_what_is_well_set_or_somebody_s_own_is_left_alone(html: str) -> None:
    """Code, addresses, and the words of people stay as they are."""
    assert faults_of_page(html) == []
