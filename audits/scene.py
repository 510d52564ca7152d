"""Build a stand, in a process of its own with the stand's settings.

The demonstration, what it lacks to show every state, its static files; then `scene.json`, which
tells the browser's side where each entry of the catalogue is, what answers there, and the sessions
of those who look.
"""

from __future__ import annotations

import io
import json
import time
import uuid
from typing import Any
from urllib.parse import urlsplit

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import Resolver404, resolve
from wagtail.models import Page, Site

from community.accounts.models import User
from community.accounts.permissions import DEMO_DOMAIN, needs_second_factor
from community.activity.actions import report_barrier
from community.activity.models import Mail
from community.alliance.models import ActorKind
from community.discussions.actions import post_message
from community.discussions.frames import Said
from community.discussions.models import Channel, Message, Report
from community.discussions.permissions import readers_of
from community.discussions.reports import report_message
from community.welcome.models import Invitation
from community.welcome.tokens import hash_of
from demo.actions import give_second_factor
from demo.pages import publish
from home.models import TextPage
from resources.models import ResourceIndexPage, ResourcePage

from .catalogue import CATALOGUE, INVITATION, Entry
from .stand import SCENE

#: Longer than any look at the whole catalogue.
DAY_SECONDS = 24 * 60 * 60
LONG_WORD = "anticonstitutionnellement" * 3


def build() -> None:
    """Everything that the catalogue shows, in the stand's own folder."""
    out = io.StringIO()
    call_command("migrate", verbosity=0)
    call_command("make_demo", stdout=out)
    call_command("collectstatic", interactive=False, verbosity=0)
    add_what_the_demonstration_lacks()
    scene = {
        "addresses": {entry.name: address_of(entry) for entry in CATALOGUE},
        "answers": {entry.name: what_answers(address_of(entry)) for entry in CATALOGUE},
        "sessions": {key: session_of(key) for key in {entry.who for entry in CATALOGUE} - {""}},
    }
    (settings.VAR_DIR / SCENE).write_text(json.dumps(scene, indent=1))


def add_what_the_demonstration_lacks() -> None:
    """A plain text, one withdrawn, words that are hard to fit in, a channel that is closed."""
    publish(
        Site.objects.get(is_default_site=True).root_page,
        TextPage(
            title="Mentions légales",
            slug="mentions",
            body="<h2>Qui publie</h2><p>Une alliance.</p><ul><li>Une liste.</li></ul>"
            "<blockquote>Une citation.</blockquote>",
        ),
    )
    publish(
        ResourceIndexPage.objects.get(),
        ResourcePage(
            title=f"Un titre qui n'en finit pas et son mot {LONG_WORD}",
            slug="mots-longs",
            kind=ResourcePage.Kind.SITE,
            collection=ResourcePage.Collection.METHODOLOGIQUES,
            summary=f"{LONG_WORD} https://exemple.invalid/{'chemin-' * 20}",
            address=f"https://exemple.invalid/{'chemin-' * 20}",
        ),
    )
    publish(
        Site.objects.get(is_default_site=True).root_page,
        TextPage(title="Page retirée", slug="retire", body="<p>Elle a été lue.</p>"),
    ).unpublish()
    Channel.objects.filter(title="Entre élu·es").update(closed=True)
    talk_at_length()
    report_barrier(
        what="Le menu ne s'ouvre pas.", page="/comap/", email="a@exemple.invalid", sender=None
    )
    reported = Message.objects.filter(author__user__email__startswith="elue.loos@").earliest("pk")
    report_message(
        channel=reported.channel,
        seq=reported.seq,
        acting_user=User.objects.get(email=f"agente.loos{DEMO_DOMAIN}"),
        reason=Report.Reason.OTHER,
        words="Ce message n'est pas pour nous.",
    )
    invitation = Invitation.objects.filter(email__startswith="agent.")
    invitation.update(token_hash=hash_of(INVITATION))
    # Its mail, when it leaves, would draw another token.
    Mail.objects.filter(state=Mail.State.WAITING).delete()
    RecoveryCodes.activate(User.objects.get(email=f"admin{DEMO_DOMAIN}"))


def talk_at_length() -> None:
    """Thirty messages between the agent·es of the cohort."""
    channel = Channel.objects.get(kind=Channel.Kind.PEERS, actor_kind=ActorKind.AGENT)
    people = readers_of(channel).order_by("pk")
    for number in range(1, 31):
        body = f"{number}. Chez nous, on a commencé par écouter les habitants, porte à porte."
        said = Said(nonce=uuid.uuid4(), body=body)
        post_message(channel=channel, author=people[number % len(people)].user, said=said)


def address_of(entry: Entry) -> str:
    return entry.address if isinstance(entry.address, str) else entry.address()


def what_answers(address: str) -> str:
    """The page type or the named view at this address; empty when nothing is there."""
    path = urlsplit(address).path
    try:
        view = resolve(path)
    except Resolver404:
        return ""
    if view.url_name != "wagtail_serve":
        return view.view_name
    root = Site.objects.get(is_default_site=True).root_page.url_path
    page = Page.objects.live().filter(url_path=root + path.removeprefix("/")).first()
    return page.specific_class._meta.label if page else ""


def session_of(key: str) -> str:
    """The key of a session of a demo account; the team's passed the second factor.

    However long one looks, whoever looks has just come in: a proof that grows old would show a
    page that asks for another, or the door, in the place of what the catalogue names. It does for
    `equipe:hier`, who came in yesterday.
    """
    account, _colon, came_in = key.partition(":")
    at = time.time() + (-DAY_SECONDS if came_in else DAY_SECONDS)
    user = User.objects.get(email=f"{account}{DEMO_DOMAIN}")
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    proof: dict[str, Any] = {"method": "code"}
    if needs_second_factor(user):
        give_second_factor(user)
        proof = {"method": "mfa", "type": "totp", "reauthenticated": True}
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [proof | {"at": at}]
    session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value
