"""Files joined to messages: sent, read, withdrawn, by whom."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from community.accounts.leaving import erase_account
from community.accounts.personal_data import export_all
from community.activity import schedule
from community.alliance.models import Person
from community.delegations.models import Seat
from community.discussions import delivery, files, frames
from community.discussions.actions import close_channel, exclude
from community.discussions.attaching import post_with_files
from community.discussions.errors import Refused
from community.discussions.file_models import Attachment
from community.discussions.message_actions import perform
from community.discussions.models import Channel, Message
from community.programmes.models import Participation, QuotationRule
from tests import factories as house
from tests.discussions import factories
from tests.discussions import sample_files as sample
from tests.discussions.factories import account, say
from tests.discussions.sample_files import upload

pytestmark = pytest.mark.django_db
PDF = sample.PDF


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(account(person))
    return client


def join(channel: Channel, person: Person, *uploads: Any, **fields: Any) -> Message:
    """Say « Voici » with files: one PDF, unless told otherwise."""
    said = frames.Said(**{"nonce": uuid.uuid4(), "body": "Voici"} | fields)
    message, _created = post_with_files(
        channel=channel, author=account(person), said=said, uploads=uploads or [upload()]
    )
    return message


def form(*uploads: SimpleUploadedFile, **fields: Any) -> dict[str, Any]:
    return {"nonce": str(uuid.uuid4()), "body": "Voici", "files": list(uploads)} | fields


def messages_of(channel: Channel) -> str:
    return reverse("discussions:messages", args=[channel.pk])


def path_of(row: Attachment) -> Path:
    return Path(django_settings.PRIVATE_ROOT, str(row.file.name))


def file_of(message: Message) -> Attachment:
    return message.attachments.get()


def test_a_form_joins_files_without_any_script(channel, elue, agent) -> None:
    """The plain form: what is joined is shown to the others with its kind and weight, once."""
    client = signed_in(elue)
    page = client.get(channel.get_absolute_url()).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert "4 fichiers au plus, 10\u00a0Mo chacun" in page
    nonce = str(uuid.uuid4())
    for _twice in range(2):
        sent = form(upload("Note <b>.pdf"), upload("photo.jpeg", sample.picture()), nonce=nonce)
        assert client.post(messages_of(channel), sent).status_code == 303
    message = Message.objects.get()
    assert (message.attached, message.attachments.count()) == (2, 2)
    note, photo = message.files
    read = signed_in(agent).get(channel.get_absolute_url()).content.decode()
    assert f'href="{note.get_absolute_url()}"' in read
    assert "Note b.pdf (PDF, 15 octets)" in read
    assert f"photo.jpg ({photo.label})" in read
    assert "<img" not in read.split("data-channel-list")[1].split("</ol>")[0]


def test_files_go_to_everyone_one_speaks_to(channel, elue, agent) -> None:
    """A form with files tells several recipients, as one without does."""
    to = [f"person:{elue.pk}", f"person:{agent.pk}"]
    sent = form(upload(), to=to)
    answer = signed_in(elue).post(messages_of(channel), sent, HTTP_ACCEPT="application/json")
    assert answer.status_code == 201
    assert [mention.target for mention in Message.objects.get().mentions.order_by("pk")] == to


def test_a_program_joins_files_by_the_same_address(channel, elue) -> None:
    """201, then 200 for the same again; other files or other words are another message."""
    client, nonce = signed_in(elue), str(uuid.uuid4())

    def send(*uploads: Any, **fields: Any) -> Any:
        sent = form(*uploads, nonce=nonce, **fields)
        return client.post(messages_of(channel), sent, headers={"Accept": "application/json"})

    assert send(upload()).json() == {
        "type": "ack", "channel": channel.pk, "nonce": nonce,
        "seq": 1, "revision": 1, "created": True,
    }  # fmt: skip
    again = send(upload())
    assert (again.status_code, again.json()["created"]) == (200, False)
    assert send(upload("b.pdf", PDF + b"%")).json()["code"] == "nonce_reused"
    assert send().json()["code"] == "nonce_reused"
    assert send(upload(), body="Autre").json()["code"] == "nonce_reused"
    refused = send(upload("a.exe", b"MZ"))
    assert (refused.status_code, refused.json()["code"]) == (415, "file_kind")
    unclear = client.post(
        messages_of(channel), form(upload(), nonce="x"), HTTP_ACCEPT="application/json"
    )
    assert (unclear.status_code, unclear.json()["field"]) == (400, "nonce")
    [item] = delivery.read_after(channel.pk, 0).items
    row = Attachment.objects.get(message__isnull=False)
    assert item["files"] == [
        {
            "id": row.pk,
            "name": "note.pdf",
            "type": "application/pdf",
            "bytes": len(PDF),
            "label": "PDF, 15 octets",
        }
    ]


def test_a_refused_file_keeps_the_words(channel, elue) -> None:
    """The page comes back with the sentence, the text, and says that files are chosen again."""
    client = signed_in(elue)
    answer = client.post(
        messages_of(channel),
        form(upload("virus.exe", b"MZ"), body="Un long texte", kind="question"),
    )
    html = answer.content.decode()
    assert answer.status_code == 415
    assert "« virus.exe »" in html.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Un long texte</textarea>" in html
    assert "choisissez de nouveau vos fichiers" in html
    plain = client.post(messages_of(channel), form(body=""))
    assert "choisissez de nouveau" not in plain.content.decode()
    assert not Message.objects.exists()


def test_what_is_refused_leaves_no_file(
    channel, elue, django_capture_on_commit_callbacks: Any
) -> None:
    """Not seated, empty, the rule changed, closed: words and file are said together or not."""
    before = set(Path(django_settings.PRIVATE_ROOT).rglob("*"))
    stranger = house.PersonFactory()
    with django_capture_on_commit_callbacks(execute=True):
        for person, fields, code in (
            (stranger, {}, "not_found"),
            (elue, {"body": " "}, "empty"),
            (elue, {"rule": QuotationRule.NAMED}, "rule_changed"),
            (elue, {"reply_to": 99}, "no_message"),
        ):
            with pytest.raises(Refused) as caught:
                join(channel, person, **fields)
            assert caught.value.code == code
    assert not Attachment.objects.exists()
    assert {
        path for path in Path(django_settings.PRIVATE_ROOT).rglob("*") if path.is_file()
    } <= before
    assert not Message.objects.exists()


def test_nobody_has_files_looked_at_where_they_do_not_read(channel, monkeypatch) -> None:
    """A stranger's file is not even opened."""
    monkeypatch.setattr("community.discussions.attaching.take_in", pytest.fail)
    with pytest.raises(Refused, match="pas la vôtre"):
        join(channel, house.PersonFactory())


def test_one_person_does_not_fill_the_disk(channel, elue, agent, limits) -> None:
    """So many bytes a day each; the day after, again."""
    limits(FILE_BYTES_PER_DAY=2 * len(PDF))
    join(channel, elue)
    with pytest.raises(Refused) as caught:
        join(channel, elue, upload(), upload("b.pdf", PDF + b"%"))
    assert (caught.value.code, caught.value.status) == ("too_much", 429)
    join(channel, elue)
    with pytest.raises(Refused, match="revenez demain"):
        join(channel, elue)
    join(channel, agent)
    say(channel, elue)
    Attachment.objects.update(since=timezone.now() - dt.timedelta(days=1, minutes=1))
    assert join(channel, elue).attached == 1


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
    answer, body = read_by(signed_in(agent), row.get_absolute_url())
    assert (answer.status_code, body) == (200, PDF)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%C3%89t%C3%A9.pdf"
    assert answer["Content-Length"] == str(len(PDF))
    assert "private" in answer["Cache-Control"]
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    head = signed_in(agent).head(row.get_absolute_url())
    assert (head.status_code, head["Content-Length"], head.content) == (200, str(len(PDF)), b"")
    assert signed_in(agent).post(row.get_absolute_url()).status_code == 405


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
    answer, body = read_by(signed_in(elue), address, Range=asked)
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
    client, address = signed_in(elue), row.get_absolute_url()
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
    client = signed_in(agent)

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
    assert answer(signed_in(member), at(elsewhere.pk, row.pk))[0] == 404
    for person in (member, house.team_member()):
        assert answer(signed_in(person), address)[0] == 404
        assert answer(signed_in(person), address, Range="bytes=0-1")[0] == 404
        assert signed_in(person).head(address).status_code == 404
    assert Client().get(address).status_code == 302
    content = path_of(row).read_bytes()
    path_of(row).unlink()
    assert answer(client, address) == nothing
    path_of(row).write_bytes(content)
    assert read_by(client, address)[1] == PDF
    Seat.objects.filter(participation__person=agent).delete()
    assert answer(client, address) == nothing
    perform(frames.Withdraw(channel.pk, 1), account(elue))
    assert answer(signed_in(elue), address)[0] == 404


def test_what_is_withdrawn_takes_its_files_along(
    channel, elue, agent, django_capture_on_commit_callbacks: Any
) -> None:
    """From the page, from what programs read, and, once that is committed, from the disk."""
    message = join(channel, elue, upload(), upload("b.pdf", PDF + b"%"))
    paths = [path_of(row) for row in message.files]
    with django_capture_on_commit_callbacks() as callbacks:
        perform(frames.Withdraw(channel.pk, 1), account(elue))
        assert all(path.exists() for path in paths)
    assert not Attachment.objects.exclude(message=None, name="").exists()
    for callback in callbacks:
        callback()
    assert not any(path.exists() for path in paths)
    assert not Attachment.objects.exists()
    [item] = delivery.read_after(channel.pk, 1).items
    assert (item["withdrawn"], "files" in item) == (True, False)
    again = join(channel, elue, nonce=message.nonce)
    assert again.pk == message.pk
    with transaction.atomic(), pytest.raises(IntegrityError):
        Message.objects.update(attached=1)


def test_editing_the_words_leaves_the_files(channel, elue) -> None:
    """And a closed channel's files are still read."""
    join(channel, elue)
    edited = perform(frames.Edit(channel.pk, 1, "Voilà"), account(elue))
    assert [row.name for row in edited.files] == ["note.pdf"]
    close_channel(channel=channel, acting_user=house.team_member().user)
    with pytest.raises(Refused, match="fermée"):
        join(channel, elue)
    assert signed_in(elue).head(file_of(edited).get_absolute_url()).status_code == 200


def test_who_leaves_takes_their_files_wherever_they_are(
    channel, elue, django_capture_on_commit_callbacks: Any
) -> None:
    """Words for others to repeat stay, without a name; a file may bear one inside, and goes."""
    programme = factories.programme_channel()
    Participation.objects.create(programme=programme.programme, person=elue)
    Channel.objects.filter(pk=programme.pk).update(rule=QuotationRule.NAMED)
    private, public = join(channel, elue), join(programme, elue)
    paths = [path_of(file_of(message)) for message in (private, public)]
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(user=account(elue))
    private.refresh_from_db()
    public.refresh_from_db()
    assert (private.body, private.attached) == ("", 0)
    assert (public.body, public.attached) == ("Voici", 0)
    assert not any(path.exists() for path in paths)
    assert not Attachment.objects.exists()


def test_the_copy_of_one_s_data_names_one_s_files(channel, elue) -> None:
    """With what they are and how heavy."""
    join(channel, elue)
    [said] = export_all(account(elue))["paroles"]
    assert said["joints"] == [{"name": "note.pdf", "label": "PDF, 15 octets"}]


def test_the_schedule_removes_what_is_nobody_s(channel, elue) -> None:
    """A worker that died half-way, a disk that failed once: an hour later, nothing is left."""
    kept = file_of(join(channel, elue))
    [lost] = files.take_in([upload()])
    [fresh] = files.take_in([upload()])
    late = timezone.now() - dt.timedelta(hours=2)
    Attachment.objects.exclude(pk=fresh.pk).update(since=late)
    done = {outcome.name: outcome.summary for outcome in schedule.run()}
    assert done["fichiers sans message"] == "enlevés : 1"
    assert set(Attachment.objects.values_list("pk", flat=True)) == {kept.pk, fresh.pk}
    assert path_of(kept).exists()
    assert path_of(fresh).exists()
    assert not path_of(lost).exists()


def test_a_file_that_was_removed_meanwhile_is_not_said(channel, elue, monkeypatch) -> None:
    """The sender tries again: a message never says that it carries what is gone."""
    [row] = files.take_in([upload()])
    row_gone = [row]
    Attachment.objects.all().delete()
    monkeypatch.setattr("community.discussions.attaching.take_in", lambda _uploads: tuple(row_gone))
    with pytest.raises(Refused) as caught:
        join(channel, elue)
    assert caught.value.code == "unavailable"
    assert not Message.objects.exists()


def test_messages_without_files_cost_and_weigh_what_they_did(channel, elue) -> None:
    """No key in what programs read, no query; with files, one query for a whole batch."""
    for _number in range(3):
        say(channel, elue)

    def read() -> tuple[int, Any]:
        with CaptureQueriesContext(connection) as queries:
            changes = delivery.read_after(channel.pk, 0)
        return len(queries), changes.items

    read()
    without, items = read()
    assert not any("files" in item or "attached" in json.dumps(item) for item in items)
    for _number in range(5):
        join(channel, elue, upload(), upload("b.pdf", PDF + b"%"))
    assert read()[0] == without + 1
    assert sum(len(item.get("files", ())) for item in read()[1]) == 10
