"""A file is handed out to who reads its channel, asked each time, and kept by nobody."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from django.urls import reverse

from community.delegations.models import Seat
from community.discussions import frames
from community.discussions.actions import exclude
from community.discussions.message_actions import perform
from tests import factories as house
from tests.discussions import factories
from tests.discussions.factories import account
from tests.discussions.sample_files import PDF, file_of, join, path_of, upload
from tests.discussions.sockets import session_of

pytestmark = pytest.mark.django_db


def read_by(client: Client, address: str, **headers: str) -> tuple[Any, bytes]:
    answer = client.get(address, headers=headers)
    if not answer.streaming:
        return answer, answer.content

    async def whole() -> bytes:
        return b"".join([piece async for piece in answer.streaming_content])

    return answer, async_to_sync(whole)()  # to its end, which closes it


def test_a_file_is_handed_out_as_it_is_and_kept_by_nobody(channel, elue, agent) -> None:
    """Whole, to be saved, never to be shown in the page nor guessed at, nor kept on the way."""
    row = file_of(join(channel, elue, upload("Été.pdf")))
    answer, body = read_by(session_of(agent), row.get_absolute_url())
    assert (answer.status_code, body) == (200, PDF)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%C3%89t%C3%A9.pdf"
    assert answer["Content-Length"] == str(len(PDF))
    assert "private" in answer["Cache-Control"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    head = session_of(agent).head(row.get_absolute_url())
    assert (head.status_code, head["Content-Length"], head.content) == (200, str(len(PDF)), b"")
    assert session_of(agent).post(row.get_absolute_url()).status_code == 405


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, slice(0, 4)),
        ("bytes=5-", 206, slice(5, None)),
        ("bytes=-4", 206, slice(-4, None)),
        ("bytes=-400", 206, slice(0, None)),
        ("bytes=2-9000", 206, slice(2, None)),
        ("bytes=0-1,3-4", 200, slice(0, None)),
        ("bytes=5-2", 200, slice(0, None)),
        ("bytes=-", 200, slice(0, None)),
        ("lines=1-2", 200, slice(0, None)),
        ("bytes=15-", 416, slice(0, 0)),
        ("bytes=-0", 416, slice(0, 0)),
    ],
)
def test_a_part_of_a_file_is_handed_out(channel, elue, asked, status, part) -> None:
    """A download that was cut goes on; a part that is not there is said so."""
    address = file_of(join(channel, elue)).get_absolute_url()
    answer, body = read_by(session_of(elue), address, Range=asked)
    assert (answer.status_code, body) == (status, PDF[part])
    if status == 206:
        first = PDF.index(body)
        assert answer["Content-Range"] == f"bytes {first}-{first + len(body) - 1}/{len(PDF)}"
        assert answer["Content-Length"] == str(len(body))
    if status == 416:
        assert answer["Content-Range"] == f"bytes */{len(PDF)}"


def test_a_file_that_is_the_same_is_not_sent_again(channel, elue) -> None:
    """304 for who has it, 206 only of the file that was begun; the right is asked all the same."""
    row = file_of(join(channel, elue))
    client, address = session_of(elue), row.get_absolute_url()
    etag = client.head(address)["ETag"]
    unchanged = client.get(address, headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert "no-store" in unchanged["Cache-Control"]
    assert read_by(client, address, **{"If-None-Match": '"x"'})[0].status_code == 200
    assert read_by(client, address, Range="bytes=0-3", **{"If-Range": etag})[0].status_code == 206
    assert read_by(client, address, Range="bytes=0-3", **{"If-Range": '"x"'})[1] == PDF
    exclude(channel=channel, person=elue, acting_user=house.team_member().user)
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 404


def test_not_yours_not_there_withdrawn_and_lost_answer_alike(channel, elue, agent) -> None:
    """Whoever loses the seat loses the files; the team and animators never had them."""
    row = file_of(join(channel, elue))
    elsewhere = factories.delegation_channel()
    member = factories.seated(elsewhere)
    client = session_of(agent)

    def answer(client: Client, address: str, **headers: str) -> tuple[Any, ...]:
        found = client.get(address, headers=headers)
        kept = {name: found[name] for name in ("Content-Type", "Cache-Control")}
        return found.status_code, found.content.replace(address.encode(), b"@"), kept

    def at(channel_id: int, pk: int) -> str:
        return reverse("discussions:file", args=[channel_id, pk])

    address = row.get_absolute_url()
    nothing = answer(client, at(channel.pk, 10**9))
    assert nothing[0] == 404
    assert answer(client, at(10**9, row.pk)) == nothing
    assert answer(session_of(member), at(elsewhere.pk, row.pk))[0] == 404
    for person in (member, house.team_member()):
        assert answer(session_of(person), address)[0] == 404
        assert answer(session_of(person), address, Range="bytes=0-1")[0] == 404
        assert session_of(person).head(address).status_code == 404
    assert Client().get(address).status_code == 302
    content = path_of(row).read_bytes()
    path_of(row).unlink()
    assert answer(client, address) == nothing
    path_of(row).write_bytes(content)
    assert read_by(client, address)[1] == PDF
    Seat.objects.filter(participation__person=agent).delete()
    assert answer(client, address) == nothing
    perform(frames.Withdraw(channel.pk, 1), account(elue))
    assert answer(session_of(elue), address)[0] == 404
