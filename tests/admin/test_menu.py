"""The menu of the admin offers what this person can use, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import reverse
from wagtail.admin.menu import admin_menu

from tests import factories as make
from tests.accounts.doors import with_second_factor

pytestmark = pytest.mark.django_db

REPORT_ON_THE_HOUSE = "wagtailadmin_reports:page_types_usage"


def animator() -> Any:
    return make.animator(make.chantier()).user


def team_member() -> Any:
    return make.team_member().user


def administrator() -> Any:
    return make.UserFactory(is_staff=True, is_superuser=True)


def menu_of(user: Any) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each entry of the menu by its label, with the labels and addresses that it holds."""
    request = RequestFactory().get(reverse("wagtailadmin_home"))
    request.user = user
    for item in admin_menu.menu_items_for_request(request):
        component = item.render_component(request)
        below = getattr(component, "menu_items", None)
        entries = [component] if below is None else below
        yield str(component.label), [(str(entry.label), str(entry.url)) for entry in entries]


@pytest.mark.parametrize("role", [animator, team_member, administrator])
def test_every_entry_opens(role: Any) -> None:
    """No refusal, no missing page, no empty section."""
    user = role()
    client = with_second_factor(user)
    seen = []
    for label, entries in menu_of(user):
        assert entries, label
        for name, url in entries:
            if url.startswith("/"):
                seen.append(name)
                answer = client.get(url, follow=True)  # « Pages » leads on to one's own branch
                assert answer.status_code == 200, name
                assert answer.request["PATH_INFO"].startswith(url), name
    assert "Pages" in seen


def test_an_animator_has_their_pages_and_their_discussions() -> None:
    """No settings, no people, no library: they could not write there."""
    menu = dict(menu_of(animator()))
    assert set(menu) == {
        "Voir le site", "Pages", "Discussions", "Messages signalés", "Rapports", "Aide",
    }  # fmt: skip
    assert [label for label, _url in menu["Rapports"]] == [
        "Historique du Site",
        "Pages vieillissantes",
    ]
    assert [label for label, _url in menu["Aide"]] == ["Raccourcis"]


def test_the_team_has_the_alliance_and_administrators_the_settings() -> None:
    """Nobody has what the house does not use: moderation by steps."""
    team, admin = dict(menu_of(team_member())), dict(menu_of(administrator()))
    assert {"Alliance", "Bibliothèque", "Délégations", "Participations", "Sources"} <= set(team)
    assert "Paramètres" not in team
    assert {"Utilisateurs", "Groupes"} <= {label for label, _url in admin["Paramètres"]}
    for menu in (team, admin):
        labels = {label for entries in menu.values() for label, _url in entries}
        assert {"Courriels en échec", "Difficultés signalées", "Activité"} <= labels
        assert not any("orkflow" in label for label in labels)


def test_the_report_on_the_whole_house_is_the_team_s() -> None:
    """It names the page edited last, of any programme: an animator does not open it."""
    draft = make.work_session(make.chantier(), title="Brouillon d'ailleurs", live=False)
    draft.save_revision()
    address = reverse(REPORT_ON_THE_HOUSE)
    assert "Brouillon d" in with_second_factor(team_member()).get(address).content.decode()
    refused = with_second_factor(animator()).get(address, follow=True)
    assert "Brouillon d" not in refused.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/gestion/pages/usage/chantiers/worksessionpage/",
        "/gestion/reports/site-history/",
        "/gestion/reports/aging-pages/",
    ],
)
def test_lists_of_pages_name_no_draft_of_others(address: str) -> None:
    """The report names what one may write; another programme's draft is told to the team."""
    mine = make.chantier()
    editor = make.UserFactory()
    for programme, title in ((mine, "Chez moi"), (make.chantier(), "Brouillon d'ailleurs")):
        page = make.work_session(programme, title=title)
        page.save_revision(user=editor, log_action=True).publish()
    client = with_second_factor(make.animator(mine).user)
    found = client.get(address).content.decode()
    assert "Chez moi" in found
    assert "ailleurs" not in found
    assert "ailleurs" in with_second_factor(team_member()).get(address).content.decode()
