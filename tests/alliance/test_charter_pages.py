"""The charter's pages: what each visitor reads, and the gesture that signs, in one page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.alliance.models import CharterSignature
from tests import factories as make
from tests.alliance.test_charter_signing import charter, kept_by, sign

pytestmark = pytest.mark.django_db

HERE = "/alliance/charte/"


def text(client, address=HERE, status=200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_without_a_charter_the_page_says_what_will_come(client) -> None:
    assert "Aucune version n’est encore adoptée" in text(client)
    client.force_login(make.PersonFactory().user)
    assert client.get(f"{HERE}signer/").status_code == 302


def test_each_adopted_version_keeps_its_address(client) -> None:
    """The one in force is also the page itself; one to come answers like one that never was."""
    charter("2021", 900)
    charter("2024", 30)
    coming = charter("2027", -900)
    assert "Version 2024" in text(client)
    assert "Version 2024" in text(client, f"{HERE}2024/")
    assert "n’est plus en vigueur" in text(client, f"{HERE}2021/")
    assert "n’est plus en vigueur" not in text(client, f"{HERE}2024/")
    hidden = text(client, coming.get_absolute_url(), 404)
    assert hidden == text(client, f"{HERE}2028/", 404).replace("2028", "2027")
    assert "2027" not in text(client)


def test_people_are_listed_as_far_as_one_may_see_them(client) -> None:
    """Organisations are everybody's; a hidden card is neither named nor counted for visitors."""
    version = charter()
    for person in (
        make.PersonFactory(name="Personne publique", public=True),
        make.PersonFactory(name="Personne discrète"),
    ):
        sign(person, version)
    organisation = make.OrganisationFactory(name="Le Relais")
    CharterSignature.objects.create(
        charter=version, organisation=organisation, date=version.adopted_on
    )
    shown = text(client)
    assert "Le Relais" in shown
    assert "Personne publique" in shown
    assert "Personne discrète" not in shown
    assert "1 organisation, 1 personne" in " ".join(shown.split()).replace("\xa0", " ")
    client.force_login(make.PersonFactory().user)
    shown = text(client)
    assert "Personne discrète" in shown
    assert "2 personnes" in shown.replace("\xa0", " ")


def test_a_visitor_does_not_read_that_nobody_signed(client) -> None:
    """Who hid their card may have: no signature at all and hidden ones are told in one sentence."""
    version = charter()
    nobody = text(client)
    assert "Aucune signature n’est visible de tout le monde." in nobody
    assert "Les personnes dont la fiche est réservée aux allié·es" in nobody
    sign(make.PersonFactory(name="Personne discrète"), version)
    assert text(client) == nobody
    assert "Personne ne l’a encore signée" not in nobody
    sign(make.PersonFactory(name="Personne publique", public=True), version)
    shown = text(client)
    assert "Aucune signature" not in shown
    assert "Les personnes dont la fiche est réservée aux allié·es" in shown


def test_allied_people_read_that_nobody_signed_when_it_is_so(client) -> None:
    """They see every card: to them alone the sentence is true, and the hidden are no secret."""
    version = charter()
    client.force_login(make.PersonFactory().user)
    shown = text(client)
    assert "Personne ne l’a encore signée" in shown
    assert "Aucune signature n’est visible" not in shown
    assert "réservée aux allié·es" not in shown
    sign(make.PersonFactory(name="Personne discrète"), version)
    assert "Personne ne l’a encore signée" not in text(client)


def test_a_visitor_is_led_to_the_door_and_back(client) -> None:
    charter()
    assert "Me connecter pour signer" in text(client)
    answer = client.get(f"{HERE}signer/")
    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/alliance/charte/signer/")


def test_one_gesture_signs_for_everybody_ticked(client) -> None:
    """The boxes of oneself and of the organisations that one keeps are ticked beforehand."""
    person = make.PersonFactory(name="Ana")
    kept, unticked = kept_by(person), kept_by(person)
    version = charter()
    client.force_login(person.user)
    shown = text(client)
    for value in ("moi", kept.pk, unticked.pk):
        assert f'value="{value}"' in shown
    assert shown.count("checked") == 3
    answer = client.post(f"{HERE}signer/", {"signers": ["moi", kept.pk]}, follow=True)
    assert "C’est signé" in answer.content.decode()
    signed = version.signatures.values_list("person", "organisation").order_by("pk")
    assert list(signed) == [(person.pk, None), (None, kept.pk)]
    assert f'value="{unticked.pk}"' in text(client)


def test_signing_for_others_or_for_nobody_says_so_and_signs_nothing(client) -> None:
    person, version, others = make.PersonFactory(), charter(), make.OrganisationFactory()
    client.force_login(person.user)
    for signers in ([], [others.pk]):
        answer = client.post(f"{HERE}signer/", {"signers": signers})
        assert answer.status_code == 422
        assert "à reprendre" in answer.content.decode()
    assert not version.signatures.exists()


def test_signing_twice_says_so_kindly(client) -> None:
    person, version = make.PersonFactory(), charter()
    sign(person, version)
    client.force_login(person.user)
    answer = client.post(f"{HERE}signer/", {"signers": ["moi"]})
    assert answer.status_code == 422
    assert "déjà signée" in answer.content.decode()
    assert version.signatures.count() == 1


def test_somebody_without_a_card_is_told_to_make_one(client) -> None:
    charter()
    client.force_login(make.UserFactory())
    assert "/alliance/ma-fiche/" in text(client)


def test_a_new_version_is_told_at_home_and_here_until_it_is_signed(client) -> None:
    person = make.PersonFactory()
    sign(person, charter("2021", 900))
    client.force_login(person.user)
    words = "La charte a une nouvelle version"
    assert words not in text(client, "/")
    charter("2024", 1)
    assert words in text(client, "/")
    assert words in text(client)
    client.post(f"{HERE}signer/", {"signers": ["moi"]})
    assert words not in text(client, "/")
    assert words not in text(client)
    assert str(person) in text(client, f"{HERE}2021/")


def test_a_signature_is_taken_back_after_a_question(client) -> None:
    """Asking changes nothing; somebody else's signature answers like none at all."""
    person, version = make.PersonFactory(), charter()
    (mine,) = sign(person, version)
    (theirs,) = sign(make.PersonFactory(), version)
    client.force_login(person.user)
    address = f"{HERE}signatures/%s/retirer/"
    assert "Retirer la signature" in text(client, address % mine.pk)
    hidden = text(client, address % theirs.pk, 404)
    missing = text(client, address % 987654, 404)
    assert hidden == missing.replace("987654", str(theirs.pk))
    assert client.post(address % theirs.pk).status_code == 404
    assert version.signatures.count() == 2
    client.post(address % mine.pk)
    assert list(version.signatures.all()) == [theirs]


def test_the_list_costs_the_same_however_long(client) -> None:
    """Sixty a page, and as many queries for two signatories as for two hundred."""
    version = charter()
    client.force_login(kept_by(person := make.PersonFactory()) and person.user)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            text(client)
        return len(queries)

    sign(person, version)
    sign(make.PersonFactory(), version)
    text(client)
    few = cost()
    CharterSignature.objects.bulk_create(
        CharterSignature(charter=version, organisation=row, date=version.adopted_on)
        for row in make.OrganisationFactory.create_batch(200)
    )
    assert cost() == few <= 15
    assert "Page 1 sur 4" in text(client).replace("\xa0", " ")
    assert "Page 4 sur 4" in text(client, f"{HERE}?page=4").replace("\xa0", " ")
