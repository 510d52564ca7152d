"""Two cards of one person become one: what it says, who sees it, and when it is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from taggit.models import TaggedItem
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from community.activity.actions import record
from community.activity.models import Event
from community.alliance.actions import free_slug, introduce_person, merge_people
from community.alliance.models import (
    Charter,
    CharterSignature,
    ContactDetail,
    FormerAddress,
    Person,
    SpokenLanguage,
)
from community.welcome.models import Invitation
from tests import factories as make
from tests.alliance.merging import known_by_name, merge, seen

pytestmark = pytest.mark.django_db


def details(person: Person) -> set[tuple[str, str]]:
    return set(person.contact_details.values_list("value", "visibility"))


def refused(kept: Person, gone: Person, by: Any = None) -> str:
    """The sentence of the refusal; both cards are as they were."""
    rows = Person.objects.filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    before = list(rows.values())
    with pytest.raises(ValidationError) as error:
        merge(kept, gone, by)
    assert list(rows.values()) == before
    return " ".join(error.value.messages)


def test_one_card_is_left_with_what_either_said() -> None:
    """What the one that stays did not say, it takes from the other; what it said, it keeps."""
    place = make.TerritoryFactory()
    kept = known_by_name(name="Léa Roux", role="Élue", offer="")
    gone = known_by_name(name="Lea ROUX", role="Maire", offer="Relire.", territory=place)
    kept.topics.add("eau")
    gone.topics.add("eau", "récit")
    for person, codes in ((kept, ["fr"]), (gone, ["fr", "br"])):
        for code in codes:
            SpokenLanguage.objects.create(person=person, code=code)
    left = merge(kept, gone)
    assert left == kept
    kept.refresh_from_db()
    assert (kept.name, kept.role, kept.offer) == ("Léa Roux", "Élue", "Relire.")
    assert kept.territory == place
    assert set(kept.topics.names()) == {"eau", "récit"}
    assert sorted(kept.languages.values_list("code", flat=True)) == ["br", "fr"]
    assert "recit" in kept.search_text
    assert not Person.objects.filter(pk=gone.pk).exists()
    assert not TaggedItem.objects.filter(object_id=gone.pk).exists()


def test_own_words_come_first() -> None:
    """The account goes to the card that stays, with what its holder wrote of themselves."""
    organisation = make.OrganisationFactory()
    kept = known_by_name(name="L. Roux", role="Oratrice", organisation=make.OrganisationFactory())
    gone = make.PersonFactory(name="Léa Roux", role="", organisation=organisation)
    user = gone.user
    merge(kept, gone)
    kept.refresh_from_db()
    assert kept.user == user
    assert (kept.name, kept.role) == ("Léa Roux", "Oratrice")
    assert kept.organisation == organisation


def test_the_account_of_the_card_that_stays_stays() -> None:
    """Nobody's rights change hands when the other card had no account."""
    kept, gone = make.PersonFactory(), known_by_name(role="Maire")
    user = kept.user
    merge(kept, gone)
    kept.refresh_from_db()
    assert (kept.user, kept.role) == (user, "Maire")


@pytest.mark.parametrize(
    ("one", "other", "public"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_a_hidden_card_stays_hidden(one: bool, other: bool, public: bool) -> None:
    """Whoever did not want to be seen by everybody is not seen through the other card."""
    kept = merge(known_by_name(public=one), known_by_name(public=other))
    assert Person.objects.get(pk=kept.pk).public is public


def test_no_detail_is_seen_wider() -> None:
    """Each keeps who sees it; one that both give is shown to the fewer."""
    kept, gone = known_by_name(public=True), known_by_name(public=True)
    for person, value, circle in (
        (kept, "1 rue Haute", "tous"),
        (kept, "2 rue Haute", "moi"),
        (gone, "1 rue Haute", "allies"),
        (gone, "2 rue Haute", "tous"),
        (gone, "3 rue Haute", "moi"),
    ):
        ContactDetail.objects.create(person=person, kind="adresse", value=value, visibility=circle)
    merge(kept, gone)
    assert details(kept) == {
        ("1 rue Haute", "allies"),
        ("2 rue Haute", "moi"),
        ("3 rue Haute", "moi"),
    }


@pytest.mark.parametrize(("days", "expected"), [((5, 9), 5), ((9, 5), 5), ((5, 5), 5)])
def test_of_two_signatures_to_one_version_the_earlier_stays(
    days: tuple[int, int], expected: int
) -> None:
    """And one to another version comes along, like those made for an organisation."""
    kept, gone = known_by_name(), known_by_name()
    versions = [
        Charter.objects.create(version=name, text="Nous…", adopted_on=dt.date(2024, 1, 1))
        for name in ("2024", "2025")
    ]
    for person, number in zip((kept, gone), days, strict=True):
        CharterSignature.objects.create(
            charter=versions[0], person=person, date=dt.date(2024, 2, number)
        )
    CharterSignature.objects.create(charter=versions[1], person=gone, date=dt.date(2025, 2, 1))
    organisation = make.OrganisationFactory()
    organisation.contacts.add(gone)
    CharterSignature.objects.create(
        charter=versions[0], organisation=organisation, signed_by=gone, date=dt.date(2025, 2, 1)
    )
    merge(kept, gone)
    signed = CharterSignature.objects.filter(person=kept).order_by("charter__version")
    assert [(row.charter, row.date.day) for row in signed] == [
        (versions[0], expected),
        (versions[1], 1),
    ]
    assert CharterSignature.objects.get(organisation=organisation).signed_by == kept
    assert list(organisation.contacts.all()) == [kept]


def test_an_organisation_that_both_keep_has_one_keeper() -> None:
    """And so has the other one, kept by the card that goes alone; the log says who gave it."""
    kept, gone = known_by_name(name="Léa Roux"), known_by_name(name="Lea Roux")
    team = make.team_member().user
    both, one = make.OrganisationFactory(), make.OrganisationFactory()
    both.contacts.set([kept, gone])
    one.contacts.set([gone])
    merge(kept, gone, team)
    assert list(both.contacts.all()) == list(one.contacts.all()) == [kept]
    [given] = Event.objects.filter(verb="card.edited", label__contains="confié")
    assert (given.subject, given.actor) == (one, team)
    assert "Léa Roux" in given.label


def test_an_invitation_leads_to_the_card_that_stays() -> None:
    """Whoever was invited by the card that goes finds theirs."""
    kept, gone = known_by_name(), known_by_name()
    invitation = Invitation.objects.create(
        email="lea@exemple.test",
        person=gone,
        inviter=make.UserFactory(),
        expires_at=timezone.now() + dt.timedelta(days=9),
    )
    merge(kept, gone)
    invitation.refresh_from_db()
    assert invitation.person == kept


def test_it_is_logged_and_what_was_logged_follows() -> None:
    """With its author; lines about the card that goes are about the one that stays."""
    kept, gone = known_by_name(name="Léa Roux"), known_by_name(name="Lea Roux")
    team = make.team_member().user
    record(verb="essai", subject=gone, label="un essai")
    log(instance=gone, action="wagtail.edit", user=team)
    merge(kept, gone, team)
    told = Event.objects.get(verb="cards.merged")
    assert (told.actor, told.subject) == (team, kept)
    assert "« Lea Roux » et « Léa Roux »" in told.label
    assert Event.objects.get(verb="essai").subject == kept
    kind = ContentType.objects.get_for_model(Person)
    edits = ModelLogEntry.objects.filter(content_type=kind, action="wagtail.edit")
    assert edits.get().object_id == str(kept.pk)


def test_the_old_addresses_are_kept_and_given_to_nobody_else() -> None:
    """Those of a card merged before too; whoever comes with the same name gets another."""
    one, two, three = (known_by_name(slug=f"lea-roux{end}") for end in ("", "-2", "-3"))
    merge(two, three)
    merge(one, two)
    rows = FormerAddress.objects.filter(person=one).values_list("slug", flat=True)
    assert sorted(rows) == ["lea-roux-2", "lea-roux-3"]
    assert str(FormerAddress.objects.first()).startswith("lea-roux-")
    assert free_slug("Léa Roux") == "lea-roux-4"
    assert introduce_person(name="Léa Roux").slug == "lea-roux-4"


def test_only_the_team_merges() -> None:
    """An ally, an animator of the very dispositif: refused, and nothing changed."""
    kept, gone = known_by_name(), known_by_name()
    animator = make.animator(make.comap())
    for user in (make.PersonFactory().user, animator.user):
        with pytest.raises(PermissionDenied):
            merge(kept, gone, user)
    assert Person.objects.filter(pk__in=[kept.pk, gone.pk]).count() == 2
    merge(kept, gone)
    assert not Person.objects.filter(pk=gone.pk).exists()


def test_what_cannot_become_one_is_refused_in_words() -> None:
    """A card with itself, two accounts, one's own on either side, one of the demonstration."""
    card, member = known_by_name(), make.team_member()
    assert "deux fois la même fiche" in refused(card, card)
    assert "Chacune a son compte" in refused(make.PersonFactory(), make.PersonFactory())
    assert "est la vôtre" in refused(card, member, member.user)
    assert "est la vôtre" in refused(member, card, member.user)
    assert "démonstration" in refused(card, known_by_name(demonstration=True))
    merge(member, card)


def test_two_cards_of_the_demonstration_become_one() -> None:
    """What is played stays among what is played."""
    kept, gone = known_by_name(demonstration=True), known_by_name(demonstration=True)
    assert merge(kept, gone).demonstration


def test_what_changed_since_it_was_shown_is_shown_again() -> None:
    """A field, a hidden detail, a participation: whoever confirms confirms what they saw."""
    team = make.team_member().user
    programme = make.comap()

    def write_field(person: Person) -> None:
        Person.objects.filter(pk=person.pk).update(role="Autre")

    def hide_detail(person: Person) -> None:
        ContactDetail.objects.create(person=person, kind="adresse", value="x", visibility="moi")

    def take_part(person: Person) -> None:
        person.participations.create(programme=programme)

    def speak(person: Person) -> None:
        person.languages.create(code="br")

    def have_topic(person: Person) -> None:
        person.topics.add("eau")

    for change in (write_field, hide_detail, take_part, speak, have_topic):
        kept, gone = known_by_name(), known_by_name()
        shown = seen(kept, gone)
        change(gone)
        with pytest.raises(ValidationError, match="ont changé depuis"):
            merge_people(kept=kept.pk, gone=gone.pk, seen=shown, acting_user=team)
        assert Person.objects.filter(pk=gone.pk).exists()


def test_what_was_shown_the_other_way_round_is_no_confirmation() -> None:
    """Which card stays is part of what is confirmed; what is typed by hand is nothing."""
    team = make.team_member().user
    kept, gone = known_by_name(), known_by_name()
    for shown in (seen(gone, kept), "", "é", "0" * 40):
        with pytest.raises(ValidationError, match="ont changé depuis"):
            merge_people(kept=kept.pk, gone=gone.pk, seen=shown, acting_user=team)


def test_a_card_that_is_not_there_any_more_is_told_so() -> None:
    """Two of the team at once, or the same button twice: the second is told."""
    team = make.team_member().user
    kept, gone = known_by_name(), known_by_name()
    shown = seen(kept, gone)
    merge(kept, gone, team)
    for one, other in ((kept.pk, gone.pk), (gone.pk, kept.pk), (2**63 - 1, 2**63 - 2)):
        with pytest.raises(ValidationError, match="n'est plus là"):
            merge_people(kept=one, gone=other, seen=shown, acting_user=team)
    assert Event.objects.filter(verb="cards.merged").count() == 1
