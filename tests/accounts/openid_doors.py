"""Going to the provider and coming back, as a browser does."""

from typing import Any

from django.test import Client

from tests.accounts.doors import is_signed_in
from tests.accounts.openid_provider import Provider

DOOR = "/compte/login/code/"


def start(client: Client, **data: str) -> str:
    """Press the button; where the browser is sent."""
    answer = client.post("/compte/openid/", data)
    assert answer.status_code == 302
    return str(answer["Location"])


def come_back(client: Client, brought: dict[str, str]) -> Any:
    return client.get("/compte/openid/retour/", brought)


def enter(client: Client, provider: Provider, **data: str) -> Any:
    return come_back(client, provider.recognise(start(client, **data)))


def is_refused(client: Client, answer: Any, words: str = "ne vous a pas reconnu") -> bool:
    """Whether one stands before the usual door with one sentence, and nobody came in."""
    if not answer["Location"].startswith(DOOR):
        return False
    page = client.get(answer["Location"]).content.decode()
    return words in page and "Recevoir un code" in page and not is_signed_in(client)
