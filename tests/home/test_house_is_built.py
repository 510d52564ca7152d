"""The house is built after each migrate: what is missing is made, what stands is left alone."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import GroupPagePermission, Page, Site

from community.accounts.models import User
from community.programmes.models import PageAudience
from home.actions import SECTIONS, TEAM, build_house
from home.models import HomePage
from tests import factories as make


def state():
    """All that building makes."""
    return (
        sorted(Page.objects.values_list("path", "title", "slug")),
        sorted(Group.objects.get(name=TEAM).permissions.values_list("pk", flat=True)),
        GroupPagePermission.objects.count(),
        sorted(PageAudience.objects.values_list("page_id", "circle")),
        Site.objects.count(),
    )


@pytest.mark.django_db
def test_the_house_stands() -> None:
    """One home page, the six sections below it, open to all, and no page of Wagtail's own."""
    home = HomePage.objects.get()
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    slugs = set(home.get_children().values_list("slug", flat=True))
    assert slugs == {model.section_slug for model, _title, _words in SECTIONS}
    assert list(Page.objects.filter(depth=2)) == [Page.objects.get(pk=home.pk)]
    pages = Page.objects.filter(depth__gt=1)
    assert pages.filter(live=True, audience__circle="tous").count() == pages.count() == 7


@pytest.mark.django_db
def test_building_again_changes_nothing() -> None:
    """What stands is found, hand edits are kept."""
    section = SECTIONS[0][0].objects.get()
    section.title = "Un titre choisi à la main"
    section.save()
    before = state()
    build_house()
    build_house()
    assert state() == before
    assert SECTIONS[0][0].objects.get().title == "Un titre choisi à la main"


@pytest.mark.django_db
def test_a_section_that_is_missing_is_made_again() -> None:
    """Only what is missing is made."""
    SECTIONS[0][0].objects.get().delete()
    HomePage.objects.get().refresh_from_db()
    build_house()
    assert SECTIONS[0][0].objects.get().url == "/comap/"


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_gets_its_house_back() -> None:
    """After a flush the tree, the site, the team and its rights stand again."""
    # Sequences go on: the rows that are restored for the next test keep their numbers.
    call_command("flush", interactive=False, verbosity=0, reset_sequences=False)
    assert HomePage.objects.get().get_children().count() == len(SECTIONS)
    assert Site.objects.get(is_default_site=True).root_page.specific == HomePage.objects.get()
    team = Group.objects.get(name=TEAM)
    assert team.permissions.filter(codename="access_admin").exists()
    assert GroupPagePermission.objects.filter(group=team).count() == 5


@pytest.mark.django_db
def test_the_team_s_rights() -> None:
    """The team edits pages and the rooms' rows; accounts, groups and sites are the admin's."""
    user = make.team_member().user
    for right in (
        "wagtailadmin.access_admin",
        "alliance.change_person",
        "programmes.add_participation",
        "delegations.delete_seat",
        "resources.add_lesson",
        "accompagnements.change_phase",
    ):
        assert user.has_perm(right), right
    for right in ("accounts.change_user", "auth.change_group", "wagtailcore.change_site"):
        assert not user.has_perm(right), right


@pytest.mark.django_db
def test_nobody_else_has_the_team_s_rights() -> None:
    """An ally, and a participant, have none of them."""
    for person in (make.PersonFactory(), make.participant(make.comap())):
        assert not person.user.get_all_permissions()


def team_emails():
    return set(Group.objects.get(name=TEAM).user_set.values_list("email", flat=True))


@pytest.mark.django_db
def test_the_team_s_group_follows_one_switch() -> None:
    """``is_staff`` gives the team's rights and takes them; building the house sets them right."""
    user = make.UserFactory()
    assert team_emails() == set()
    user.is_staff = True
    user.save()
    assert team_emails() == {user.email}
    user.is_staff = False
    user.save()
    assert team_emails() == set()
    User.objects.filter(pk=user.pk).update(is_staff=True)
    build_house()
    assert team_emails() == {user.email}


@pytest.mark.django_db
def test_the_team_s_group_is_not_given_by_hand() -> None:
    """Ticked for somebody else it does not hold; unticked, or emptied, it comes back; other
    groups are free.
    """
    member, ally = make.UserFactory(is_staff=True), make.UserFactory()
    group, other = Group.objects.get(name=TEAM), Group.objects.create(name="Relecture")
    ally.groups.set([group, other])
    assert list(ally.groups.all()) == [other]
    member.groups.set([other])
    assert set(member.groups.all()) == {group, other}
    group.user_set.add(ally)
    group.user_set.remove(member)
    assert team_emails() == {member.email}
