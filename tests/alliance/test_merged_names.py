"""What the log calls somebody whose two cards became one."""

from __future__ import annotations

from typing import Any

import pytest

from community.accounts.leaving import erase_account
from community.activity.actions import queue_mail, record
from community.activity.models import Event, Mail
from community.alliance.actions import set_contacts
from tests import factories as make
from tests.alliance.merging import known_by_name, merge

pytestmark = pytest.mark.django_db


def labels(organisation: Any) -> list[str]:
    own = Event.objects.filter(object_id=organisation.pk, verb="card.edited").order_by("pk")
    return [event.label for event in own]


def test_who_leaves_leaves_no_other_name_behind() -> None:
    """Lines about organisations too are found by the one name that is left."""
    kept, gone = make.PersonFactory(name="Léa Roux"), known_by_name(name="Lea LEROUX")
    organisation = make.OrganisationFactory(name="Le Relais")
    set_contacts(organisation=organisation, people=[gone], acting_user=None)
    user = kept.user
    merge(kept, gone)
    given = "a confié à Léa Roux la fiche de « Le Relais »"
    assert labels(organisation) == [given, given]
    erase_account(user=user, acting_user=user)
    every = " ".join(Event.objects.values_list("label", flat=True))
    assert "LEROUX" not in every
    assert "Roux" not in every


def test_the_name_that_stays_may_be_that_of_the_card_that_goes() -> None:
    """Own words come first: whoever has the account says what they are called."""
    kept, gone = known_by_name(name="Lea LEROUX"), make.PersonFactory(name="Léa Roux")
    line = record(verb="essai", label="Lea LEROUX a essayé")
    merge(kept, gone)
    line.refresh_from_db()
    assert line.label == "Léa Roux a essayé"


@pytest.mark.parametrize(
    ("stays", "goes"), [("Léa Roux-Petit", "Léa Roux"), ("Léa Roux", "Léa Roux-Petit")]
)
def test_a_name_that_is_a_part_of_the_other_is_not_said_twice(stays: str, goes: str) -> None:
    """What bore the name that stays is left as it was."""
    lines = [record(verb="essai", label=f"{name} a essayé") for name in (stays, goes)]
    merge(known_by_name(name=stays), known_by_name(name=goes))
    for line in lines:
        line.refresh_from_db()
    assert [line.label for line in lines] == [f"{stays} a essayé"] * 2


def test_what_may_be_somebody_else_s_name_is_left() -> None:
    """Of a homonym, of a first name that others bear too."""
    known_by_name(name="Ana Petit")
    lines = [record(verb="essai", label=f"{name} a essayé") for name in ("Ana Petit", "Paul")]
    for name in ("Ana Petit", "Paul"):
        merge(known_by_name(name="Ana Grand"), known_by_name(name=name))
    for line in lines:
        line.refresh_from_db()
    assert [line.label for line in lines] == ["Ana Petit a essayé", "Paul a essayé"]


def test_a_mail_keeps_the_length_of_its_subject() -> None:
    """A longer name makes it no longer than a subject may be; no sign in a name is read as code."""
    mail = queue_mail(
        recipient=make.UserFactory(), kind="essai", subject="Lea LEROUX " * 18, body="Lea LEROUX"
    )
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.FAILED)
    merge(known_by_name(name=r"Léa \1 Roux de la Grande Maison"), known_by_name(name="Lea LEROUX"))
    mail.refresh_from_db()
    assert mail.body == r"Léa \1 Roux de la Grande Maison"
    assert len(mail.subject) == 200
