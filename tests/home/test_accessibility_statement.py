"""What is accessible, said honestly; a barrier that anybody can report, and what comes of it."""

import json
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from community.accounts.actions import deactivate
from community.activity.actions import forget_settled_barriers, report_barrier, settle_barrier
from community.activity.models import BARRIER_REPORT_LENGTH, BarrierReport, Mail
from tests import factories as make
from tests.accounts.doors import with_second_factor

pytestmark = pytest.mark.django_db

FORM = "/accessibilite/signaler/"
REPORTS = "/gestion/reports/difficultes/"


@pytest.fixture(autouse=True)
def no_report_yet() -> Any:
    """The pace is counted in the cache, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def team() -> Client:
    """Somebody of the team, in the admin."""
    return with_second_factor(make.team_member().user)


def report(what: str = "Le bouton ne se lit pas.", **fields: Any) -> BarrierReport:
    return report_barrier(what=what, **{"sender": None} | fields)


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_statement_says_what_the_rule_asks(client):
    """State, what was tested, what is not accessible, date, contact, ways of redress."""
    page = read(client, "/accessibilite/")
    for words in (
        "<strong>non conforme</strong>",
        "Ce qui n’est pas accessible",
        "21\xa0novembre 2026",
        "formulaire.defenseurdesdroits.fr",
        "Libre réponse 71120",
        f'href="{FORM}"',
    ):
        assert words in page, words
    assert "/accessibilite/" in client.get("/sitemap.xml").content.decode()


def test_each_page_leads_to_the_statement_and_to_the_form(client):
    """The footer says the state, and the form knows from which page one comes."""
    page = read(client, make.comap(slug="recits").url)
    assert re.search(r'href="/accessibilite/">Accessibilité\s: non conforme<', page)
    assert f'href="{FORM}?page=/comap/recits/"' in page
    assert 'value="/comap/recits/"' in read(client, f"{FORM}?page=/comap/recits/")


@pytest.mark.parametrize(
    ("named", "kept"),
    [
        ("/agenda/?mois=2", "/agenda/?mois=2"),
        ("http://testserver/agenda/", "/agenda/"),
        ("https://ailleurs.example/agenda/", ""),
        ("//ailleurs.example/", ""),
        ("javascript:alert(1)", ""),
        ("la page d'accueil", ""),
    ],
)
def test_only_a_page_of_ours_is_filled_in(client, named, kept):
    """What else an address names is left out of the form."""
    form = client.get(FORM, {"page": named}).context["form"]
    assert form["page"].value() == kept


def test_the_form_has_an_address_that_nothing_keeps(client):
    """Reading pages set no cookie; the form, which does, is never cached."""
    assert not client.get("/accessibilite/").cookies
    for address in (FORM, f"{FORM}recu/"):
        assert "no-store" in client.get(address)["Cache-Control"]
    assert "csrftoken" in client.get(FORM).cookies
    guarded = Client(enforce_csrf_checks=True)
    assert guarded.post(FORM, {"what": "Bonjour"}).status_code == 403
    assert not BarrierReport.objects.exists()


def test_anybody_reports_a_barrier(client):
    """It is on disk, the team is told where to read it, and one learns what happens next."""
    member, former, other = make.team_member(), make.team_member(), make.PersonFactory()
    deactivate(user=former.user)
    sent = {
        "what": "Le menu ne s'ouvre pas.",
        "page": "/agenda/",
        "device": "NVDA",
        "email": "moi@exemple.test",
    }
    response = client.post(FORM, sent, follow=True)
    assert response.redirect_chain == [(f"{FORM}recu/", 302)]
    assert "Ce qui se passe maintenant" in response.content.decode()
    row = BarrierReport.objects.get()
    assert {name: getattr(row, name) for name in sent} == sent
    assert (row.sender, row.handled_at) == (None, None)
    assert str(row) == "Le menu ne s'ouvre pas."
    call_command("run_schedule", stdout=StringIO())
    (told,) = mail.outbox
    assert told.to == [member.user.email]
    assert f"{REPORTS}{row.pk}/" in told.body
    assert "moi@exemple.test" not in told.body
    assert other.user.email not in told.to


def test_a_report_keeps_the_account_that_sent_it(client):
    """Signed in, one leaves no address; the report is in one's copy, and leaves with one."""
    user = make.UserFactory()
    report("Le mien n'est pas.", sender=make.UserFactory())
    client.force_login(user)
    client.post(FORM, {"what": "Le contraste est faible."})
    assert BarrierReport.objects.get(sender=user).email == ""
    copy = json.loads(client.get("/compte/mes-donnees.json").content)
    assert [row["what"] for row in copy["difficultes"]] == ["Le contraste est faible."]
    user.delete()
    assert [row.what for row in BarrierReport.objects.all()] == ["Le mien n'est pas."]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("what", "  ", "ce qui vous a arrêté·e"),
        ("what", "x" * (BARRIER_REPORT_LENGTH + 1), "4000 caractères au plus"),
        ("what", "a\x00b", "caractère nul"),
        ("email", "moi@", "Écrivez-la comme prenom.nom@exemple.fr"),
        ("page", "x" * 501, "500 caractères"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_plain_words(client, field, value, sentence):
    """The page says first what to mend, leads there, and keeps what was written."""
    sent = {"what": "Le son manque.", "device": "Mon téléphone"} | {field: value}
    response = client.post(FORM, sent)
    assert response.status_code == 422
    page = response.content.decode()
    summary = page.split('role="alert"')[1].split("</div>")[0]
    assert sentence in summary
    assert f'href="#id_{field}"' in summary
    assert "Mon téléphone" in page
    assert "<title>\n      À corriger" in re.sub(r"<title>\s+", "<title>\n      ", page)
    assert not BarrierReport.objects.exists()


def test_a_flood_of_reports_is_stopped_without_losing_what_is_written(client, settings):
    """Beyond the pace one is told to wait; what was refused is still in the form."""
    settings.ACCOUNT_RATE_LIMITS = {"barrier_report": "2/h/ip,3/h/key"}
    for number in range(2):
        assert client.post(FORM, {"what": f"Essai {number}"}).status_code == 302
    response = client.post(FORM, {"what": "Celui de trop"})
    assert response.status_code == 429
    assert "dans une heure" in response.content.decode()
    assert "Celui de trop" in response.content.decode()
    # From elsewhere one may still report, until the whole house has had its share.
    assert client.post(FORM, {"what": "D'ailleurs"}, REMOTE_ADDR="10.0.0.2").status_code == 302
    assert client.post(FORM, {"what": "Encore"}, REMOTE_ADDR="10.0.0.3").status_code == 429
    assert BarrierReport.objects.count() == 3


def test_the_team_reads_and_deals_with_a_report(team):
    """What waits comes first; who dealt with it first stays named; it can wait again."""
    old = report("Déjà vu.", page="dans l'agenda")
    settle_barrier(report=old, by=make.team_member().user)
    row = report(page="/agenda/", email="moi@exemple.test")
    listing = read(team, REPORTS)
    assert listing.index(str(row)) < listing.index(str(old))
    assert f'"{REPORTS}"' in read(team, "/gestion/")
    page = read(team, f"{REPORTS}{row.pk}/")
    assert 'href="/agenda/"' in page
    assert "mailto:moi@exemple.test" in page
    assert 'href="dans' not in read(team, f"{REPORTS}{old.pk}/")

    assert team.post(f"{REPORTS}{row.pk}/traitee/").status_code == 302
    row.refresh_from_db()
    first, when = row.handled_by, row.handled_at
    assert first is not None
    assert "Elle sera effacée le" in read(team, f"{REPORTS}{row.pk}/")
    settle_barrier(report=row, by=make.team_member().user)
    assert (row.handled_by, row.handled_at) == (first, when)

    assert team.post(f"{REPORTS}{row.pk}/en-attente/").status_code == 302
    row.refresh_from_db()
    assert (row.handled_by, row.handled_at) == (None, None)


def test_only_the_team_reads_reports(client):
    """Visitors and animators are refused each page, and change nothing."""
    row = report()
    animator = make.animator(make.comap()).user
    for visitor in (client, with_second_factor(animator)):
        for address in (REPORTS, f"{REPORTS}results/", f"{REPORTS}{row.pk}/"):
            response = visitor.get(address)
            assert response.status_code == 302
            assert str(row) not in response.content.decode()
        visitor.post(f"{REPORTS}{row.pk}/traitee/")
    row.refresh_from_db()
    assert row.handled_at is None


def test_a_mail_that_waits_does_not_reach_whoever_left_the_team():
    """The right is asked again when the mail leaves."""
    member = make.team_member().user
    report()
    member.is_staff = False
    member.save()
    call_command("run_schedule", stdout=StringIO())
    assert not mail.outbox
    assert Mail.objects.get().state == Mail.State.WITHDRAWN


def test_a_report_is_forgotten_a_year_after_it_was_dealt_with(settings):
    """Address and words go together; what waits is never forgotten."""
    waiting, recent, old = (report(what, email="moi@exemple.test") for what in "abc")
    for row, days in ((recent, 364), (old, 366)):
        settle_barrier(report=row, by=make.team_member().user)
        row.handled_at = timezone.now() - timedelta(days=days)
        row.save()
    BarrierReport.objects.filter(pk=waiting.pk).update(
        created_at=timezone.now() - timedelta(days=1000)
    )
    assert recent.kept_until == recent.handled_at + timedelta(days=settings.BARRIER_REPORT_DAYS)
    assert waiting.kept_until is None
    assert forget_settled_barriers() == 1
    assert {row.what for row in BarrierReport.objects.all()} == {"a", "b"}


@pytest.mark.parametrize(
    "fields",
    [{"what": ""}, {"what": "x" * (BARRIER_REPORT_LENGTH + 1)}, {"handled_by": True}],
    ids=["empty", "too long", "no date"],
)
def test_the_database_refuses_a_report_that_makes_no_sense(fields):
    """Empty, too long, or dealt with by somebody at no time."""
    if "handled_by" in fields:
        fields = {"what": "Bonjour", "handled_by": make.UserFactory()}
    with pytest.raises(IntegrityError), transaction.atomic():
        BarrierReport.objects.create(**fields)


@pytest.mark.parametrize("page", ["//ailleurs.example/", "javascript:alert(1)", "agenda", ""])
def test_what_is_no_address_of_ours_is_no_link(page):
    """The team follows links to this site only."""
    assert BarrierReport(page=page).address == ""
    assert BarrierReport(page="/agenda/").address == "/agenda/"
