"""Static files are answered ahead of Django, with what HTTP asks of them."""

from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator

from config.static import StaticFiles


async def nothing_static(scope: Any, receive: Any, send: Any) -> None:
    """What stands behind: it says that it was asked."""
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b"behind"})


async def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    application = StaticFiles(nothing_static)
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
    }
    communicator = ApplicationCommunicator(application, scope)
    start = await communicator.receive_output(timeout=5)
    body = await communicator.receive_output(timeout=5)
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], told, body["body"]


async def test_a_static_file_is_answered_and_anything_else_passed_on() -> None:
    """A file of static/ is answered here; a file that is not there, or a page, is Django's."""
    status, headers, body = await ask("/static/css/site.css")
    assert status == 200
    assert headers["content-type"].startswith("text/css")
    assert len(body) == int(headers["content-length"])
    assert (await ask("/static/css/absent.css"))[0] == 299
    assert (await ask("/comap/"))[2] == b"behind"


async def test_nothing_outside_static_is_handed_out() -> None:
    """A path that climbs out of the folder finds nothing."""
    assert (await ask("/static/../manage.py"))[0] == 299
    assert (await ask("/static/css/../../manage.py"))[0] == 299


async def test_head_condition_and_range_are_obeyed() -> None:
    """HEAD has no body, an unchanged file answers 304, a range answers its part."""
    status, headers, body = await ask("/static/css/site.css", "HEAD")
    assert (status, body) == (200, b"")
    changed = headers["last-modified"]
    assert (await ask("/static/css/site.css", if_modified_since=changed))[0] == 304
    status, headers, body = await ask("/static/css/site.css", range="bytes=0-9")
    assert (status, len(body)) == (206, 10)


async def test_only_reading_is_allowed() -> None:
    """A POST to a file is refused."""
    assert (await ask("/static/css/site.css", "POST"))[0] == 405


async def test_production_answers_from_a_table_made_at_start(settings: Any, tmp_path: Any) -> None:
    """Without refreshing, what is not in the table at start is not looked for on disk."""
    (tmp_path / "kept.css").write_text("a{}")
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = False
    settings.STATIC_ROOT = tmp_path
    application = StaticFiles(nothing_static)
    (tmp_path / "late.css").write_text("b{}")
    assert await application.find("/static/kept.css") is not None
    assert await application.find("/static/late.css") is None


@pytest.mark.parametrize("path", ["/static/", "/static"])
async def test_a_folder_is_not_listed(path: str) -> None:
    """Folders have no page."""
    assert (await ask(path))[0] == 299
