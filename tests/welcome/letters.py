"""Following an invitation as its holder does: the mail, its link, the code."""

import re
from typing import Any

from django.conf import settings
from django.core import mail
from django.test import Client

from community.activity.actions import send_due_mails
from tests.accounts.doors import code_by_mail

LINK = re.compile(r"(/compte/invitation/[\w-]{43}/)$", re.MULTILINE)


def link_by_mail() -> str:
    """Let the outbox go, and read the link in the last mail that left."""
    send_due_mails()
    body = str(mail.outbox[-1].body)
    found = LINK.search(body)
    assert found, body
    assert f"{settings.WAGTAILADMIN_BASE_URL}{found[1]}" in body
    return found[1]


def open_link(client: Client, link: str) -> Any:
    """The page to which the link leads."""
    assert client.get(link)["Location"] == "/compte/invitation/"
    return client.get("/compte/invitation/")


def give_code(client: Client, code: str) -> Any:
    return client.post("/compte/invitation/code/", {"code": code})


def come_in(client: Client, link: str) -> Any:
    """From the link to the answer to the right code."""
    assert open_link(client, link).status_code == 200
    assert client.post("/compte/invitation/")["Location"] == "/compte/invitation/code/"
    return give_code(client, code_by_mail())


def text_of(answer: Any) -> str:
    """What the page says, on one line, with plain spaces and nothing that only typesets."""
    return re.sub(r"\s+", " ", answer.content.decode().replace("\N{WORD JOINER}", ""))
