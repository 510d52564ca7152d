"""The demonstration is real content, made of roles, and a second run keeps what was written."""

import datetime as dt
import uuid
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from chantiers.models import SynthesisPage
from comap.models import ComapPage
from community.accounts.actions import remove_second_factor
from community.accounts.models import User
from community.accounts.permissions import DEMO_DOMAIN
from community.activity.models import Mail
from community.alliance.models import Person, Territory
from community.delegations.models import Delegation
from community.discussions.actions import post_message
from community.discussions.frames import Said
from community.discussions.models import Channel, Message
from community.gatherings.models import GatheringPage, GatheringPart
from community.programmes.permissions import is_team
from demo.actions import build_demo
from demo.cast import CAST, PROTECTED, TEAM
from demo.pages import first_tuesdays
from resources.models import Lesson, ResourcePage

pytestmark = pytest.mark.usefixtures("demonstration")


def channels_of(key: str) -> set[str]:
    user = User.objects.get(email=f"{key}{DEMO_DOMAIN}")
    return set(Channel.objects.readable_by(user).values_list("title", flat=True))


def test_the_accounts_are_those_promised_and_shown_as_demonstration() -> None:
    """Fifteen roles, at an address that cannot exist, each shown as « (démo) »."""
    assert User.objects.filter(email__endswith="@demo.invalid").count() == len(CAST) == 15
    people = Person.objects.filter(user__isnull=False)
    assert all(str(person).endswith("(démo)") for person in people)
    assert not people.filter(demonstration=False).exists()


def test_only_the_team_runs_the_place() -> None:
    """`equipe` and `admin` are the team; nobody else is."""
    team = {user.email for user in User.objects.all() if is_team(user)}
    assert team == {f"{key}{DEMO_DOMAIN}" for key in TEAM}


def test_the_delegations_are_those_promised() -> None:
    """Two of free composition, and a complete one of the quatre Fantastiques."""
    rows = {row.territory.slug: row for row in Delegation.objects.all()}
    assert set(rows) == {"loos-en-gohelle", "yaounde-6", "le-vigan"}
    assert rows["loos-en-gohelle"].composition == rows["yaounde-6"].composition == "libre"
    assert all(row.standing.is_filled for row in rows.values())
    kinds = rows["le-vigan"].seats.values_list("kind", flat=True)
    assert set(kinds) == {"elu", "agent", "etat", "socio-economique"}


def test_each_reads_the_channels_of_their_seats_and_no_other() -> None:
    """The twinned delegations share a channel that Le Vigan, the team and allies do not read."""
    assert "De Loos-en-Gohelle à Yaoundé" in channels_of("elue.loos") & channels_of("eco.yaounde")
    assert "Entre élu·es" in channels_of("elue.levigan") - channels_of("agente.levigan")
    assert not any("Loos" in title for title in channels_of("elue.levigan"))
    assert channels_of("admin") == channels_of("equipe") == channels_of("alliee") == set()


def test_two_sessions_in_a_row_hold_all_that_a_session_can() -> None:
    """Each part of a session has its example, and the reports of several territories are told."""
    comap = ComapPage.objects.get(slug="demonstration")
    sessions = GatheringPage.objects.child_of(comap).past()
    assert sessions.count() == 2
    kinds = set(GatheringPart.objects.filter(gathering__in=sessions).values_list("kind", flat=True))
    assert kinds == set(GatheringPart.Kind.values) - {"join-link"}
    for session in sessions:
        assert session.experience_reports.exists()
        assert Lesson.objects.filter(origin=session).exists()
        assert session.demonstration


def test_something_is_coming() -> None:
    """The next permanences, a session of a COMAP and a work session, marked as demonstration."""
    coming = GatheringPage.objects.coming()
    assert {row.kind for row in coming} >= {"permanence", "session-comap", "temps-chantier"}
    assert all(row.demonstration and "(démonstration)" in row.title for row in coming)
    tuesdays = [row.starts_on for row in coming if row.kind == "permanence"]
    assert all(day.weekday() == 1 and day.day <= 7 for day in tuesdays)


@pytest.mark.parametrize(
    ("today", "first"),
    [("2026-12-01", "2026-12-01"), ("2026-12-02", "2027-01-05"), ("2026-01-31", "2026-02-03")],
)
def test_a_first_tuesday_is_found_across_months_and_years(today: str, first: str) -> None:
    """Today counts when it is the day."""
    found = first_tuesdays(dt.date.fromisoformat(today), 3)
    assert found[0] == dt.date.fromisoformat(first)
    assert len({(day.year, day.month) for day in found}) == 3


def test_one_synthesis_is_published_and_one_is_a_draft() -> None:
    """The draft is not served, not even to the one who writes it; it waits in the admin."""
    published = SynthesisPage.objects.get(live=True)
    draft = SynthesisPage.objects.get(live=False)
    client = Client()
    assert client.get(published.url).status_code == 200
    assert client.get(draft.get_full_url() or draft.url_path[5:]).status_code == 404


def test_resources_can_be_found_by_tag() -> None:
    """The library's resources carry tags that a visitor can choose."""
    tagged = ResourcePage.objects.filter(tags__name="mise en récits")
    assert tagged.count() > 1
    response = Client().get("/ressources/", {"mot": tagged[0].tags.get(name="mise en récits").slug})
    assert response.status_code == 200
    assert str(tagged[0].title).split("’")[0][:12] in response.content.decode()


def test_a_second_run_changes_nothing_and_keeps_what_was_written() -> None:
    """Messages, edits and pages of the first run stand; none is made twice."""
    pair = Channel.objects.get(title="De Loos-en-Gohelle à Yaoundé")
    user = User.objects.get(email=f"elue.loos{DEMO_DOMAIN}")
    said = Said(nonce=uuid.uuid4(), body="Écrit entre deux.")
    post_message(channel=pair, author=user, said=said)
    synthesis = SynthesisPage.objects.get(live=True)
    synthesis.title = "Repris à la main"
    synthesis.save()
    counts = [model.objects.count() for model in (Page, Message, Person, Lesson, GatheringPart)]
    for _sentence, step in build_demo():
        step()
    again = [model.objects.count() for model in (Page, Message, Person, Lesson, GatheringPart)]
    assert again == counts
    assert pair.messages.filter(body="Écrit entre deux.").exists()
    assert SynthesisPage.objects.get(live=True).title == "Repris à la main"


def test_a_demonstration_taken_apart_by_hand_still_starts() -> None:
    """An account, the COMAP and an address of a territory gone or changed: the next run goes on."""
    User.objects.get(email=f"elue.loos{DEMO_DOMAIN}").delete()
    Territory.objects.filter(slug="loos-en-gohelle").update(slug="loos")
    comap = ComapPage.objects.get(demonstration=True)
    Channel.objects.filter(programme=comap).delete()
    Lesson.objects.filter(programme=comap).delete()
    comap.delete()
    for _sentence, step in build_demo():
        step()
    assert "De Loos-en-Gohelle à Yaoundé" in channels_of("elue.loos")
    assert ComapPage.objects.get(demonstration=True).get_children().live().count() == 3
    first = GatheringPage.objects.child_of(ComapPage.objects.get(demonstration=True)).past().last()
    assert first.kit_items.count() == 1


def test_its_page_holds_without_the_team_s_second_factor() -> None:
    """A team account that gave its second factor up is shown without one."""
    remove_second_factor(user=User.objects.get(email=f"equipe{DEMO_DOMAIN}"))
    assert Client().get("/demo/").status_code == 200


def test_when_every_date_is_past_the_next_run_adds_new_ones(monkeypatch: Any) -> None:
    """A demonstration run again months later still has something to come."""
    later = timezone.localdate() + dt.timedelta(days=200)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: later)
    assert not GatheringPage.objects.coming().exists()
    for _sentence, step in build_demo():
        step()
    assert GatheringPage.objects.coming().filter(demonstration=True).count() >= 5


def test_the_command_tells_who_can_sign_in_and_how() -> None:
    """Each account, the second factor of the team's, and where the code is read."""
    out = StringIO()
    call_command("make_demo", stdout=out)
    told = out.getvalue()
    assert all(role.email in told for role in CAST)
    assert told.count("second code") == len(PROTECTED)
    assert "/demo/" in told


def test_the_command_refuses_a_real_house(settings: Any) -> None:
    """Nothing of the demonstration is written where it is not the setting."""
    settings.DEMO = False
    with pytest.raises(CommandError, match="démonstration"):
        call_command("make_demo")


def test_its_page_shows_accounts_mails_and_second_factors(settings: Any, tmp_path: Any) -> None:
    """A code asked for is read on the page; so is the team's current second factor."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    Mail.objects.all().delete()  # what the demonstration's own people are told leaves here, too
    client = Client()
    assert "Aucun courriel" in client.get("/demo/").content.decode()
    client.post("/compte/login/code/", {"email": f"elue.loos{DEMO_DOMAIN}"})
    page = client.get("/demo/")
    text = page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert all(role.email in text for role in CAST)
    assert text.count("second code") >= len(PROTECTED)
    assert f"elue.loos{DEMO_DOMAIN}" in text.split("courriels")[-1]
