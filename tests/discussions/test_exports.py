"""A discussion taken along: what was said, under its rule, in a page and in JSON."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.test import AsyncClient, Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.accounts.personal_data import export_all
from community.alliance.models import Person
from community.discussions import exports, frames
from community.discussions.actions import exclude, set_rule
from community.discussions.leaving import let_go
from community.discussions.message_actions import perform
from community.discussions.models import Channel, Message
from community.discussions.reports import report_message, settle
from community.programmes.models import QuotationRule
from tests import factories as house
from tests.alike import told
from tests.discussions import factories
from tests.discussions.factories import account, say
from tests.discussions.sockets import in_db, session_of

pytestmark = pytest.mark.django_db


def taken(person: Person, address: str) -> str:
    answer: Any = session_of(person).get(address)
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert "no-store" in answer["Cache-Control"]
    return b"".join(answer.streaming_content).decode()


def page_of(channel: Channel, person: Person) -> str:
    return taken(person, f"/discussions/{channel.pk}/export.html")


def data_of(channel: Channel, person: Person) -> Any:
    return json.loads(taken(person, f"/discussions/{channel.pk}/export.json"))


def hide(channel: Channel, seq: int, reader: Person) -> None:
    found = report_message(
        channel=channel, seq=seq, acting_user=account(reader), reason="regle", words=""
    )
    manager = account(house.team_member())
    settle(report=found, acting_user=manager, answer="Masqué.", hide=True)


def crowd(channel: Channel, person: Person, total: int) -> None:
    """Many messages at once, as posting them would leave them."""
    now = timezone.now()
    Message.objects.bulk_create(
        Message(
            channel=channel, author=person, seq=seq, revision=seq, nonce=uuid.uuid4(),
            body=f"Parole {seq}", rule=channel.rule, created_at=now,
        )
        for seq in range(1, total + 1)
    )  # fmt: skip
    Channel.objects.filter(pk=channel.pk).update(seq=total, revision=total)
    channel.refresh_from_db()


def test_each_word_is_taken_along_under_its_rule(channel, elue, agent, referent) -> None:
    """Named where names may be told, « Voix 1 » where not; the rule is said where it changes."""
    say(channel, elue, "Dit ici")
    set_rule(channel=channel, acting_user=account(referent), rule=QuotationRule.NAMELESS)
    say(channel, agent, "Dit sans mon nom")
    say(channel, elue, "Dit sans le mien", reply_to=3)
    say(channel, agent, "Encore sans mon nom")
    set_rule(channel=channel, acting_user=account(referent), rule=QuotationRule.NAMED)
    say(channel, agent, "Dit avec mon nom", reply_to=4)
    data = data_of(channel, agent)
    spoken = [(item.get("author", {}).get("name"), item["rule"]) for item in data["messages"]]
    [label, other] = [spoken[2][0], spoken[3][0]]
    assert (label, other) == ("Voix 1", "Voix 2")
    assert spoken[1] == (None, "sans-noms")  # it is known who may change the rule
    assert spoken[4] == (label, "sans-noms")
    assert spoken[0] == ("Élue d'ici", "entre-nous")
    assert spoken[6] == ("Agent d'ailleurs", "a-citer")
    assert data["messages"][2]["author"] == {"name": label}
    assert data["messages"][0]["author"].keys() == {"name", "as", "of"}
    assert data["messages"][6]["re"] == 4
    assert data["complete"] is True
    assert [sentence.split("»")[0][2:-1] for sentence in data["rules"]] == [
        "à citer", "sans les noms", "entre nous",
    ]  # fmt: skip
    html = page_of(channel, agent)
    assert html.count("la règle est") == 3
    assert html.index("entre nous") < html.index("Dit ici")
    assert html.index("sans les noms", html.index("Dit ici")) < html.index("Dit sans mon nom")
    nameless = html[html.index("Dit ici") : html.index("Encore sans mon nom")]
    assert "Agent d" not in nameless
    assert "Élue d" not in nameless
    assert label in nameless


def test_labels_are_the_same_in_a_second_copy(channel, elue, agent) -> None:
    """Also once more was said, and for somebody who left since."""
    Channel.objects.filter(pk=channel.pk).update(rule=QuotationRule.NAMELESS)
    say(channel, agent, "Un")
    say(channel, elue, "Deux")
    first = data_of(channel, elue)["messages"]
    say(channel, agent, "Trois")
    let_go(account(agent))
    second = data_of(channel, elue)["messages"]
    names = [item["author"]["name"] for item in second]
    assert names == ["Voix 1", "Voix 2", "Voix 1"]
    assert [item["author"]["name"] for item in first] == names[:2]


def test_what_is_gone_keeps_its_place_without_its_text(channel, elue, agent) -> None:
    """Withdrawn, hidden, erased: said so, in both files."""
    for words in ("Retirée-là", "Masquée-là", "Effacée-là", "Restée-là"):
        say(channel, agent if words.startswith("Eff") else elue, words)
    perform(frames.Withdraw(channel.pk, 1), account(elue))
    hide(channel, 2, agent)
    let_go(account(agent))
    items, html = data_of(channel, elue)["messages"], page_of(channel, elue)
    assert [item["seq"] for item in items] == [1, 2, 3, 4]
    assert (items[0]["withdrawn"], items[1]["hidden"], items[2]["kind"]) == (True, True, "efface")
    assert [item["body"] for item in items] == ["", "", "", "Restée-là"]
    for gone in ("Retirée-là", "Masquée-là", "Effacée-là"):
        assert gone not in html
    for words in ("Message retiré", "Message masqué", "Message effacé", "Restée-là"):
        assert words in html


def test_the_page_opens_on_its_own(channel, elue, agent) -> None:
    """No other file, no script; what was typed is never markup; what was dressed still is."""
    say(channel, elue, "<script>alert(1)</script> **gras**", kind="question")
    perform(frames.React(channel.pk, 1, "merci", on=True), account(agent))
    html = page_of(channel, elue)
    assert "<script" not in html
    assert "<strong>gras</strong>" in html
    assert "<style>" in html
    assert "src=" not in html
    assert "<link" not in html
    assert "question" in html
    assert "🙏" in html
    assert data_of(channel, elue)["messages"][0]["signs"] == {"merci": 1}
    assert str(Message.objects.get().nonce) not in taken(
        elue, f"/discussions/{channel.pk}/export.json"
    )


def test_an_empty_channel_is_taken_along_too(channel, elue) -> None:
    """Two whole files that say nothing."""
    assert data_of(channel, elue)["messages"] == []
    assert "</html>" in page_of(channel, elue)


def test_only_who_reads_takes_along(channel, elue) -> None:
    """A stranger, the animator and a channel that is not there: one answer."""
    say(channel, elue, "Entre nous")
    animator = house.animator(channel.delegations.order_by("pk")[0].programme)
    for person in (house.PersonFactory(), animator):
        client = session_of(person)
        for end in ("/", ".html", ".json"):
            here = client.get(f"/discussions/{channel.pk}/export{end}")
            away = client.get(f"/discussions/{10**9}/export{end}")
            assert here.status_code == 404
            assert told(here) == told(away)
    assert Client().get(f"/discussions/{channel.pk}/export.html").status_code == 302
    assert session_of(elue).get(f"/discussions/{channel.pk}/export.csv").status_code == 404


def test_who_is_put_out_meanwhile_takes_no_more(channel, elue, monkeypatch) -> None:
    """Each piece is asked for anew: the files end there, say so, and are whole files."""
    monkeypatch.setattr(exports, "PIECE", 2)
    for number in range(4):
        say(channel, elue, f"Parole {number}")
    channel.refresh_from_db()
    team = account(house.team_member())

    def cut(pieces: Any) -> Iterator[Any]:
        yield next(pieces)
        exclude(channel=channel, person=elue, acting_user=team)
        yield from pieces

    pieces = cut(exports.pieces_of(channel, account(elue)))
    items = ([entry.as_item() for entry in piece] for piece in pieces)
    data = json.loads("".join(exports.in_json(items, channel.seq, at=timezone.now())))
    assert ([item["seq"] for item in data["messages"]], data["complete"]) == ([1, 2], False)
    channel.exclusions.all().delete()
    pieces = cut(exports.pieces_of(channel, account(elue)))
    html = "".join(exports.in_page(pieces, channel.seq, channel=channel, now=timezone.now()))
    assert "Parole 1" in html
    assert "Parole 2" not in html
    assert "n’avez plus accès" in html
    assert html.strip().endswith("</html>")


def test_a_long_channel_costs_queries_by_the_piece(channel, elue, monkeypatch) -> None:
    """One a piece, however many messages; nothing is read before it is asked for."""
    monkeypatch.setattr(exports, "PIECE", 100)
    crowd(channel, elue, 1000)
    with CaptureQueriesContext(connection) as queries:
        pieces = exports.pieces_of(channel, account(elue))
        assert len(next(pieces)) == 100
    assert len(queries) <= 2
    with CaptureQueriesContext(connection) as queries:
        places = [entry.message.seq for piece in pieces for entry in piece]
    assert places == list(range(101, 1001))
    assert len(queries) <= 10
    assert len(data_of(channel, elue)["messages"]) == 1000


def test_one_s_own_words_are_taken_along_from_everywhere(channel, elue, agent) -> None:
    """With what is hidden, from channels read no more too; nobody else's words."""
    other = factories.programme_channel(title="Ailleurs")
    house.take_part(programme=other.programme, person=elue)
    say(other, elue, "Parti d'ici")
    exclude(channel=other, person=elue, acting_user=account(house.team_member()))
    say(channel, agent, "Une parole d'un autre")
    say(channel, elue, "Mal dit", reply_to=1)
    perform(frames.Edit(channel.pk, 2, "Bien dit"), account(elue))
    say(channel, elue, "À masquer")
    hide(channel, 3, agent)
    say(channel, elue, "À retirer")
    perform(frames.Withdraw(channel.pk, 4), account(elue))
    data = json.loads(taken(elue, "/discussions/mes-paroles.json"))
    assert [(word["channel__title"], word["body"]) for word in data["messages"]] == [
        ("Ailleurs", "Parti d'ici"),
        (channel.title, "Bien dit"),
        (channel.title, "À masquer"),
        (channel.title, ""),
    ]
    assert data["messages"][1]["editions"] == ["Mal dit"]
    assert data["complete"] is True
    whole = json.dumps(export_all(account(elue))["paroles"], default=str)
    assert [word["body"] for word in json.loads(whole)] == [
        word["body"] for word in data["messages"]
    ]
    html = taken(elue, "/discussions/mes-paroles.html").replace("\xa0", " ")
    for words in ("Parti d&#x27;ici", "Bien dit", "À masquer", "masqué par", "en réponse au n° 1"):
        assert words in html
    for words in ("À retirer", "Une parole d", "Agent d"):
        assert words not in html
    assert html.count("<h2>") == 2


def test_who_never_spoke_has_nothing_to_take(channel, elue) -> None:
    """A reader, and an account that no card names."""
    assert json.loads(taken(elue, "/discussions/mes-paroles.json"))["messages"] == []
    assert exports.own_words(house.UserFactory()) == []


def test_the_page_says_what_may_leave_before_it_leaves(channel, elue) -> None:
    """The rules under which something was said there, and both files; linked from the channel."""
    say(channel, elue, "Entre nous")
    client = session_of(elue)
    choice = f"/discussions/{channel.pk}/export/"
    assert choice in client.get(channel.get_absolute_url()).content.decode()
    html = client.get(choice).content.decode()
    assert "Ne transmettez pas" in html
    assert "Voix 1" not in html
    assert f"/discussions/{channel.pk}/export.html" in html
    assert "/discussions/mes-paroles/" in client.get("/discussions/").content.decode()
    assert (
        "/discussions/mes-paroles.json" in client.get("/discussions/mes-paroles/").content.decode()
    )


def test_asking_whether_it_is_there_writes_nothing(channel, elue) -> None:
    """HEAD answers as GET would, without the file."""
    say(channel, elue)
    answer: Any = session_of(elue).head(f"/discussions/{channel.pk}/export.html")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"")


@pytest.mark.django_db(transaction=True)
async def test_under_asgi_it_leaves_piece_by_piece(monkeypatch) -> None:
    """The house serves so: the first piece leaves before the second is read."""
    monkeypatch.setattr(exports, "PIECE", 2)
    read: list[int] = []
    rendered = exports._pieces

    def counted(*asked: Any) -> Iterator[list[Message]]:
        for piece in rendered(*asked):
            read.append(len(piece))
            yield piece

    monkeypatch.setattr(exports, "_pieces", counted)
    channel, elue = await in_db(room)
    client = AsyncClient()
    await client.aforce_login(account(elue))
    answer: Any = await client.get(f"/discussions/{channel.pk}/export.json")
    assert answer.is_async
    seen = [(part.decode(), len(read)) async for part in answer.streaming_content]
    assert json.loads("".join(part for part, _count in seen))["complete"] is True
    assert [count for _part, count in seen] == [0, 1, 2, 2]
    await in_db(connections.close_all)  # a test's client keeps that of its requests open


def room() -> tuple[Channel, Person]:
    channel = factories.pair_channel()
    elue = factories.seated(channel)
    for number in range(4):
        say(channel, elue, f"Parole {number}")
    return channel, elue
