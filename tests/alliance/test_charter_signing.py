"""Signing the charter: for whom, which version, once; taking it back; the log of it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from community.activity.models import Event
from community.alliance.charter import charter_to_renew, sign_charter, withdraw_signature
from community.alliance.models import Charter, CharterSignature, Organisation
from tests import factories as make

pytestmark = pytest.mark.django_db


def charter(version="2024", days_ago=30, **fields):
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    return Charter.objects.create(version=version, text="Nous…", adopted_on=day, **fields)


def kept_by(person) -> Organisation:
    organisation = make.OrganisationFactory()
    organisation.contacts.add(person)
    return organisation


def sign(person, version, *organisations, for_oneself=True):
    return sign_charter(
        acting_user=person.user,
        charter=version,
        for_oneself=for_oneself,
        organisations=organisations,
    )


def test_one_signs_for_oneself_and_for_organisations_that_one_keeps() -> None:
    """The server dates each signature and says who made it; the log has a line for each."""
    person, version = make.PersonFactory(), charter()
    organisation = kept_by(person)
    sign(person, version, organisation)
    rows = CharterSignature.objects.order_by("pk").values_list(
        "person", "organisation", "date", "signed_by"
    )
    today = timezone.localdate()
    assert list(rows) == [
        (person.pk, None, today, person.pk),
        (None, organisation.pk, today, person.pk),
    ]
    events = Event.objects.filter(verb="charter.signed").order_by("pk")
    assert [(event.actor, event.subject) for event in events] == [
        (person.user, person),
        (person.user, organisation),
    ]


def test_nobody_signs_for_an_organisation_of_others() -> None:
    """Working for it is not enough: its card is in somebody's hands, or it does not sign here."""
    organisation = make.OrganisationFactory()
    employee = make.PersonFactory(organisation=organisation)
    with pytest.raises(PermissionDenied):
        sign(employee, charter(), organisation)
    assert not CharterSignature.objects.exists()


def test_whoever_left_no_longer_signs_for_it() -> None:
    """Having signed an older version in its name gives nothing: being its contact today does."""
    person, old = make.PersonFactory(), charter("2021", 900)
    organisation = kept_by(person)
    sign(person, old, organisation)
    organisation.contacts.clear()
    new = charter()
    with pytest.raises(PermissionDenied):
        sign(person, new, organisation)
    assert charter_to_renew(person.user) == new  # for themselves only
    assert not new.signatures.exists()


@pytest.mark.parametrize(
    ("days_ago", "newer", "words"),
    [(-1, False, "pas encore adoptée"), (30, True, "plus récente")],
    ids=["to-come", "replaced"],
)
def test_only_the_version_in_force_is_signed(days_ago, newer, words) -> None:
    """Neither one that waits for its day nor one that another has replaced."""
    person, version = make.PersonFactory(), charter("2024", days_ago)
    if newer:
        charter("2025", 1)
    with pytest.raises(ValidationError, match=words):
        sign(person, version)
    assert not CharterSignature.objects.exists()


def test_signing_needs_a_card_and_a_name() -> None:
    """An account without a card is told to make one; nothing ticked is told too."""
    version = charter()
    with pytest.raises(ValidationError, match="faites d'abord votre fiche"):
        sign_charter(acting_user=make.UserFactory(), charter=version, for_oneself=True)
    with pytest.raises(ValidationError, match="au moins un nom"):
        sign(make.PersonFactory(), version, for_oneself=False)
    assert not CharterSignature.objects.exists()


def test_a_version_is_signed_once() -> None:
    """Signing again says so and changes nothing; what was not signed yet still is; so says SQL."""
    person, version = make.PersonFactory(), charter()
    sign(person, version)
    with pytest.raises(ValidationError, match="déjà signée"):
        sign(person, version)
    organisation = kept_by(person)
    assert len(sign(person, version, organisation)) == 1
    for signer in ({"person": person}, {"organisation": organisation}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CharterSignature.objects.create(charter=version, date="2024-01-01", **signer)
    assert version.signatures.count() == 2


def test_one_takes_back_one_s_own_signature_and_no_other() -> None:
    """The row goes, the log says who took it away; others' stay."""
    person, other, version = make.PersonFactory(), make.PersonFactory(), charter()
    (mine,) = sign(person, version)
    (theirs,) = sign(other, version)
    with pytest.raises(PermissionDenied):
        withdraw_signature(acting_user=person.user, signature=theirs)
    withdraw_signature(acting_user=person.user, signature=mine)
    assert list(version.signatures.all()) == [theirs]
    event = Event.objects.get(verb="charter.withdrawn")
    assert (event.actor, event.subject) == (person.user, person)


def test_what_was_signed_stays_as_it_was() -> None:
    """The text, the name and the day of a signed version change no more; its next revision may."""
    version = charter()
    version.text = "Nous, autrement…"
    version.full_clean()  # nobody signed it yet
    version.save()
    (signature,) = sign(make.PersonFactory(), version)
    version.next_revision = timezone.localdate() + dt.timedelta(days=900)
    version.full_clean()
    for change in (
        {"text": "Autre chose"},
        {"version": "2025"},
        {"adopted_on": dt.date(2020, 1, 1)},
    ):
        changed = Charter.objects.get(pk=version.pk)
        for name, value in change.items():
            setattr(changed, name, value)
        with pytest.raises(ValidationError, match="Cette version est signée"):
            changed.full_clean()
    assert signature.charter.text == "Nous, autrement…"


@pytest.mark.parametrize("version", ["signer", "signatures", "2 024", "20/24"])
def test_the_name_of_a_version_is_an_address(version) -> None:
    """It starts with a figure and holds no space: it never takes another page's address."""
    row = Charter(version=version, text="…", adopted_on=dt.date(2024, 1, 1))
    with pytest.raises(ValidationError, match="commence par un chiffre"):
        row.full_clean()


def test_a_revision_comes_after_adoption() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        charter(next_revision=dt.date(2000, 1, 1))
    assert not Charter.objects.exists()


def test_a_new_version_invites_whoever_signed_an_older_one() -> None:
    """Neither before its day, nor whoever never signed, nor again once it is signed."""
    old = charter("2021", 900)
    person, passer_by = make.PersonFactory(), make.PersonFactory()
    sign(person, old)
    new = charter("2024", -1)
    assert charter_to_renew(person.user) is None
    new.adopted_on = timezone.localdate()
    new.save()
    assert charter_to_renew(person.user) == new
    assert charter_to_renew(passer_by.user) is None
    sign(person, new)
    assert charter_to_renew(person.user) is None
    assert old.signatures.count() == new.signatures.count() == 1


def test_the_contact_of_a_signatory_is_invited_for_it() -> None:
    """Even somebody else's signature on paper is renewed by whoever keeps the card now."""
    old, person = charter("2021", 900), make.PersonFactory()
    organisation = kept_by(person)
    CharterSignature.objects.create(charter=old, organisation=organisation, date=old.adopted_on)
    assert charter_to_renew(person.user) is None
    new = charter()
    assert charter_to_renew(person.user) == new
    sign(person, new, organisation, for_oneself=False)
    assert charter_to_renew(person.user) is None


def test_of_two_versions_of_one_day_the_later_name_is_in_force() -> None:
    person, first, second = make.PersonFactory(), charter("2024"), charter("2024.1")
    with pytest.raises(ValidationError, match="plus récente"):
        sign(person, first)
    assert [row.charter for row in sign(person, second)] == [second]
