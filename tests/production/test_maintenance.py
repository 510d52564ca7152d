"""The house closed for works: everybody is told so, without the database and without a restart.

No test here may touch the database: it may be the very thing that is being worked on.
"""

import datetime as dt
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.management import CommandError, call_command
from django.utils import timezone

from community.activity import maintenance
from config.asgi import application
from config.maintenance import TRY_AGAIN_LATER, Maintenance

#: How long a test waits for what must come, on a machine that may be busy.
SECONDS = 15
CLOSED = {"type": "websocket.close", "code": TRY_AGAIN_LATER}


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A house of its own, open at first."""
    settings.VAR_DIR = tmp_path
    yield tmp_path
    maintenance.reopen()


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("maintenance", *arguments, stdout=out)
    return out.getvalue()


async def http(
    app: Any, path: str, method: str = "GET", headers: dict[str, str] | None = None
) -> dict[str, Any]:
    """Ask an application as a server does; its status, headers and body."""
    address, _mark, query = path.partition("?")
    named = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {
        "type": "http",
        "method": method,
        "path": address,
        "query_string": bytes.fromhex("ff") if query else b"",
        "headers": [(b"host", b"localhost"), *named],
    }
    asked = ApplicationCommunicator(app, scope)
    await asked.send_input({"type": "http.request", "body": b""})
    start, end = await asked.receive_output(SECONDS), await asked.receive_output(SECONDS)
    await asked.wait(SECONDS)
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    return {"status": start["status"], "headers": told, "body": end["body"]}


async def ask(path: str, method: str = "GET", headers: dict[str, str] | None = None) -> Any:
    answer = await http(application, path, method, headers)
    answer["text"] = answer["body"].decode().replace("’", "'").replace("\u00a0", " ")
    return answer


def socket_to(app: Any) -> ApplicationCommunicator:
    headers = [(b"origin", b"http://localhost")]
    return ApplicationCommunicator(app, {"type": "websocket", "path": "/ws/", "headers": headers})


async def test_everybody_is_told_until_when_and_why() -> None:
    """503 with Retry-After, kept by nobody, under the same policy as every page."""
    soon = timezone.localtime() + dt.timedelta(minutes=30)
    maintenance.close(maintenance.Closure(soon, "On déménage l'étage."))
    for path in ("/", "/comap/", "/gestion/", "/nulle-part/", "/compte/?not-utf-8"):
        answer = await ask(path)
        assert answer["status"] == 503
        assert 1700 < int(answer["headers"]["retry-after"]) <= 1800
        assert "no-store" in answer["headers"]["cache-control"]
        assert "default-src 'none'" in answer["headers"]["content-security-policy"]
        assert answer["headers"]["x-frame-options"] == "DENY"
        assert "set-cookie" not in answer["headers"]
        assert "On déménage l'étage." in answer["text"]
        assert f"{soon.hour} h" in answer["text"]
        assert "<nav" not in answer["text"]


async def test_another_day_is_named() -> None:
    """« 14 h » alone would be taken for today's."""
    later = timezone.localtime() + dt.timedelta(days=2)
    maintenance.close(maintenance.Closure(later))
    assert f'<time datetime="{later.date()}">' in (await ask("/"))["text"]
    maintenance.close(maintenance.Closure(timezone.localtime() + dt.timedelta(seconds=5)))
    assert "Réouverture prévue" in (await ask("/"))["text"]


@pytest.mark.parametrize("until", [None, dt.timedelta(minutes=-5)])
async def test_without_an_hour_one_comes_back_in_ten_minutes(until) -> None:
    """So when the hour that was planned is past."""
    maintenance.close(maintenance.Closure(until and timezone.now() + until))
    answer = await ask("/")
    assert answer["headers"]["retry-after"] == "600"
    assert "Revenez dans 10 minutes" in answer["text"]
    assert "Réouverture" not in answer["text"]


async def test_a_program_is_told_in_json_when_to_try_again() -> None:
    """So that a message waits in its outbox instead of being refused."""
    maintenance.close(maintenance.Closure())
    answer = await ask("/discussions/1/messages", "POST", {"content-type": "application/json"})
    frame = json.loads(answer["body"])
    assert (answer["status"], frame["code"], frame["retry_after"]) == (503, "maintenance", 600)
    head = await ask("/", "HEAD")
    assert (head["status"], head["body"]) == (503, b"")
    assert int(head["headers"]["content-length"]) > 500


async def test_what_watches_the_house_and_static_files_go_on() -> None:
    """A health check that failed would have the processes restarted; the page needs its style."""
    maintenance.close(maintenance.Closure())
    assert (await ask("/healthz"))["body"] == b"ok"
    assert (await ask("/static/css/site.css"))["status"] == 200


async def test_the_house_opens_again_without_a_restart(folder) -> None:
    """The next request finds it open; a file made by hand closes it too."""

    async def open_house(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"open"})

    house = Maintenance(open_house)
    seen = []
    for step in (None, "[]", "{}", '{"until": "bientôt", "reason": ""}', None):
        if step is None:
            maintenance.reopen()
        else:
            Path(folder, "maintenance.json").write_text(step)
        seen.append((await http(house, "/"))["status"])
    assert seen == [200, 503, 503, 503, 200]


async def test_an_hour_without_its_zone_is_this_country_s(folder) -> None:
    """In a file made by hand."""
    written = '{"until": "2999-01-01T12:00:00", "reason": "À la main"}'
    Path(folder, "maintenance.json").write_text(written)
    closure = maintenance.current()
    assert closure is not None
    assert closure.until == dt.datetime(2999, 1, 1, 11, tzinfo=dt.UTC)


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """A socket that gives back what it hears, and says something when it ends."""
    await receive()
    await send({"type": "websocket.accept"})
    while (event := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": event["text"]})
    await send({"type": "websocket.send", "text": "too late"})


async def test_a_new_socket_is_refused_with_a_code_that_its_page_can_read() -> None:
    """Accepted, then closed: try again later."""
    maintenance.close(maintenance.Closure())
    socket = socket_to(application)
    await socket.send_input({"type": "websocket.connect"})
    assert (await socket.receive_output(SECONDS))["type"] == "websocket.accept"
    assert await socket.receive_output(SECONDS) == CLOSED
    await socket.wait(SECONDS)


async def test_an_open_socket_ends_at_what_it_says_next() -> None:
    """What it says is not acknowledged; nothing is sent to it afterwards."""
    socket = socket_to(Maintenance(echo))
    await socket.send_input({"type": "websocket.connect"})
    assert (await socket.receive_output(SECONDS))["type"] == "websocket.accept"
    await socket.send_input({"type": "websocket.receive", "text": "heard"})
    assert (await socket.receive_output(SECONDS))["text"] == "heard"
    maintenance.close(maintenance.Closure())
    await socket.send_input({"type": "websocket.receive", "text": "lost"})
    assert await socket.receive_output(SECONDS) == CLOSED
    await socket.wait(SECONDS)
    assert await socket.receive_nothing()


def test_the_command_closes_opens_and_tells() -> None:
    """`on`, `status`, `off`; closing again changes the hour, opening twice is no fault."""
    assert "ouverte" in command("status")
    tomorrow = timezone.localtime() + dt.timedelta(days=1)
    said = command("on", "--until", f"{tomorrow:%Y-%m-%dT%H:%M}", "--reason", " On répare. ")
    assert "fermée" in said
    assert f"{tomorrow:%d/%m/%Y %H:%M}" in said
    assert "On répare." in command("status")
    assert command("on").strip() == "La maison est fermée pour des travaux."
    assert "ouverte" in command("off")
    assert "ouverte" in command("off")


@pytest.mark.parametrize("written", ["14h30", "14:30", "9h", "0h05", " 23h59 "])
def test_an_hour_is_the_next_time_that_it_is_that_hour(written) -> None:
    """Today's, or tomorrow's when it is past."""
    command("on", "--until", written)
    closure = maintenance.current()
    assert closure is not None
    assert closure.until is not None
    said = closure.until.astimezone(timezone.get_current_timezone())
    hour, minute = written.strip().replace("h", ":").split(":")
    assert (said.hour, said.minute) == (int(hour), int(minute or 0))
    assert dt.timedelta(0) < said - timezone.now() <= dt.timedelta(hours=25)


@pytest.mark.parametrize(
    "written",
    [
        "25h",
        "demain",
        "14h75",
        "٣h",
        "2020-01-01T00:00",
        "2026-13-01",
        "2999-01-01T00:00",
        "9999-12-31T23:59-05:00",
        "0001-01-01T00:00+05:00",
    ],
)
def test_an_hour_that_is_none_closes_nothing(written) -> None:
    """The operator is told, and the house stays open."""
    with pytest.raises(CommandError, match=r"heure|passé"):
        command("on", "--until", written)
    assert maintenance.current() is None
