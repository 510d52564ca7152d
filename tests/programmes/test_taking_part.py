"""Who takes part, who animates, and the rights that come and go with it."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import GroupPagePermission, Page

from comap.models import ComapIndexPage
from community.accounts.models import User
from community.accounts.signals import access_changed
from community.programmes.actions import leave, take_part
from community.programmes.models import (
    Composition,
    ParticipantCount,
    Participation,
    QuotationRule,
)
from community.programmes.templatetags.programmes_tags import cast_of
from home.actions import TEAM
from tests import factories as make

pytestmark = pytest.mark.django_db

ANIMATOR, PARTICIPANT = Participation.Role.ANIMATOR, Participation.Role.PARTICIPANT


@pytest.fixture
def told():
    """The accounts that were told to look again at their rights, call after call."""
    calls = []

    def listen(user_ids, **_kwargs):
        calls.append(user_ids)

    access_changed.connect(listen)
    yield calls
    access_changed.disconnect(listen)


def again(user):
    """The same account with no right remembered."""
    return User.objects.get(pk=user.pk)


def rights(user, page):
    """What Wagtail lets ``user`` do with a page: add below, edit, publish, delete."""
    tester = page.permissions_for_user(again(user))
    return (
        tester.can_add_subpage(),
        tester.can_edit(),
        tester.can_publish(),
        tester.can_delete(),
    )


def cast(user, programme):
    request = type("Request", (), {"user": user})()
    return cast_of({"request": request}, programme)


def test_somebody_takes_part_once() -> None:
    """Taking part again changes the role that one has, and makes no second row."""
    programme, person = make.comap(), make.PersonFactory()
    take_part(programme=programme, person=person, title="grand témoin")
    take_part(programme=programme, person=person, role=ANIMATOR)
    row = programme.participations.get()
    assert (row.role, row.title) == (ANIMATOR, "grand témoin")


def test_an_organisation_may_animate() -> None:
    """An organisation holds a role as a person does; no account gets rights by it."""
    programme = make.comap()
    row = take_part(programme=programme, organisation=make.OrganisationFactory(), role=ANIMATOR)
    assert list(programme.participations.animators()) == [row]
    assert not Group.objects.filter(name=f"animation-{programme.pk}").exists()


def test_a_person_or_an_organisation_exactly() -> None:
    """Neither both nor none: refused with a sentence, and by the database itself."""
    programme = make.comap()
    with pytest.raises(ValidationError, match="Choisissez une personne ou une organisation"):
        take_part(programme=programme)
    with pytest.raises(ValidationError, match="Choisissez une personne ou une organisation"):
        take_part(
            programme=programme,
            person=make.PersonFactory(),
            organisation=make.OrganisationFactory(),
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.create(programme=programme)
    assert not programme.participations.exists()


def test_the_database_keeps_participations_single() -> None:
    """A second row of the same person in the same programme is refused; elsewhere it is not."""
    programme, person = make.comap(), make.PersonFactory()
    organisation = make.OrganisationFactory()
    take_part(programme=programme, person=person)
    take_part(programme=programme, organisation=organisation)
    for fields in ({"person": person}, {"organisation": organisation}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Participation.objects.create(programme=programme, **fields)
    take_part(programme=make.comap(), person=person)
    assert person.participations.count() == 2


def test_an_unknown_role_is_refused() -> None:
    """Roles are two: participant and animator; the rest are titles."""
    with pytest.raises(ValidationError):
        take_part(programme=make.comap(), person=make.PersonFactory(), role="chef")
    assert not Participation.objects.exists()


def test_an_animator_writes_in_the_tree_of_the_programme() -> None:
    """Animators add, change and publish the programme's page and all below it.

    They may take a page of theirs away, never a programme with all that it holds.
    """
    programme = make.comap()
    session = make.session(programme)
    user = make.animator(programme).user
    assert rights(user, programme) == (True, True, True, False)
    assert rights(user, session)[1:3] == (True, True)
    assert again(user).has_perm("wagtailadmin.access_admin")


def test_an_animator_writes_nowhere_else() -> None:
    """Not in another programme, not in the section above, not on the home page."""
    user = make.animator(make.comap()).user
    other = make.comap()
    elsewhere = [
        other,
        make.session(other),
        make.chantier(),
        ComapIndexPage.objects.get(),
        Page.objects.get(depth=2),
    ]
    for page in elsewhere:
        assert rights(user, page) == (False, False, False, False)


def test_a_participant_writes_nothing() -> None:
    """Taking part opens no door to the admin."""
    programme = make.comap()
    user = make.participant(programme).user
    assert rights(user, programme) == (False, False, False, False)
    assert not again(user).has_perm("wagtailadmin.access_admin")


def test_a_participation_that_ends_takes_the_rights_at_once() -> None:
    """Whoever leaves loses the rights; the other animator keeps them."""
    programme = make.comap()
    leaving, staying = make.animator(programme), make.animator(programme)
    leave(participation=leaving.participations.get())
    assert rights(leaving.user, programme) == (False, False, False, False)
    assert not again(leaving.user).groups.exists()
    assert rights(staying.user, programme)[1]


def test_a_role_that_changes_takes_the_rights_at_once() -> None:
    """An animator who becomes a participant writes no more, whichever door it changed by."""
    programme = make.comap()
    person = make.animator(programme)
    row = person.participations.get()
    row.role = PARTICIPANT
    row.save()
    assert rights(person.user, programme) == (False, False, False, False)
    take_part(programme=programme, person=person, role=ANIMATOR)
    assert rights(person.user, programme)[1]


def test_a_row_that_changes_hands_takes_the_rights_along(
    told, django_capture_on_commit_callbacks
) -> None:
    """Given to somebody else in the admin, a participation's rights follow it."""
    programme = make.comap()
    first, second = make.animator(programme), make.PersonFactory()
    row = first.participations.get()
    with django_capture_on_commit_callbacks(execute=True):
        row.person = second
        row.save()
    assert rights(first.user, programme) == (False, False, False, False)
    assert rights(second.user, programme)[1]
    assert told == [frozenset({first.user.pk, second.user.pk})]


def test_a_row_that_changes_programme_takes_the_rights_along() -> None:
    """Moved to another programme in the admin, a participation gives no right on the first."""
    before, after = make.comap(), make.chantier()
    person = make.animator(before)
    row = person.participations.get()
    row.programme = after
    row.save()
    assert rights(person.user, before) == (False, False, False, False)
    assert rights(person.user, after)[1]


def test_the_last_animator_leaves_nothing_behind() -> None:
    """With no animator left, the group and its rights are gone."""
    programme = make.comap()
    person = make.animator(programme)
    group = Group.objects.get(name=f"animation-{programme.pk}")
    leave(participation=person.participations.get())
    assert not Group.objects.filter(pk=group.pk).exists()
    assert not GroupPagePermission.objects.filter(page_id=programme.pk).exists()


def test_one_group_s_rights_are_three() -> None:
    """A programme's group may add, change and publish in its tree: neither lock nor delete."""
    programme = make.comap()
    make.animator(programme)
    make.animator(programme)
    given = GroupPagePermission.objects.filter(page_id=programme.pk)
    assert sorted(row.permission.codename for row in given) == [
        "add_page",
        "change_page",
        "publish_page",
    ]


def test_an_account_that_comes_later_gets_the_rights() -> None:
    """Somebody known by name animates; the rights come with the account."""
    programme = make.comap()
    person = make.PersonFactory(user=None)
    take_part(programme=programme, person=person, role=ANIMATOR)
    user = make.UserFactory()
    person.user = user
    person.save()
    assert rights(user, programme)[:3] == (True, True, True)


def test_an_account_that_changes_hands_loses_the_rights(
    told, django_capture_on_commit_callbacks
) -> None:
    """A card tied to another account gives the rights to that one and takes them from the first."""
    programme = make.comap()
    person = make.animator(programme)
    first, second = person.user, make.UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        person.user = second
        person.save()
    assert rights(first, programme) == (False, False, False, False)
    assert rights(second, programme)[1]
    assert {first.pk, second.pk} <= frozenset().union(*told)


def test_a_person_who_is_deleted_takes_the_rights_along() -> None:
    """The card of an animator is deleted: the account keeps no right by it."""
    programme = make.comap()
    person = make.animator(programme)
    user = person.user
    person.delete()
    assert rights(user, programme) == (False, False, False, False)


def test_a_programme_that_is_deleted_takes_its_group_along() -> None:
    """No group outlives its programme."""
    programme = make.comap()
    user = make.animator(programme).user
    programme.delete()
    assert not again(user).groups.exists()
    assert not Group.objects.filter(name__startswith="animation-").exists()


def test_a_change_of_rights_is_told_after_commit(told, django_capture_on_commit_callbacks) -> None:
    """Those whose rights changed are told by their account's id, once it is on disk."""
    programme, person = make.comap(), make.PersonFactory()
    with django_capture_on_commit_callbacks(execute=True):
        row = take_part(programme=programme, person=person)
        assert told == []
    assert told == [frozenset({person.user.pk})]
    with django_capture_on_commit_callbacks(execute=True):
        leave(participation=row)
    assert told[1:] == [frozenset({person.user.pk})]


def test_nobody_is_told_of_what_concerns_no_account(
    told, django_capture_on_commit_callbacks
) -> None:
    """An organisation, or somebody without an account, has nothing to look at again."""
    programme = make.comap()
    with django_capture_on_commit_callbacks(execute=True):
        take_part(programme=programme, organisation=make.OrganisationFactory())
        take_part(programme=programme, person=make.PersonFactory(user=None))
    assert told == []


def test_what_is_rolled_back_is_not_told(told, django_capture_on_commit_callbacks) -> None:
    """A refusal changes nobody's rights, and nobody is told."""
    programme, person = make.comap(), make.PersonFactory()
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ValidationError):
        take_part(programme=programme, person=person, role="chef")
    assert told == []


def test_an_old_draft_gives_no_right_back() -> None:
    """Restoring an old revision of the programme's page leaves participation as it is."""
    programme = make.comap()
    person = make.animator(programme)
    revision = programme.save_revision()
    leave(participation=person.participations.get())
    revision.publish()
    assert not programme.participations.exists()
    assert rights(person.user, programme) == (False, False, False, False)


def test_the_team_writes_everywhere() -> None:
    """The team adds, changes and publishes every page below the home page."""
    user = make.team_member().user
    assert user.groups.get().name == TEAM
    programme = make.comap()
    for page in (programme, make.session(programme), ComapIndexPage.objects.get()):
        assert rights(user, page)[1:3] == (True, True)


def test_who_does_what_here() -> None:
    """Everybody sees animators and titles; the list of participants is theirs and the team's."""
    programme = make.comap()
    animator, participant = make.animator(programme), make.participant(programme)
    witness = make.PersonFactory()
    take_part(programme=programme, person=witness, title="grand témoin")
    stranger = cast(make.PersonFactory().user, programme)
    assert [row.person for row in stranger.animators] == [animator]
    assert [row.person for row in stranger.titled] == [witness]
    assert (len(stranger.participants), stranger.is_participant, stranger.may_edit) == (
        0,
        False,
        False,
    )
    inside = cast(participant.user, programme)
    assert {row.person for row in inside.participants} == {participant}
    assert (inside.is_participant, inside.may_edit) == (True, False)
    assert cast(animator.user, programme).may_edit
    team = cast(make.team_member().user, programme)
    assert (len(team.participants), team.is_participant, team.may_edit) == (1, False, True)


def test_a_participation_says_who_and_where() -> None:
    """The admin's lists name the person or the organisation, and the programme."""
    programme = make.comap(title="Eau")
    organisation = make.OrganisationFactory(name="Le Relais")
    assert str(take_part(programme=programme, organisation=organisation)) == "Le Relais – Eau"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (2023, 2024, "2023–2024"),
        (2023, 2023, "2023"),
        (2021, None, "depuis 2021"),
        (None, 2024, "jusqu'en 2024"),
        (None, None, ""),
    ],
)
def test_the_years_of_a_programme(start, end, said) -> None:
    """A programme says its years as they are known."""
    assert make.comap(start_year=start, end_year=end).years == said


def test_a_programme_ends_after_it_starts() -> None:
    """An end before the start is refused with a sentence, and by the database itself."""
    with pytest.raises(ValidationError, match="avant l'année de début"):
        make.comap(start_year=2024, end_year=2023)
    programme = make.comap(start_year=2024, end_year=2024)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(programme).objects.filter(pk=programme.pk).update(end_year=2023)


def test_a_year_is_counted_once() -> None:
    """A programme has one number of participants a year."""
    programme = make.comap()
    ParticipantCount.objects.create(programme=programme, year=2024, count=60, approximate=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        ParticipantCount.objects.create(programme=programme, year=2024, count=61)
    assert ParticipantCount.objects.get(programme=programme).count == 60


def test_rules_and_compositions_say_what_they_mean() -> None:
    """Each quotation rule explains itself; each composition says the kinds it asks for."""
    assert all(str(rule.meaning) for rule in QuotationRule)
    assert {len(composition.kinds) for composition in Composition} == {4, 2, 0}
