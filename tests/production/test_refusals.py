"""What is refused before any room is asked, and the pictures of the demonstration."""

import json
from pathlib import Path

import pytest
from django.test import Client

from tests import factories as make

pytestmark = pytest.mark.django_db

SIGN_IN = "/compte/login/code/"
MESSAGES = "/discussions/1/messages"


def test_a_form_from_elsewhere_is_refused_in_french() -> None:
    """A page that says what to do; the same form sent from our page is read."""
    client = Client(enforce_csrf_checks=True)
    refused = client.post(SIGN_IN, {"email": "a@exemple.test"})
    assert refused.status_code == 403
    assert '<html lang="fr">' in refused.content.decode()
    assert "rechargez-la" in refused.content.decode()
    assert "no-store" in refused["Cache-Control"]
    token = client.get(SIGN_IN).cookies["csrftoken"].value
    sent = client.post(SIGN_IN, {"email": "a@exemple.test", "csrfmiddlewaretoken": token})
    assert sent.status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "/rejoindre/", "/compte/logout/", "/compte/invitations/1/retirer/", "/conduite/1/rouvrir/",
        "/alliance/charte/signer/", "/delegations/1/sieges/1/fin/", "/gestion/pages/1/edit/",
    ],
)  # fmt: skip
def test_a_button_without_a_token_is_refused_in_french(address: str) -> None:
    """The house's own page, whoever asks and whether or not the thing is there."""
    visitor, team = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    team.force_login(make.team_member().user)
    for client in (visitor, team):
        refused = client.post(address, {"a": "b"})
        assert refused.status_code == 403
        assert "Cet envoi n’est pas passé" in refused.content.decode()
        assert "rechargez-la" in refused.content.decode()


def test_a_page_that_is_only_read_says_so() -> None:
    """Sent to a page of the tree, there or not: one answer, that names what may be asked of it."""
    client = Client(enforce_csrf_checks=True)
    for address in ("/", "/nulle-part/"):
        refused = client.post(address, {"a": "b"})
        assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
        assert "ne reçoit rien" in refused.content.decode()
    told = client.post("/", "{}", content_type="application/json")
    assert (told.status_code, told.json()["code"]) == (405, "not_allowed")


def test_a_program_without_a_token_is_told_so_in_json() -> None:
    """A code for the program, a sentence for people."""
    client = Client(enforce_csrf_checks=True)
    refused = client.post(MESSAGES, json.dumps({"body": "x"}), content_type="application/json")
    assert refused.status_code == 403
    answer = refused.json()
    assert (answer["type"], answer["code"]) == ("error", "csrf")
    assert "rechargez-la" in answer["sentence"]


def test_what_is_too_big_is_refused_in_french(client: Client, settings) -> None:
    """A person reads a page, a program a frame with its code; what is small enough passes."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    body = "email=" + "a" * 200
    refused = client.post(SIGN_IN, body, content_type="application/x-www-form-urlencoded")
    assert refused.status_code == 413
    assert "trop gros" in refused.content.decode()
    small = client.post(SIGN_IN, "email=a", content_type="application/x-www-form-urlencoded")
    assert small.status_code == 200


def test_what_cannot_be_read_is_refused_in_french(client: Client) -> None:
    """Even when what is wrong is the very host, of which a page would speak."""
    refused = client.get("/", headers={"host": "ailleurs.example"})
    assert refused.status_code == 400
    assert "Cette demande ne se lit pas" in refused.content.decode()
    told = client.get("/", headers={"host": "ailleurs.example"}, content_type="application/json")
    assert told.status_code == 400
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/rejoindre/?dispositif=%s",
        "/alliance/charte/%s/",
        "/alliance/organisations/?type=%s",
        "/alliance/carte/?autour=%s",
        "/alliance/carte/?dispositif=%s",
        "/alliance/carte/?type=%s&dispositif=eau",
        "/compte/invitations/envoyer/?fiche=%s",
        "/enseignements/?x=1&annee=2%s",
        "/gestion/%s/",
        "/chantiers/a/%s/",
    ],
)
def test_no_address_holds_a_null_character(client: Client, address: str) -> None:
    """PostgreSQL refuses to be asked for one: so do we, before anything is asked of it.

    What only looks like one, written « %00 » by somebody, is text like any other.
    """
    refused = client.get(address % "%00")
    assert refused.status_code == 400
    assert "Cette demande ne se lit pas" in refused.content.decode()
    assert client.post(address % "%00", {"a": "b"}).status_code == 400
    assert client.get(address % "%2500").status_code in (200, 302, 404)


@pytest.mark.parametrize(
    "address",
    [
        "/delegations/dispositif/%s/", "/delegations/%s/", "/delegations/1/sieges/%s/",
        "/delegations/%s/sieges/1/", "/conduite/%s/etapes/1/", "/conduite/1/etapes/%s/",
        "/alliance/pages/%s/presse/", "/alliance/charte/signatures/%s/retirer/",
        "/compte/invitations/%s/renvoyer/", "/compte/sessions/%s/fermer/", "/discussions/%s/",
        "/enseignements/%s/", "/fichiers/%s/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("number", ["9" * 18, "9" * 19, "9" * 30])
def test_a_number_that_no_database_holds_leads_nowhere(
    client: Client, address: str, number: str
) -> None:
    """It is answered like the number of nothing, whoever asks, and never by a fault."""
    client.force_login(make.team_member().user)
    assert client.get(address % number).status_code in (404, 405)


def test_the_demonstration_shows_pictures_and_no_document(client: Client, settings) -> None:
    """Renditions are served; documents and originals have no address below /media/."""
    for folder in ("images", "documents", "original_images"):
        kept = Path(settings.MEDIA_ROOT, folder, "essai.png")
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(b"\x89PNG")
    picture = client.get("/media/images/essai.png")
    assert picture.status_code == 200
    assert picture.content == b"\x89PNG"
    kept_already = {"if-modified-since": picture["Last-Modified"]}
    assert client.get("/media/images/essai.png", headers=kept_already).status_code == 304
    for address in (
        "documents/essai.png", "original_images/essai.png", "images/../documents/essai.png",
        "images/", "images/absent.png",
    ):  # fmt: skip
        assert client.get(f"/media/{address}").status_code in (400, 404)
