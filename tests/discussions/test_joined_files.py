"""Files joined to messages: sent, read, withdrawn, by whom."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from community.accounts.leaving import erase_account
from community.accounts.personal_data import export_all
from community.activity import schedule
from community.discussions import attaching, delivery, files, frames
from community.discussions.actions import close_channel
from community.discussions.errors import Refused
from community.discussions.file_models import Attachment
from community.discussions.message_actions import perform
from community.discussions.models import Channel, Message
from community.programmes.models import Participation, QuotationRule
from tests import factories as house
from tests.discussions import factories
from tests.discussions import sample_files as sample
from tests.discussions.factories import account, say
from tests.discussions.reporting import answer, report
from tests.discussions.sample_files import PDF, file_of, join, path_of, upload
from tests.discussions.sockets import session_of

pytestmark = pytest.mark.django_db


def form(*uploads: SimpleUploadedFile, **fields: Any) -> dict[str, Any]:
    return {"nonce": str(uuid.uuid4()), "body": "Voici", "files": list(uploads)} | fields


def messages_of(channel: Channel) -> str:
    return reverse("discussions:messages", args=[channel.pk])


def test_a_form_joins_files_without_any_script(channel, elue, agent) -> None:
    """The plain form: what is joined is shown to the others with its kind and weight, once."""
    client = session_of(elue)
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
    read = session_of(agent).get(channel.get_absolute_url()).content.decode()
    assert f'href="{note.get_absolute_url()}"' in read
    assert "Note b.pdf (PDF, 15 octets)" in read
    assert f"photo.jpg ({photo.label})" in read
    assert "<img" not in read.split("data-channel-list")[1].split("</ol>")[0]


def test_what_is_hidden_takes_its_files_along_when_it_is_withdrawn(
    channel, elue, agent, django_capture_on_commit_callbacks
) -> None:
    """Hidden, it shows no file; its author withdraws it: nothing is left on the disk either."""
    message = join(channel, agent)
    path = path_of(file_of(message))
    answer(report(channel, elue), house.team_member(), hide=True)
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        perform(frames.Withdraw(channel.pk, message.seq), account(agent))
    assert not path.exists()
    assert not Attachment.objects.exists()


def test_files_are_not_looked_at_without_end(channel, elue, monkeypatch, settings) -> None:
    """Refused or not, each try has files opened: so many a minute; words alone go on."""
    looked_at: list[int] = []
    taking = attaching.take_in
    monkeypatch.setattr(
        attaching, "take_in", lambda uploads: looked_at.append(len(uploads)) or taking(uploads)
    )
    cache.clear()
    limits = settings.ACCOUNT_RATE_LIMITS
    settings.ACCOUNT_RATE_LIMITS = {**limits, "message_files": "2/m/key"}
    client, asked = session_of(elue), {"headers": {"Accept": "application/json"}}
    answers = [
        client.post(messages_of(channel), form(upload("a.exe", b"MZ")), **asked) for _ in range(3)
    ]
    assert [answer.json()["code"] for answer in answers] == ["file_kind", "file_kind", "too_fast"]
    assert (answers[2].status_code, answers[2]["Retry-After"]) == (429, "60")
    assert looked_at == [1, 1]
    assert client.post(messages_of(channel), form(), **asked).status_code == 201
    cache.clear()


def test_files_to_choose_again_are_said_to_be(channel, elue, agent) -> None:
    """A plain form that only asks to whom one may speak has lost its files: the page says so."""
    asked = session_of(elue).post(
        reverse("discussions:recipients", args=[channel.pk]), form(upload())
    )
    assert "choisissez de nouveau vos fichiers" in asked.content.decode()
    none = session_of(elue).post(reverse("discussions:recipients", args=[channel.pk]), form())
    assert "choisissez de nouveau vos fichiers" not in none.content.decode()


def test_a_reply_that_is_refused_is_still_a_reply(channel, elue, agent) -> None:
    """The plain page comes back with what was written, under the message that it answers."""
    said = say(channel, agent, "Bonjour")
    client = session_of(elue)
    sent = form(upload("a.exe", b"MZ"), re=said.seq)
    answer = client.post(messages_of(channel), sent)
    page = answer.content.decode()
    assert answer.status_code == 415
    assert f'<input type="hidden" name="re" value="{said.seq}">' in page
    assert "required>Voici</textarea>" in page
    assert "choisissez de nouveau vos fichiers" in page
    for lost in (said.seq + 5, "rien"):
        page = client.post(messages_of(channel), form(re=lost)).content.decode()
        assert 'id="message"' in page
        assert ">Voici</textarea>" in page


def test_files_go_to_everyone_one_speaks_to(channel, elue, agent) -> None:
    """A form with files tells several recipients, as one without does."""
    to = [f"person:{elue.pk}", f"person:{agent.pk}"]
    sent = form(upload(), to=to)
    answer = session_of(elue).post(messages_of(channel), sent, HTTP_ACCEPT="application/json")
    assert answer.status_code == 201
    assert [mention.target for mention in Message.objects.get().mentions.order_by("pk")] == to


def test_a_program_joins_files_by_the_same_address(channel, elue) -> None:
    """201, then 200 for the same again; other files or other words are another message."""
    client, nonce = session_of(elue), str(uuid.uuid4())

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
    client = session_of(elue)
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
    with pytest.raises(Refused, match="archivée"):
        join(channel, elue)
    assert session_of(elue).head(file_of(edited).get_absolute_url()).status_code == 200


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
