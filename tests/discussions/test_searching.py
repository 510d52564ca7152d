"""Words looked for in what was said: found in every form, by who reads it, and by nobody else."""

from __future__ import annotations

import importlib
import uuid
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.accounts.leaving import erase_account
from community.alliance.models import Person
from community.discussions import actions, searching
from community.discussions.frames import Edit, Said, Withdraw
from community.discussions.message_actions import perform
from community.discussions.models import Channel, Message, MessageTerms
from community.discussions.searching import find
from community.programmes.actions import take_part
from community.programmes.models import QuotationRule
from community.text.analysis import terms_of
from community.text.search import IndexTerms, install, remove
from tests import factories as house
from tests.alike import told
from tests.discussions import factories
from tests.discussions.factories import account, say

pytestmark = pytest.mark.django_db
ADDRESS = "/discussions/chercher/"


def bodies(person: Person, words: str, **where: Any) -> list[str]:
    return [m.body for m in find(account(person), terms_of(words), **where).messages]


def page(client: Client, person: Person, **asked: Any) -> Any:
    client.force_login(account(person))
    return client.get(ADDRESS, asked)


@pytest.fixture(autouse=True)
def no_hurry(limits) -> None:
    """Several of these tests say many things at once."""


def test_a_message_is_found_by_any_form_of_its_words(channel, elue, agent) -> None:
    """Accents, capitals, plurals, feminines, verbs and elisions do not count; order neither."""
    said = "L'Œuvre commune : coopérer pour l'eau, avec les élu·es du territoire."
    say(channel, agent, said)
    say(channel, agent, "Rien à voir avec ce qui précède.")
    for words in ("eaux", "œuvres", "oeuvre", "COOPÈRENT", "élue", "territoires eau", "de l’eau"):
        assert bodies(elue, words) == [said], words
    for words in ("vin", "eau vin", "territorial", "de la"):
        assert bodies(elue, words) == [], words


def test_the_latest_comes_first_and_pages_follow(channel, elue, agent, monkeypatch) -> None:
    """A message said meanwhile moves no result, and none is shown twice."""
    monkeypatch.setattr(searching, "PAGE", 2)
    for number in range(1, 6):
        say(channel, agent, f"Eau numéro {number}")
    first = find(account(elue), "eau")
    assert [m.seq for m in first.messages] == [5, 4]
    say(channel, agent, "Eau de plus")
    second = find(account(elue), "eau", before=first.before)
    assert [m.seq for m in second.messages] == [3, 2]
    last = find(account(elue), "eau", before=second.before)
    assert [m.seq for m in last.messages] == [1]
    assert last.before is None


def test_nobody_finds_what_they_do_not_read(channel, elue, agent) -> None:
    """Neither the team, nor the animator, nor who sits elsewhere, nor who sits no longer."""
    say(channel, agent, "Secret de l'eau")
    programme = channel.delegations.order_by("pk")[0].programme
    animator = house.animator(programme)
    team = house.PersonFactory(user=house.UserFactory(is_staff=True, is_superuser=True))
    elsewhere = factories.pair_channel()
    stranger = factories.seated(elsewhere)
    assert bodies(elue, "eau") == ["Secret de l'eau"]
    for other in (animator, team, stranger):
        assert bodies(other, "eau") == []
        assert bodies(other, "eau", channel=channel) == []
    actions.exclude(channel=channel, person=elue, acting_user=account(team))
    assert bodies(elue, "eau") == []


def test_one_channel_or_all_of_mine(channel, elue, agent) -> None:
    """What one reads elsewhere is found too, unless one channel is asked for."""
    comap = house.comap()
    common = factories.programme_channel(comap)
    take_part(programme=comap, person=elue)
    say(channel, agent, "Eau d'ici")
    say(common, elue, "Eau de là")
    assert bodies(elue, "eau") == ["Eau de là", "Eau d'ici"]
    assert bodies(elue, "eau", channel=channel) == ["Eau d'ici"]
    assert bodies(agent, "eau") == ["Eau d'ici"]


def test_an_edited_message_is_found_by_what_it_says_now(channel, elue, agent) -> None:
    """And no longer by what it said before."""
    say(channel, agent, "Le verger")
    perform(Edit(channel.pk, 1, "Le potager"), account(agent))
    assert bodies(elue, "verger") == []
    assert bodies(elue, "potagers") == ["Le potager"]


def test_a_withdrawn_message_is_not_found(channel, elue, agent) -> None:
    """Its place is kept, its words are not."""
    say(channel, agent, "Le verger")
    perform(Withdraw(channel.pk, 1), account(agent))
    assert bodies(elue, "verger") == []
    assert MessageTerms.objects.get().terms == ""


def test_what_was_erased_is_nowhere_in_the_index(
    channel, elue, agent, django_capture_on_commit_callbacks
) -> None:
    """Who leaves takes their words out of the index too, down to its own tables."""
    say(channel, elue, "Le verger de Zénobie")
    say(channel, agent, "Le potager")
    user = account(elue)
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(user=user, acting_user=user)
    assert bodies(agent, "verger") == []
    assert bodies(agent, "potager") == ["Le potager"]
    assert not MessageTerms.objects.filter(terms__contains="verger").exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM discussions_messageterms_found_data")
            assert not [row for row in cursor.fetchall() if b"zenob" in bytes(row[0])]


def test_what_outlives_its_author_is_still_found(agent, django_capture_on_commit_callbacks) -> None:
    """Said before all, under a rule that lets it be repeated: it stays, without a name."""
    comap = house.comap()
    common = factories.programme_channel(comap, rule=QuotationRule.NAMED)
    one, other = (house.participant(comap) for _ in range(2))
    say(common, one, "Le verger")
    user = account(one)
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(user=user, acting_user=user)
    [found] = find(account(other), terms_of("verger")).messages
    assert found.author is None


def test_a_refused_message_is_not_found(channel, elue, agent) -> None:
    """Written with the message, in its transaction: what is not said is not indexed."""
    with transaction.atomic():
        say(channel, agent, "Le verger")
        transaction.set_rollback(True)
    assert not MessageTerms.objects.exists()
    assert bodies(elue, "verger") == []


def test_whoever_speaks_together_is_found_at_once(channel, elue, agent) -> None:
    """One statement indexes all that a transaction says; the same nonce changes nothing."""
    posts = [
        (account(person), Said(body=f"Verger {number}", nonce=uuid.uuid4()))
        for number in range(5)
        for person in (elue, agent)
    ]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        actions.post_together(channel.pk, posts)
    written = [q for q in queries if '"discussions_messageterms"' in q["sql"]]
    assert len(written) == 1
    actions.post_together(channel.pk, posts)
    assert len(bodies(elue, "verger")) == 10


def test_the_longest_word_and_any_script_can_be_said(channel, elue, agent) -> None:
    """What a database could not index is cut; what is no Latin letter is found as it is."""
    say(channel, agent, "é" * 4000)
    say(channel, agent, 'Κοινότητα и 学習 🙂 ½ AND NOT x* "y" -z col:w')
    assert bodies(elue, "É" * 100) == ["é" * 4000]
    for words in ("κοινότητα", "学習", "AND", "not", "x*and", 'col "w"'):
        assert len(bodies(elue, words)) <= 1, words
    assert len(bodies(elue, "学習")) == 1
    assert len(bodies(elue, "col:and")) == 1


# The page.


def test_the_page_shows_each_result_with_what_there_is_to_know(client, channel, elue, agent):
    """Who, in what quality and name, when, where, under which rule; marked, and in its place."""
    channel.title = "Loos et Le Vigan"
    channel.save()
    say(channel, agent, "Pour l'eau & les <b>élus</b>")
    answer = page(client, elue, q="eaux élue")
    assert answer.status_code == 200
    html = answer.content.decode()
    marked = "Pour l&#x27;<mark>eau</mark> &amp; les &lt;b&gt;<mark>élus</mark>&lt;/b&gt;"
    assert f'<a href="/discussions/{channel.pk}/?a=1#m1">{marked}</a>' in html
    for words in ("Agent d’ailleurs", "Loos et Le Vigan", "Entre nous", "au nom de sa délégation"):
        assert words in html, words
    assert "no-store" in answer["Cache-Control"]


def test_a_result_keeps_the_rule_under_which_it_was_said(client, channel, elue, agent) -> None:
    """Not the rule that the channel has had since."""
    say(channel, agent, "L'eau")
    Channel.objects.update(rule=QuotationRule.NAMED)
    assert "Entre nous" in page(client, elue, q="eau").content.decode()


def test_pages_of_results_lead_to_one_another(client, channel, elue, agent, monkeypatch) -> None:
    """Older ones, then back to the latest; the words and the discussion go along."""
    monkeypatch.setattr(searching, "PAGE", 1)
    for number in (1, 2):
        say(channel, agent, f"Eau {number}")
    first = page(client, elue, q="l'eau", discussion=channel.pk)
    older = f"?q=l%27eau&amp;discussion={channel.pk}&amp;avant={first.context['older']}"
    assert f'href="{older}"' in first.content.decode()
    second = client.get(ADDRESS + older.replace("&amp;", "&"))
    assert [m.seq for m, _passage in second.context["results"]] == [1]
    assert f'href="?q=l%27eau&amp;discussion={channel.pk}"' in second.content.decode()
    assert second.context["older"] is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Un mot ou deux"),
        ("   ", "Un mot ou deux"),
        ("de la", "Ces mots sont partout"),
        ("a", "Ces mots sont partout"),
        ("?!", "Ces mots sont partout"),
        ("eau " * 26, "en 100 caractères au plus"),
        ("introuvable", "Aucun message de vos discussions"),
    ],
)
def test_each_question_without_result_has_its_sentence(client, elue, words, sentence) -> None:
    """Nothing yet, words that are everywhere, too many, not there: what to do is said."""
    answer = page(client, elue, q=words)
    assert answer.status_code == 200
    assert sentence in " ".join(answer.content.decode().split())
    assert not answer.context.get("results")


@pytest.mark.parametrize("place", ["x", "-1", "9" * 30, "²", ""])
def test_a_place_that_is_none_starts_from_the_latest(client, channel, elue, agent, place) -> None:
    """An address cut or mistyped still answers."""
    say(channel, agent, "Eau")
    assert len(page(client, elue, q="eau", avant=place).context["results"]) == 1


def test_a_discussion_of_others_and_one_that_is_not_have_one_answer(client, elue) -> None:
    """Same status, same headers, same body."""
    other = factories.pair_channel()
    answers = [
        page(client, elue, q="eau", discussion=asked)
        for asked in (other.pk, 10**9, "x", "9" * 40, "²")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert all(told(answer) == told(answers[0]) for answer in answers)


def test_the_door_is_signing_in(client) -> None:
    """Whoever is nobody yet is led to the door, and finds nothing meanwhile."""
    answer = client.get(ADDRESS, {"q": "eau"})
    assert answer.status_code == 302
    assert reverse("account_request_login_code") in answer["Location"]
    assert client.post(ADDRESS).status_code in {302, 405}


def test_the_number_of_queries_does_not_follow_the_results(client, channel, elue, agent) -> None:
    """One for the channels, one for the messages, whatever they are."""
    say(channel, agent, "Eau 0")
    page(client, elue, q="eau")
    with CaptureQueriesContext(connection) as few:
        client.get(ADDRESS, {"q": "eau"})
    for number in range(30):
        say(channel, elue if number % 2 else agent, f"Eau {number}")
    with CaptureQueriesContext(connection) as many:
        answer = client.get(ADDRESS, {"q": "eau"})
    assert len(answer.context["results"]) == searching.PAGE
    assert len(many) == len(few) <= 8


def test_one_can_look_from_the_list_and_from_a_discussion(client, channel, elue) -> None:
    """The list looks everywhere; a discussion looks in itself; without any, nothing to look in."""
    client.force_login(account(elue))
    listed = client.get("/discussions/").content.decode()
    assert f'action="{ADDRESS}"' in listed
    assert 'name="discussion"' not in listed
    there = client.get(channel.get_absolute_url()).content.decode()
    assert f'action="{ADDRESS}"' in there
    assert f'name="discussion" value="{channel.pk}"' in there
    client.force_login(account(house.PersonFactory()))
    assert ADDRESS not in client.get("/discussions/").content.decode()


# The index.


def test_what_was_said_before_is_indexed_by_the_migration(channel, elue, agent, monkeypatch):
    """In batches, each message once."""
    migration = importlib.import_module(
        "community.discussions.migrations.0011_messages_are_found_by_their_words"
    )
    monkeypatch.setattr(migration, "BATCH", 2)
    for number in range(5):
        say(channel, agent, f"Verger {number}")
    MessageTerms.objects.all().delete()
    assert bodies(elue, "verger") == []
    migration.read_messages(apps, None)
    assert len(bodies(elue, "verger")) == 5


def test_the_index_is_made_again_from_the_texts(channel, elue, agent, monkeypatch) -> None:
    """`rebuild_search` brings back what was lost, and forgets what is said no more."""
    monkeypatch.setattr(searching, "BATCH", 2)
    for number in range(5):
        say(channel, agent, f"Verger {number}")
    factories.pair_channel()
    MessageTerms.objects.filter(message__seq=1).delete()
    MessageTerms.objects.filter(message__seq=2).update(terms=terms_of("potager"))
    connection.check_constraints()  # no index is made while checks wait for the commit
    remove(connection, MessageTerms)
    output = StringIO()
    call_command("rebuild_search", stdout=output)
    assert "5" in output.getvalue()
    assert len(bodies(elue, "verger")) == 5
    assert bodies(elue, "potager") == []


def test_whatever_is_written_to_the_table_is_found(channel, elue, agent) -> None:
    """One by one, at once, or by a query: the database itself keeps its index."""
    for number in range(3):
        say(channel, agent, f"Verger {number}")
    MessageTerms.objects.filter(message__seq=1).update(terms=terms_of("potager"))
    assert bodies(elue, "potager") == ["Verger 0"]
    assert len(bodies(elue, "verger")) == 2
    MessageTerms.objects.update(terms=F("terms"))
    row = MessageTerms.objects.get(message__seq=2)
    row.terms = terms_of("potager haie")
    row.save()
    assert bodies(elue, "haie potager") == ["Verger 1"]
    Message.objects.filter(seq=3).delete()
    assert bodies(elue, "verger") == []


def test_the_migration_goes_back(channel, elue, agent) -> None:
    """The index is taken away and made again with what the table holds."""
    operation = IndexTerms("MessageTerms")
    state: Any = type("State", (), {"apps": apps})
    editor: Any = type("Editor", (), {"connection": connection})
    say(channel, agent, "Le verger")
    connection.check_constraints()  # no index is made while checks wait for the commit
    operation.database_backwards("discussions", editor, state, state)
    operation.database_forwards("discussions", editor, state, state)
    install(connection, MessageTerms)  # again: nothing is doubled
    assert bodies(elue, "verger") == ["Le verger"]
    assert "MessageTerms" in operation.describe()
