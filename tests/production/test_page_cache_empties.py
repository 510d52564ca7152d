"""Whatever a public page may show empties every process's pages; what it never shows does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from community.activity.actions import queue_mail, record
from community.alliance.models import Organisation
from community.freshness import watching
from community.freshness.actions import current_generation, renew
from community.freshness.models import Generation
from community.programmes.actions import set_audience
from config.asgi import django_application
from config.page_cache import PageCache
from tests import factories as make
from tests.accounts.doors import ask_for_code, code_by_mail, give_code
from tests.discussions import factories as talk
from tests.house import House
from tests.production.visits import Counted, get

#: Every table of the house and of what it stands on.
TABLES = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})
PUBLIC_TABLES = [table for table in TABLES if table not in settings.QUIET_TABLES]


@contextmanager
def emptied() -> Iterator[Callable[[], bool]]:
    """Whether a new generation began within the block."""
    before = current_generation()
    yield lambda: current_generation() != before


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was announced, statement by statement, rather than done after commit."""
    told: list[str] = []
    monkeypatch.setattr(watching, "renew_after_commit", lambda *args: told.append("renewed"))
    return told


@pytest.mark.django_db
def test_a_write_to_any_table_that_may_show_is_seen(announced: list[str]) -> None:
    """Every model's table, unless it is named quiet; a table that comes later is seen as well."""
    assert len(PUBLIC_TABLES) > 50
    with connection.cursor() as cursor:
        for table in TABLES:
            announced.clear()
            cursor.execute(f'DELETE FROM "{table}" WHERE 1 = 0')
            assert bool(announced) == (table in PUBLIC_TABLES), table


def test_quiet_tables_exist() -> None:
    """A name that nobody bears hides a renamed table (each engine has its own index of words)."""
    missing = settings.QUIET_TABLES - set(TABLES)
    indexes = {"wagtailsearch_indexentry_fts", "wagtailsearch_indexentry"}
    assert missing <= indexes | {"discussions_messageterms_found"}


@pytest.mark.parametrize(
    "sql",
    [
        'INSERT INTO "home_homepage" VALUES (1)',
        "insert into home_homepage values (1)",
        'INSERT OR IGNORE INTO "home_homepage" VALUES (1)',
        'REPLACE INTO "home_homepage" VALUES (1)',
        '\n  UPDATE "home_homepage" SET x = 1',
        'UPDATE OR IGNORE "home_homepage" SET x = 1',
        "UPDATE home_homepage SET path = '0001'",
        'DELETE FROM "home_homepage"',
        'DELETE FROM "django_session_of_ours"',
        'DELETE FROM django_session."home_homepage"',
        'TRUNCATE "django_session", "home_homepage"',
        'WITH gone AS (DELETE FROM "home_homepage" RETURNING 1) SELECT * FROM gone',
        "MERGE INTO home_homepage USING x ON true WHEN MATCHED THEN DELETE",
        "/* by hand */ DELETE FROM django_session",
        "COPY home_homepage FROM STDIN",
        b"SELECT 1",
    ],
)
def test_what_may_show_counts_as_shown(sql: Any) -> None:
    """However it is written; what is not understood counts as a change."""
    assert watching.may_show(sql)


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT * FROM "home_homepage"',
        ' select "home_homepage"."id" FROM "home_homepage" FOR UPDATE',
        '(SELECT 1 FROM "home_homepage") UNION (SELECT 2)',
        "SAVEPOINT s1",
        "RELEASE SAVEPOINT s1",
        "BEGIN IMMEDIATE",
        "PRAGMA foreign_keys = ON",
        'INSERT INTO "django_session" VALUES (1)',
        "UPDATE discussions_message SET body = ''",
        'DELETE FROM "activity_mail"',
    ],
)
def test_reading_and_quiet_tables_do_not_count(sql: str) -> None:
    """Nothing that a public page shows is changed by these."""
    assert not watching.may_show(sql)


def write_in_vain() -> None:
    with transaction.atomic():
        make.OrganisationFactory()
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_every_way_of_writing_empties_once_it_is_committed() -> None:
    """One by one, in bulk, by `update()`, through relations, by SQL; not what is rolled back."""
    organisation = make.OrganisationFactory(name="Le Relais")
    comap = make.comap()
    rows = Organisation.objects.filter(pk=organisation.pk)
    connection_sql = "UPDATE alliance_organisation SET name = name"
    ways: dict[str, Callable[[], Any]] = {
        "save": organisation.save,
        "create": lambda: Organisation.objects.create(name="Autre", slug="autre"),
        "update": lambda: rows.update(name="La Relève"),
        "bulk_update": lambda: Organisation.objects.bulk_update([organisation], ["name"]),
        "bulk_create": lambda: Organisation.objects.bulk_create(
            [Organisation(name="Encore", slug="encore")]
        ),
        "relation": lambda: comap.partners.through.objects.create(
            programmepage_id=comap.pk, organisation=organisation
        ),
        "sql": lambda: connection.cursor().execute(connection_sql),
        "many": lambda: connection.cursor().executemany(
            "UPDATE alliance_organisation SET name = %s", [["Un"], ["Deux"]]
        ),
        "move": lambda: comap.move(Page.objects.get(slug="chantiers"), pos="last-child"),
        "delete": rows.delete,
    }
    for name, write in ways.items():
        with emptied() as changed:
            write()
            assert changed(), name

    with emptied() as changed:
        with pytest.raises(ZeroDivisionError):
            write_in_vain()
        assert not changed()
        with transaction.atomic():
            with pytest.raises(ZeroDivisionError):
                write_in_vain()
            assert not connection.run_on_commit
        assert not changed()
        with transaction.atomic():
            make.OrganisationFactory()
            make.OrganisationFactory()
            assert len(connection.run_on_commit) == 1
            assert not changed()
        assert changed()


@pytest.mark.django_db(transaction=True)
def test_a_transaction_by_hand_takes_its_generation_along() -> None:
    """Without autocommit, what is written and its generation are committed together."""
    with emptied() as changed:
        connection.set_autocommit(False)
        try:
            Organisation.objects.update(name="Un")
            connection.rollback()
            assert not changed()
            Organisation.objects.update(name="Un")
            connection.commit()
        finally:
            connection.set_autocommit(True)
        assert changed()


@pytest.mark.django_db(transaction=True)
def test_a_name_that_cannot_be_written_silences_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """What others do after the commit – telling of a right that is gone – is done all the same."""

    def broken() -> None:
        raise DatabaseError("database is locked")

    monkeypatch.setattr(watching, "renew", broken)
    told: list[str] = []
    with transaction.atomic():
        Organisation.objects.create(name="Un", slug="un")
        transaction.on_commit(lambda: told.append("after"))
    assert told == ["after"]
    assert Organisation.objects.count() == 1


@pytest.mark.django_db
def test_before_its_table_is_made_nothing_is_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first migrations write before the table is there; a table that fails says so."""
    real = Generation.objects.bulk_create

    def broken(*args: Any, **kwargs: Any) -> Any:
        raise DatabaseError("no such table")

    monkeypatch.setattr(Generation.objects, "bulk_create", broken)
    with pytest.raises(DatabaseError):
        renew()
    monkeypatch.setattr(connection.introspection, "table_names", lambda: ["django_migrations"])
    renew()
    monkeypatch.setattr(Generation.objects, "bulk_create", real)
    renew()
    assert Generation.objects.count() == 1


def test_a_connection_is_watched_once_and_only_the_house_s() -> None:
    """A connection that is opened again is not looked at twice; another database not at all."""
    watching.begin(connection)
    watching.begin(connection)
    assert connection.execute_wrappers.count(watching.watch) == 1
    house = connections["default"]
    other = type(house)(house.settings_dict, alias="other")
    watching.begin(other)
    assert not other.execute_wrappers


@pytest.mark.django_db
def test_no_public_page_reads_a_quiet_table() -> None:
    """What would make a page stale unnoticed: each kind of page, as a visitor gets it."""
    house = House()
    house.grow(1)
    with CaptureQueriesContext(connection) as queries:
        for address in [*house.addresses(), "/absente/"]:
            Client().get(address)
    read = {
        table
        for table in settings.QUIET_TABLES
        for query in queries.captured_queries
        if f'"{table}"' in query["sql"]
    }
    assert len(queries) > 100
    assert read == set()


@pytest.mark.django_db(transaction=True)
def test_ordinary_life_leaves_the_pages_where_they_are() -> None:
    """Reading, signing in and out, talking, a mail, a line of the log: nothing public changes."""
    channel = talk.pair_channel()
    elue = talk.seated(channel)
    with emptied() as changed:
        client = Client()
        client.get("/")
        ask_for_code(client, elue.user.email)
        assert give_code(client, code_by_mail()).status_code == 302
        client.get(f"/discussions/{channel.pk}/")
        client.get("/compte/")
        talk.say(channel, elue)
        queue_mail(recipient=elue.user, kind="essai", subject="Essai", body="Essai")
        record(verb="essai", actor=elue.user)
        client.post("/compte/logout/")
        assert not Session.objects.filter(session_key=client.session.session_key).exists()
        assert get_user_model().objects.get(pk=elue.user.pk).last_login is not None
        assert not changed()


@pytest.mark.django_db(transaction=True)
def test_publication_and_closing_reach_every_process_at_the_next_request() -> None:
    """Two processes over one database; what was closed or withdrawn is gone, what is new is there.

    The cache hands out what Django answers, with the house's headers, and nobody else's page.
    """
    comap = make.comap(slug="eau", title="Eau vive")
    django = [Counted(django_application), Counted(django_application)]
    processes = [PageCache(application) for application in django]
    address = "/comap/eau/"
    plain = get(django_application, address)
    for process, behind in zip(processes, django, strict=True):
        assert get(process, address).text == get(process, address).text == plain.text
        assert behind.count == 1
        assert get(process, address).headers["cache-control"] == "private, no-cache"
        vary = {name.strip() for name in get(process, address).headers["vary"].split(",")}
        assert vary == {"Cookie", "Accept-Encoding", "Accept-Language", "Save-Data"}
        assert "set-cookie" not in get(process, address).headers

    comap.title = "Eau douce"
    comap.save_revision().publish()
    assert [("Eau douce" in get(process, address).text) for process in processes] == [True, True]

    # Somebody who belongs neither fills what anybody reads, nor is given it.
    reader = Client()
    reader.force_login(make.participant(comap).user)
    cookie = f"{settings.SESSION_COOKIE_NAME}={reader.cookies[settings.SESSION_COOKIE_NAME].value}"
    public = get(processes[0], address)
    mine = get(processes[0], address, cookie=cookie)
    assert mine.headers["cache-control"] == "private, no-store"
    assert "etag" not in mine.headers
    assert mine.text != public.text == get(processes[0], address).text

    # Closed to all but participants: only they still get it, in each process.
    set_audience(page=comap, circle="participants")
    assert [get(process, address).status for process in processes] == [404, 404]
    assert get(processes[1], address, cookie=cookie).status == 200
    # An account that is deactivated, or signed out, is nobody.
    get_user_model().objects.update(is_active=False)
    assert get(processes[1], address, cookie=cookie).status == 404
    get_user_model().objects.update(is_active=True)
    assert get(processes[1], address, cookie=cookie).status == 200
    reader.post("/compte/logout/")
    assert get(processes[1], address, cookie=cookie).status == 404

    set_audience(page=comap, circle="tous")
    assert [get(process, address).status for process in processes] == [200, 200]
    comap.refresh_from_db()
    comap.unpublish()
    assert {get(process, address).status for process in processes} <= {404, 410}


@pytest.mark.django_db(transaction=True)
def test_what_django_answers_is_kept_or_not_by_what_it_is() -> None:
    """Real answers: pages are kept; absences, feeds, forms and foreign hosts are not."""
    make.comap(slug="eau")
    django = Counted(django_application)
    cache = PageCache(django)
    refused = (
        "/comap/absente/", "/comap/eau", "/agenda.ics", "/sitemap.xml", "/compte/login/code/"
    )  # fmt: skip
    for address in refused:
        assert get(cache, address).status == get(cache, address).status
    for host in ("invented.example", "testserver, evil.example"):
        assert get(cache, "/comap/eau/", host=host).status == 400
    assert get(cache, "/comap/eau/?x=\xff").status == 400
    assert not cache.store.pages
    count = django.count
    for address in ("/", "/comap/", "/comap/eau/", "/ressources/?mot=eau", "/agenda/"):
        assert get(cache, address).text == get(cache, address).text
    assert django.count == count + 5
