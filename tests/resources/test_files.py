"""A file of the library is as open as the resources that hold it."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model

from community.programmes.actions import set_audience
from tests import factories as make

pytestmark = pytest.mark.django_db


def document():
    kept = get_document_model()(title="Fiche")
    kept.file.save("fiche.txt", ContentFile(b"Ce que dit la fiche."))
    return kept


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_file_of_a_resource_for_all_is_for_all(client) -> None:
    """Whoever asks has it, and it may be kept on the way."""
    fiche = document()
    make.resource(document=fiche)
    answer = client.get(fiche.url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"Ce que dit la fiche."
    assert "no-store" not in answer.get("Cache-Control", "")


def test_the_file_of_a_closed_resource_is_closed(client) -> None:
    """Those who see the page have the file, which nobody keeps on the way; others find nothing."""
    fiche = document()
    set_audience(page=make.resource(document=fiche), circle="allies")
    refused = client.get(fiche.url)
    assert refused.status_code == 404
    missing = client.get(f"/documents/{fiche.pk + 1}/fiche.txt")
    assert refused.content.replace(fiche.url.encode(), b"") == missing.content.replace(
        f"/documents/{fiche.pk + 1}/fiche.txt".encode(), b""
    )
    answer = signed_in(make.UserFactory()).get(fiche.url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"Ce que dit la fiche."
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_one_open_resource_is_enough(client) -> None:
    """A file held by two resources is as open as the wider of them."""
    fiche = document()
    set_audience(page=make.resource(document=fiche), circle="allies")
    assert client.get(fiche.url).status_code == 404
    make.resource(document=fiche)
    answer = client.get(fiche.url)
    assert answer.status_code == 200
    answer.close()


@pytest.mark.parametrize("held", [False, True], ids=["by nothing", "by a draft"])
def test_a_file_that_nothing_public_holds_is_for_those_who_write(client, held) -> None:
    """Until a resource is published its file is the team's; animators have no files to change."""
    fiche = document()
    if held:
        make.resource(document=fiche, live=False)
    animator = signed_in(make.animator(make.comap()).user)
    for visitor in (client, signed_in(make.UserFactory()), animator):
        assert visitor.get(fiche.url).status_code == 404
    answer = signed_in(make.team_member().user).get(fiche.url)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    answer.close()
