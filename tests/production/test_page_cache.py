"""Public pages are kept ahead of Django: for whom, which ones, for how long, with what headers."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import InterfaceError, OperationalError

from config.page_cache import PageCache
from tests.production.visits import Counted, Database, Script, get, visit

LONG = b"<p>eau</p>" * 100


class Clock:
    """A clock that a test moves."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def script() -> Script:
    """What Django would answer."""
    return Script(LONG)


@pytest.fixture
def django(script: Script) -> Counted:
    return Counted(script)


@pytest.fixture
def cache(django: Counted, database: Database, clock: Clock) -> PageCache:
    return PageCache(django, read=database, clock=clock)


def test_second_visitor_gets_the_same_page_without_django(cache: Any, django: Counted) -> None:
    """The page is made once, and everybody gets the same."""
    first, second = get(cache, "/eau/"), get(cache, "/eau/")
    assert django.count == 1
    assert first == second
    assert (first.status, first.raw) == (200, LONG)


def test_headers_are_those_of_the_page(cache: Any, script: Script) -> None:
    """What Django said stays, and that encodings differ is added."""
    script.headers = {"x-frame-options": "DENY", "vary": "Cookie, save-data"}
    headers = get(cache, "/eau/").headers
    assert headers["cache-control"] == "private, no-cache"
    assert headers["vary"] == "Accept-Encoding, Cookie, save-data"
    assert headers["x-frame-options"] == "DENY"
    assert headers["content-length"] == str(len(LONG))


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip"), ("deflate", None)],
)
def test_each_browser_gets_its_encoding(cache: Any, accepted: str, encoding: str | None) -> None:
    """Kept compressed, unpacked for the few who take no compression; one ETag an encoding."""
    plain = get(cache, "/eau/")
    answer = get(cache, "/eau/", accept_encoding=accepted)
    assert answer.headers.get("content-encoding") == encoding
    assert answer.text == plain.text
    assert int(answer.headers["content-length"]) == len(answer.raw)
    assert (answer.headers["etag"] == plain.headers["etag"]) == (encoding is None)


def test_what_django_compressed_for_one_serves_all(cache: Any, script: Script) -> None:
    """Its first visitor takes gzip; the others get the page all the same."""
    script.body, script.headers = gzip.compress(LONG), {"content-encoding": "gzip"}
    assert get(cache, "/eau/", accept_encoding="gzip").text == LONG.decode()
    assert get(cache, "/eau/").raw == LONG


def test_known_page_is_not_sent_again(cache: Any) -> None:
    """If-None-Match answers 304 with what a browser needs; another ETag gets the page."""
    page = get(cache, "/eau/", accept_encoding="br")
    for known in (page.headers["etag"], f'"x", W/{page.headers["etag"]}', "*"):
        same = get(cache, "/eau/", accept_encoding="br", if_none_match=known)
        assert (same.status, same.raw) == (304, b"")
        assert same.headers == {
            name: page.headers[name] for name in ("etag", "vary", "cache-control")
        }
    # That is another representation: the one that the browser has cannot stand for it.
    assert get(cache, "/eau/", if_none_match=page.headers["etag"]).status == 200


def test_etag_follows_the_page_and_not_the_process(cache: Any, script: Script) -> None:
    """Another process, or a later generation, knows an unchanged page again; a changed one not."""
    known = get(cache, "/eau/").headers["etag"]
    another = PageCache(script, read=Database())
    assert get(another, "/eau/", if_none_match=known).status == 304
    changed = PageCache(Script(b"<p>feu</p>"), read=Database())
    assert get(changed, "/eau/", if_none_match=known).status == 200


def test_head_is_a_page_without_its_body(cache: Any, django: Counted, script: Script) -> None:
    """The headers of GET, nothing else; whichever comes first serves the other."""
    head, page = get(cache, "/eau/", "HEAD"), get(cache, "/eau/")
    assert (head.status, head.raw) == (200, b"")
    assert head.headers == page.headers
    assert django.count == 1
    script.status = 404
    absent = get(cache, "/absente/", "HEAD")
    assert (absent.status, absent.raw) == (404, b"")


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": f"{django_settings.SESSION_COOKIE_NAME}=nobody-s"},
        {"cookie": f"_pk_id=1; {django_settings.CSRF_COOKIE_NAME}=x"},
        {"cookie": f"{django_settings.LANGUAGE_COOKIE_NAME}=en"},
        {"cookie": "messages=x"},
        {"authorization": "Basic eA=="},
        {"range": "bytes=0-9"},
    ],
    ids=lambda headers: " ".join(headers.values()),
)
def test_whoever_may_be_somebody_is_served_by_django(
    cache: Any, django: Counted, headers: dict[str, str]
) -> None:
    """A cookie that Django reads, even a broken one, neither fills the cache nor reads it."""
    for _time in range(2):
        get(cache, "/eau/", **headers)
    assert django.count == 2
    assert not cache.store.pages
    get(cache, "/eau/")
    get(cache, "/eau/", **headers)
    assert django.count == 4


def test_a_neighbour_s_cookie_does_not_count(cache: Any, django: Counted) -> None:
    """Cookies of another site of the same domain come along; no page sees them."""
    get(cache, "/eau/", cookie="_pk_id=1; theme=dark")
    get(cache, "/eau/")
    assert django.count == 1
    assert b"cookie" not in dict(django.requests[0]["headers"])


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_reading_is_kept(cache: Any, django: Counted, method: str) -> None:
    """Whatever may change something goes to Django each time."""
    for _time in range(2):
        get(cache, "/eau/", method)
    assert django.count == 2
    assert not cache.store.pages


@pytest.mark.parametrize("address", [*django_settings.PAGE_CACHE["NEVER"], "/gestion/pages/3/"])
def test_private_rooms_are_not_asked_of_the_cache(
    cache: Any, django: Counted, database: Database, address: str
) -> None:
    """Nor is the database asked for them: whoever watches the process gets an answer without it."""
    for _time in range(2):
        get(cache, address)
    assert (django.count, database.reads) == (2, 0)


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404},
        {"status": 403},
        {"status": 301},
        {"status": 500},
        {"status": 206},
        {"stream": True},
        {"headers": {"set-cookie": "a=b"}},
        {"headers": {"cache-control": "private, no-store"}},
        {"headers": {"cache-control": "private"}},
        {"headers": {"cache-control": "max-age=0, no-cache, no-store, must-revalidate, private"}},
        {"headers": {"cache-control": "max-age=60"}},
        {"headers": {"vary": "Cookie, User-Agent"}},
        {"headers": {"vary": "*"}},
        {"headers": {"content-type": "application/xml"}},
        {"headers": {"content-type": "text/calendar; charset=utf-8"}},
        {"headers": {"content-type": "application/json"}},
        {"headers": {"content-encoding": "zstd"}},
        {"headers": {"content-security-policy": "script-src 'self' 'nonce-abc'"}},
    ],
    ids=str,
)
def test_an_answer_that_is_not_for_everybody_is_passed_on(
    cache: Any, django: Counted, script: Script, answer: dict[str, Any]
) -> None:
    """Whatever is no page, is personal, of one moment or without end is never kept."""
    for name, value in answer.items():
        setattr(script, name, value)
    for _time in range(2):
        told = get(cache, "/eau/", accept_encoding="br")
        assert (told.status, told.raw) == (script.status, LONG)
        assert script.headers.items() <= told.headers.items()
    assert django.count == 2
    assert not cache.store.pages


@pytest.mark.parametrize(
    "asked",
    [
        {"path": "/eau/?page=2"},
        {"path": "/comap/"},
        {"host": "localhost"},
        {"host": "testserver:8000"},
        {"scheme": "https"},
        {"x_forwarded_proto": "https"},
        {"save_data": "on"},
        {"accept_language": "en"},
    ],
    ids=str,
)
def test_what_makes_another_page(
    cache: Any, django: Counted, settings: Any, asked: dict[str, str]
) -> None:
    """Address, host, scheme, language and the wish to save data each have their own page."""
    settings.LANGUAGES = [("fr", "français"), ("en", "English")]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    if "scheme" in asked:
        settings.SECURE_PROXY_SSL_HEADER = None
    get(cache, "/eau/", accept_language="fr-CH", user_agent="a")
    for _time in range(2):
        get(cache, **{"path": "/eau/", "accept_language": "fr"} | asked)
    assert django.count == 2
    get(cache, "/eau/", accept_language="fr", user_agent="b")
    assert django.count == 2


def test_the_page_is_made_for_what_it_is_kept_under(cache: Any, django: Counted) -> None:
    """Django is told the language and the wish, and nothing by which it could answer in part."""
    get(
        cache, "/eau/", accept_language="fr-CH, en;q=0.3", save_data="ON",
        if_none_match='"x"', if_modified_since="Sat, 21 Nov 2026 10:00:00 GMT",
    )  # fmt: skip
    told = dict(django.requests[0]["headers"])
    assert told == {b"host": b"testserver", b"accept-language": b"fr", b"save-data": b"on"}
    get(cache, "/eau/", save_data="off")
    assert b"save-data" not in dict(django.requests[1]["headers"])


def test_an_address_that_cannot_be_read_is_django_s_affair(cache: Any, django: Counted) -> None:
    """A query that is no text is not stumbled over."""
    assert get(cache, "/eau/?\xff").status == 200
    assert django.count == 1
    assert not cache.store.pages


def test_a_page_lives_for_a_minute(cache: Any, django: Counted, clock: Clock) -> None:
    """What comes next depends on the date: a page is made again after that."""
    get(cache, "/eau/")
    clock.seconds += 59
    get(cache, "/eau/")
    assert django.count == 1
    clock.seconds += 1
    get(cache, "/eau/")
    assert django.count == 2
    clock.seconds += 59
    get(cache, "/eau/")
    assert django.count == 2


def test_a_new_generation_forgets_all(cache: Any, django: Counted, database: Database) -> None:
    """Something public changed: no page of before is handed out, and its room is free."""
    get(cache, "/eau/")
    get(cache, "/feu/")
    database.renew()
    get(cache, "/eau/")
    assert django.count == 3
    assert len(cache.store.pages) == 1


def test_without_a_generation_nothing_is_kept(
    cache: Any, django: Counted, database: Database
) -> None:
    """An emptied table would not tell a later emptiness from this one."""
    database.generation = None
    assert get(cache, "/eau/") == get(cache, "/eau/")
    assert django.count == 2
    assert not cache.store.pages


def test_room_is_bounded_and_the_least_asked_for_leaves(
    cache: Any, django: Counted, settings: Any
) -> None:
    """So many pages at most; who asks for one keeps it longer."""
    settings.PAGE_CACHE = settings.PAGE_CACHE | {"ENTRIES": 2}
    for address in ("/eau/", "/feu/", "/eau/", "/air/"):
        get(cache, address)
    assert [key.path for key in cache.store.pages] == ["/eau/", "/air/"]
    assert django.count == 3


def test_room_is_bounded_in_bytes(cache: Any, script: Script, settings: Any) -> None:
    """So many bytes at most, counted right; a page that would take too much is not kept."""
    get(cache, "/page-1/")
    (size,) = {page.size for _made, page in cache.store.pages.values()}
    settings.PAGE_CACHE = settings.PAGE_CACHE | {"BYTES": 20 * size}
    for number in range(2, 31):
        get(cache, f"/page-{number}/")
    assert len(cache.store.pages) == 20
    assert cache.store.size == sum(page.size for _made, page in cache.store.pages.values())
    settings.PAGE_CACHE = settings.PAGE_CACHE | {"BYTES": 15 * size}
    get(cache, "/page-31/")
    assert "/page-31/" not in {key.path for key in cache.store.pages}


def test_a_page_made_again_counts_once(cache: Any, clock: Clock) -> None:
    """Its old self leaves the room that it took."""
    get(cache, "/eau/")
    size = cache.store.size
    clock.seconds += 61
    get(cache, "/eau/")
    assert (cache.store.size, len(cache.store.pages)) == (size, 1)


@pytest.mark.parametrize("failure", [OperationalError("away"), InterfaceError("away")])
def test_without_database_what_is_kept_goes_on(
    cache: Any, django: Counted, database: Database, clock: Clock, failure: Exception
) -> None:
    """Old rather than nothing; what is not kept is Django's to refuse; then all is as before."""
    get(cache, "/eau/")
    clock.seconds += 3600
    database.failure = failure
    assert get(cache, "/eau/").status == 200
    assert django.count == 1
    get(cache, "/feu/")
    assert django.count == 2
    database.failure = None
    get(cache, "/eau/")
    assert django.count == 3


async def test_a_database_that_is_silent_counts_as_away(django: Counted, settings: Any) -> None:
    """Nobody waits for it longer than a moment, and who comes later does not suffer from it."""
    answering = asyncio.Event()
    answering.set()
    database = Database()

    async def read() -> Any:
        await answering.wait()
        return await database()

    cache = PageCache(django, read=read)
    await visit(cache, "/eau/")
    answering.clear()
    settings.PAGE_CACHE = settings.PAGE_CACHE | {"PATIENCE_SECONDS": 0.01}
    assert (await visit(cache, "/eau/")).status == 200
    assert django.count == 1
    database.renew()
    answering.set()
    settings.PAGE_CACHE = settings.PAGE_CACHE | {"PATIENCE_SECONDS": 30}
    await visit(cache, "/eau/")
    assert django.count == 2
