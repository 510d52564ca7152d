"""A prepared query writes its SQL once, and answers what Django would for any other value."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet, Value
from django.utils import timezone
from wagtail.models import Page

from community import prepared as module
from community.accounts.models import User
from community.alliance.models import Person
from community.gatherings.models import GatheringPage
from community.prepared import NotPreparable, prepared
from community.programmes.models import Circle, PageAudience, ParticipantCount
from community.programmes.querysets import visible_pages
from tests import factories as make

pytestmark = pytest.mark.django_db


class Written:
    """Counts how often a queryset is built, as asked for by the person who writes a query."""

    times = 0


@pytest.fixture
def trusting(settings) -> None:
    """As in production: nothing is written anew to be compared."""
    settings.PREPARED_QUERIES_ARE_CHECKED = False


def test_the_sql_is_written_once(trusting, django_assert_num_queries) -> None:
    """Twice, to see what differs; then never again, whoever is asked for."""
    written = Written()

    @prepared
    def named(name: str) -> QuerySet[Person]:
        written.times += 1
        return Person.objects.filter(name=name)

    people = [make.PersonFactory() for _ in range(3)]
    with django_assert_num_queries(3):
        assert [named(person.name) for person in people] == [[person] for person in people]
    assert written.times == 2
    assert named("personne de ce nom") == []


def test_each_reader_gets_what_is_theirs(trusting) -> None:
    """Whoever asked first changes nothing for the next: rights go in as values."""

    @prepared
    def seen(user: Any) -> QuerySet[Page]:
        return visible_pages(user).filter(depth__gt=2).order_by("pk")

    programme = make.comap()
    closed = make.session(programme, title="Fermée")
    PageAudience.objects.filter(page=closed).update(circle=Circle.PARTICIPANTS)
    insider = make.participant(programme).user
    outsider, team = make.PersonFactory().user, make.team_member().user
    for user in (insider, outsider, AnonymousUser(), team, outsider, insider):
        expected = list(visible_pages(user).filter(depth__gt=2).order_by("pk"))
        assert seen(user) == expected
    assert len(seen(insider)) == len(seen(outsider)) + 1


def test_rows_come_with_what_is_joined_and_fetched_beside(
    trusting, django_assert_num_queries
) -> None:
    """Joins, annotations, columns left out and rows fetched beside are as the queryset says."""

    @prepared
    def known(name: str, word: str) -> QuerySet[Person]:
        rows = Person.objects.filter(name=name).annotate(word=Value(word))
        return (
            rows.select_related("organisation")
            .prefetch_related("participations")
            .only("name", "organisation__name")
        )

    for _ in range(2):
        organisation = make.OrganisationFactory()
        person = make.PersonFactory(organisation=organisation)
        [found] = known(person.name, organisation.name)
        assert found.word == organisation.name
        with django_assert_num_queries(0):
            assert (found.organisation, list(found.participations.all())) == (organisation, [])
        with django_assert_num_queries(1):
            assert found.role == person.role


def test_rows_may_be_values(trusting) -> None:
    """Dictionaries and single columns come like models."""

    @prepared
    def names(after: str) -> QuerySet[Person, Any]:
        return (
            Person.objects.filter(name__gte=after).order_by("name").values_list("name", flat=True)
        )

    make.PersonFactory(name="Une élue")
    make.PersonFactory(name="Un agent")
    assert names("Un") == ["Un agent", "Une élue"]
    assert names("Une") == ["Une élue"]


def test_days_numbers_and_hours_are_values(trusting) -> None:
    """Each reaches the database as the driver of this database wants it."""

    @prepared
    def until(day: dt.date) -> QuerySet[GatheringPage]:
        return GatheringPage.objects.filter(ends_on__gte=day).order_by("pk")

    @prepared
    def joined(after: dt.datetime) -> QuerySet[User]:
        return User.objects.filter(date_joined__gte=after)

    @prepared
    def counted(year: int) -> QuerySet[ParticipantCount]:
        return ParticipantCount.objects.filter(year=year)

    programme = make.comap()
    session = make.session(programme, date="2024-05-04")
    assert until(dt.date(2024, 5, 4)) == [session.gatheringpage_ptr]
    assert until(dt.date(2024, 5, 5)) == []
    person = make.PersonFactory()
    now = timezone.now()
    assert joined(now + dt.timedelta(minutes=1)) == []
    assert person.user in joined(now - dt.timedelta(minutes=1))
    row = ParticipantCount.objects.create(programme=programme, year=2024, count=3)
    assert counted(2024) == [row]
    assert counted(2025) == []
    # A number that no such column holds finds nothing, and breaks nothing.
    assert counted(2**40) == counted(2**70) == []


def test_a_text_is_never_taken_for_a_pattern(trusting) -> None:
    """What begins a name is a value too; signs of patterns stand for themselves."""

    @prepared
    def beginning(text: str) -> QuerySet[Person]:
        return Person.objects.filter(name__startswith=text).order_by("name")

    plain = make.PersonFactory(name="100 maires")
    odd = make.PersonFactory(name="100% local")
    assert {*beginning("100")} == {odd, plain}
    assert beginning("100%") == [odd]
    assert beginning("_") == []


def test_what_decides_goes_by_keyword(trusting) -> None:
    """Each shape is its own text, and is kept apart."""

    @prepared
    def first(word: str, *, size: int) -> QuerySet[Person]:
        return Person.objects.filter(name__startswith=word).order_by("name")[:size]

    for name in ("A", "AB", "AC"):
        make.PersonFactory(name=name)
    assert [len(first("A", size=size)) for size in (1, 2, 3, 1)] == [1, 2, 3, 1]
    with pytest.raises(TypeError, match="by keyword"):
        first([1, 2], size=1)
    with pytest.raises(TypeError, match="by keyword"):
        first(True, size=1)


def test_shapes_do_not_pile_up(trusting, monkeypatch) -> None:
    """An address may ask for any page: the oldest shape gives way, and is written again."""
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    written = Written()

    @prepared
    def page(word: str, *, start: int) -> QuerySet[Person]:
        written.times += 1
        return Person.objects.filter(name=word)[start : start + 1]

    for start in (0, 1, 2, 2, 0):
        page("A", start=start)
    assert written.times == 8


def test_nothing_is_asked_where_nothing_can_answer(trusting, django_assert_num_queries) -> None:
    """A queryset that Django knows to be empty stays so, for this shape alone."""

    @prepared
    def among(*names: str) -> QuerySet[Person]:
        return Person.objects.filter(name__in=names)

    person = make.PersonFactory()
    with django_assert_num_queries(0):
        assert among() == []
    assert among(person.name, "autre") == [person]


def computes_with_a_value(name: str) -> QuerySet[Person]:
    return Person.objects.filter(name=name.upper())


def writes_a_value(number: int) -> QuerySet[Person]:
    return Person.objects.order_by("name")[:number]


def reads_the_clock(name: str) -> QuerySet[GatheringPage]:
    return GatheringPage.objects.coming().filter(title=name)


def hides_for_one(name: str) -> QuerySet[Person]:
    return Person.objects.none() if name.startswith("mark1") else Person.objects.filter(name=name)


@pytest.mark.parametrize(
    "build",
    [computes_with_a_value, reads_the_clock, hides_for_one],
    ids=lambda build: build.__name__,
)
def test_what_cannot_be_prepared_says_so(trusting, build) -> None:
    """A text that follows a value is refused when it is first written, even in production."""
    with pytest.raises(NotPreparable, match=build.__name__):
        prepared(build)("Eau")


def test_a_size_given_as_a_value_says_so(trusting) -> None:
    """A limit is written into the text."""
    with pytest.raises(NotPreparable, match="depends on a value"):
        prepared(writes_a_value)(3)


def test_tests_compare_each_call_with_django(settings) -> None:
    """What only shows for some values is seen in tests, where each call is written anew."""
    assert settings.PREPARED_QUERIES_ARE_CHECKED
    looking = prepared(lambda name: Person.objects.filter(Q(name=name) if len(name) > 3 else Q()))
    assert looking("une élue") == []
    with pytest.raises(NotPreparable, match="Django writes"):
        looking("élu")
    hiding = prepared(
        lambda name: Person.objects.none() if len(name) > 3 else Person.objects.filter(name=name)
    )
    assert hiding("une élue") == []
    with pytest.raises(NotPreparable, match="taken for none"):
        hiding("élu")
