"""The admin's entrance says what waits for this very person, and leads to where it is done."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.activity.models import BarrierReport, Mail
from community.gatherings.models import GatheringPage, GatheringPart
from home.waiting import ACCOUNT_DAYS, LINES, PREPARATION_DAYS, waiting_for
from tests import factories as make
from tests.accounts.doors import with_second_factor

pytestmark = pytest.mark.django_db

ENTRANCE = "/gestion/"


class House:
    """Two programmes; somebody animates the first."""

    def __init__(self) -> None:
        self.mine, self.other = make.chantier(title="Le mien"), make.chantier(title="L'autre")
        self.user = make.animator(self.mine).user


@pytest.fixture
def house() -> House:
    return House()


def day(days: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=days)).isoformat()


def lines(user: Any, heading: str) -> list[tuple[str, str]]:
    """Title and address of what waits under this heading; nothing when it is not there."""
    errands = {errand.heading: errand.lines for errand in waiting_for(user)}
    return [(line.title, line.url) for line in errands.get(heading, [])]


def titles(user: Any, heading: str) -> list[str]:
    return [title for title, _url in lines(user, heading)]


def parts(page: GatheringPage) -> str:
    return reverse("gathering_parts", args=[page.pk])


def edit(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def write(page: Any, user: Any, **fields: Any) -> Any:
    """A change that ``user`` keeps as a draft."""
    for name, value in fields.items():
        setattr(page, name, value)
    return page.save_revision(user=user)


def test_an_account_is_awaited_of_a_meeting_just_past(house: House) -> None:
    """Until it is written, for three months, and only from those who may write it."""
    past = make.work_session(house.mine, title="Hier", date=day(-1))
    make.part(past, GatheringPart.Kind.SLIDES)
    told = make.work_session(house.mine, title="Raconté", date=day(-1))
    make.part(told)
    make.work_session(house.mine, title="Oublié", date=day(-ACCOUNT_DAYS - 1))
    make.work_session(house.mine, title="Aujourd'hui", date=day(0))
    make.work_session(house.mine, title="Brouillon", date=day(-1), live=False)
    make.work_session(house.other, title="Ailleurs", date=day(-1))
    heading = "Comptes rendus attendus"
    assert lines(house.user, heading) == [("Hier", parts(past))]
    assert set(titles(make.team_member().user, heading)) == {"Hier", "Ailleurs"}
    make.part(past)
    assert titles(house.user, heading) == []


def test_a_meeting_that_comes_asks_for_its_link_and_its_programme(house: House) -> None:
    """What is held on the spot needs no link; what is far off is left alone."""
    heading = "Rencontres à préparer"
    visio = GatheringPage.Modality.VISIO
    bare = make.work_session(house.mine, title="Nue", date=day(3), modality=visio)
    on_the_spot = make.work_session(
        house.mine, title="Sur place", date=day(4), modality=GatheringPage.Modality.PRESENTIEL
    )
    ready = make.work_session(
        house.mine, title="Prête", date=day(5), modality=visio, day_programme="<p>9 h</p>"
    )
    make.part(ready, GatheringPart.Kind.JOIN_LINK, url="https://visio.example.org")
    make.work_session(house.mine, title="Loin", date=day(PREPARATION_DAYS + 1))
    make.work_session(house.other, title="Ailleurs", date=day(3))
    assert lines(house.user, heading) == [
        ("Nue", parts(bare)),
        ("Nue", edit(bare)),
        ("Sur place", edit(on_the_spot)),
    ]


def test_one_s_own_drafts_wait(house: House) -> None:
    """What one began or changed and did not publish; not others' drafts, nor what was withdrawn."""
    begun = make.work_session(house.mine, title="Commencé", live=False, owner=house.user)
    write(begun, house.user)
    changed = make.work_session(house.mine, title="Changé")
    write(changed, house.user, summary="Autrement")
    write(make.work_session(house.mine, title="D'une collègue"), make.UserFactory())
    withdrawn = make.work_session(house.mine, title="Retiré", owner=house.user)
    withdrawn.save_revision(user=house.user).publish()
    withdrawn.refresh_from_db()
    withdrawn.unpublish()
    elsewhere = make.work_session(house.other, title="Ailleurs", live=False, owner=house.user)
    write(elsewhere, house.user)
    found = lines(house.user, "Vos brouillons")
    assert sorted(found) == sorted([("Commencé", edit(begun)), ("Changé", edit(changed))])
    page = with_second_factor(house.user).get(ENTRANCE).content.decode()
    assert "Pas encore en ligne." in page
    assert "Vos derniers changements ne sont pas encore en ligne." in page


def test_a_synthesis_in_preparation_waits_for_its_group(house: House) -> None:
    """Whoever began it; not among one's own drafts as well, and no more once published."""
    synthesis = make.synthesis(house.mine, title="À relire", live=False, owner=house.user)
    write(synthesis, house.user)
    make.synthesis(house.mine, title="Publiée")
    make.synthesis(house.other, title="Ailleurs", live=False)
    assert lines(house.user, "Synthèses en préparation") == [("À relire", edit(synthesis))]
    assert titles(house.user, "Vos brouillons") == []
    synthesis.save_revision(user=house.user).publish()
    assert titles(house.user, "Synthèses en préparation") == []


def test_what_is_to_go_public_is_told_with_its_hour(house: House) -> None:
    """It is no draft any more: somebody chose the hour."""
    hour = dt.datetime(2050, 3, 1, 9, 30, tzinfo=timezone.get_default_timezone())
    page = make.work_session(house.mine, title="Bientôt", live=False, owner=house.user)
    page.go_live_at = hour
    page.save_revision(user=house.user).publish()
    errands = {errand.heading: errand for errand in waiting_for(house.user)}
    assert list(errands) == ["Publications prévues"]
    (line,) = errands["Publications prévues"].lines
    assert (line.title, line.url) == ("Bientôt", edit(page))
    assert line.note == "En ligne le 1 mars à 9 h 30."
    assert waiting_for(make.animator(house.other).user) == []


def test_what_befalls_the_house_is_the_team_s(house: House) -> None:
    """Mails given up, barriers met: the team is told how many and where, animators are not."""
    admin = make.UserFactory(is_superuser=True)
    Mail.objects.create(recipient=house.user, kind="essai", subject="Un", state=Mail.State.FAILED)
    Mail.objects.create(recipient=house.user, kind="essai", subject="Deux")
    BarrierReport.objects.create(what="Je ne peux pas lire.")
    BarrierReport.objects.create(what="C'est réglé.", handled_at=timezone.now())
    heading = "Pour l'équipe"
    said = [
        ("Courriels qui n'ont pas pu partir : 1", reverse("failed_mails")),
        ("Difficultés signalées : 1", reverse("barrier_reports")),
    ]
    assert lines(make.team_member().user, heading) == lines(admin, heading) == said
    assert lines(house.user, heading) == []


def test_nothing_that_waits_invites(house: House) -> None:
    """An empty entrance says what one could do, and where one writes."""
    page = with_second_factor(house.user).get(ENTRANCE).content.decode()
    assert "Rien n’attend." in page
    assert reverse("wagtailadmin_explore", args=[house.mine.pk]) in page
    assert reverse("wagtailadmin_explore", args=[house.other.pk]) not in page
    team = with_second_factor(make.team_member().user).get(ENTRANCE)
    assert [page.title for page in team.context["places"]][:2] == [
        "Communautés apprenantes",
        "Chantiers",
    ]


def test_the_last_pages_are_those_one_may_still_write(house: House) -> None:
    """A right that was taken away takes the page out of one's entrance."""
    kept = make.work_session(house.mine, title="Gardée")
    lost = make.work_session(house.other, title="Perdue")
    for page in (kept, lost):
        page.save_revision(user=house.user).publish()
    entrance = with_second_factor(house.user).get(ENTRANCE)
    assert [page.title for page in entrance.context["recent"]] == ["Gardée"]


def test_only_a_few_lines_are_shown_at_once(house: House) -> None:
    """And one is told that there are more."""
    for index in range(LINES):
        make.work_session(house.mine, title=f"Numéro {index}", date=day(-1))
    (errand,) = waiting_for(house.user)
    assert (len(errand.lines), errand.more) == (LINES, False)
    make.work_session(house.mine, title="Une de plus", date=day(-1))
    (errand,) = waiting_for(house.user)
    assert (len(errand.lines), errand.more) == (LINES, True)
    assert "Et d’autres encore" in with_second_factor(house.user).get(ENTRANCE).content.decode()


def test_the_entrance_asks_as_much_of_a_large_house(
    house: House, django_assert_max_num_queries: Any
) -> None:
    """Its number of queries does not grow with what waits."""
    assert with_second_factor(house.user).get(ENTRANCE).status_code == 200  # warm caches
    for index in range(12):
        for days in (-2, 2):
            meeting = make.work_session(house.mine, title=f"{index} {days}", date=day(days))
            write(meeting, house.user)
        make.synthesis(house.mine, title=f"Synthèse {index}", live=False)
    client: Client = with_second_factor(house.user)
    with django_assert_max_num_queries(30):
        client.get(ENTRANCE)
    with django_assert_max_num_queries(9):
        assert len(waiting_for(type(house.user).objects.get(pk=house.user.pk))) == 4


def test_the_entrance_shows_nothing_of_wagtail_s_own(house: House) -> None:
    """No count of pages that one cannot see, no guide in English, no panel that never serves."""
    for user in (house.user, make.team_member().user, make.UserFactory(is_superuser=True)):
        page = with_second_factor(user).get(ENTRANCE).content.decode()
        assert "w-summary" not in page
        assert "guide.wagtail.org" not in page
        assert "Accueil de la gestion" in page
        assert "css/admin.css" in page
