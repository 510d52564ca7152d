"""A lesson says what was learnt, and never loses where it comes from."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from community.programmes.actions import set_audience
from resources.models import Lesson
from resources.reading import latest_lessons, lessons_born_at, lessons_of
from resources.templatetags import resources_tags
from tests import factories as make
from tests.alike import told

pytestmark = pytest.mark.django_db

visitor = AnonymousUser()


def visible(user):
    return set(Lesson.objects.visible_to(user))


def test_a_programme_that_taught_is_not_deleted() -> None:
    """The database keeps the programme of a lesson; one that taught nothing may go."""
    programme = make.comap()
    lesson = make.LessonFactory(programme=programme)
    with pytest.raises(ProtectedError), transaction.atomic():
        programme.delete()
    lesson.refresh_from_db()
    assert lesson.programme_id == programme.pk
    make.comap().delete()


def test_a_lesson_outlives_the_page_it_was_born_on() -> None:
    """A meeting may be deleted: its lessons stay with their programme."""
    programme = make.comap()
    session = make.session(programme)
    lesson = make.LessonFactory(programme=programme, origin=session)
    session.delete()
    lesson.refresh_from_db()
    assert (lesson.programme_id, lesson.origin_id) == (programme.pk, None)


def test_the_origin_is_a_page_of_the_programme() -> None:
    """A page of another programme is refused as the origin, with a sentence."""
    programme = make.comap()
    elsewhere = make.session(make.comap())
    lesson = Lesson(text="Appris", year=2024, programme=programme, origin=elsewhere)
    with pytest.raises(ValidationError) as refusal:
        lesson.full_clean()
    assert list(refusal.value.message_dict) == ["origin"]
    lesson.origin = make.session(programme)
    lesson.full_clean()
    lesson.origin = None
    lesson.full_clean()


def test_a_lesson_belongs_to_the_programme_that_it_comes_from() -> None:
    """An origin gives its programme; one that stands in none is refused."""
    session = make.session(make.comap())
    lesson = Lesson(text="Appris", year=2024, origin=session)
    lesson.full_clean()
    assert lesson.programme_id == session.get_parent().pk
    with pytest.raises(ValidationError) as refusal:
        Lesson(text="Appris", year=2024, origin=make.resource()).full_clean()
    assert list(refusal.value.message_dict) == ["origin"]
    Lesson(text="Appris", year=2024).full_clean()


def test_a_lesson_is_learnt_once_a_year() -> None:
    """The same words in the same programme and year are refused; another year is another lesson."""
    programme = make.comap()
    make.LessonFactory(programme=programme, text="Écouter d'abord", year=2024)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.LessonFactory(programme=programme, text="Écouter d'abord", year=2024)
    make.LessonFactory(programme=programme, text="Écouter d'abord", year=2025)
    make.LessonFactory(programme=make.comap(), text="Écouter d'abord", year=2024)
    make.LessonFactory(programme=None, text="Écouter d'abord", year=2024)
    with pytest.raises(IntegrityError), transaction.atomic():
        make.LessonFactory(programme=None, text="Écouter d'abord", year=2024)
    assert Lesson.objects.count() == 4


def test_a_lesson_is_as_visible_as_its_programme() -> None:
    """Of a hidden or unpublished programme nothing is told; of the whole alliance all is."""
    programme = make.comap()
    ours = make.LessonFactory(programme=None)
    lesson = make.LessonFactory(programme=programme)
    assert visible(visitor) == {ours, lesson}
    set_audience(page=programme, circle="participants")
    assert visible(visitor) == visible(make.PersonFactory().user) == {ours}
    member, team = make.participant(programme).user, make.team_member().user
    assert visible(member) == visible(team) == {ours, lesson}
    programme.unpublish()
    assert visible(member) == {ours}


def test_a_lesson_is_as_visible_as_its_origin() -> None:
    """A lesson born on a hidden page is told only to those who may see that page."""
    programme = make.comap()
    session = make.session(programme)
    lesson = make.LessonFactory(programme=programme, origin=session)
    assert visible(visitor) == {lesson}
    set_audience(page=session, circle="participants")
    assert visible(visitor) == set()
    assert visible(make.participant(programme).user) == {lesson}
    session.unpublish()
    assert visible(make.participant(programme).user) == set()


def test_a_lesson_has_an_address(client) -> None:
    """A lesson can be cited; one that is hidden answers like a missing one."""
    programme = make.comap(title="Eau et sols")
    lesson = make.LessonFactory(programme=programme, text="On avance ensemble")
    url = lesson.get_absolute_url()
    assert url == f"/enseignements/{lesson.pk}/"
    shown = client.get(url).content.decode()
    assert "On avance ensemble" in shown
    assert "Eau et sols" in shown
    set_audience(page=programme, circle="allies")
    hidden, missing = client.get(url), client.get(f"/enseignements/{lesson.pk + 1}/")
    assert hidden.status_code == missing.status_code == 404
    assert told(hidden) == told(missing)
    assert hidden.content == missing.content.replace(
        f"/{lesson.pk + 1}/".encode(), f"/{lesson.pk}/".encode()
    )


def test_lessons_of_a_programme_by_year() -> None:
    """The latest year first; those of other programmes apart."""
    programme = make.comap()
    for year in (2022, 2024, 2022):
        make.LessonFactory(programme=programme, year=year)
    make.LessonFactory(year=2024)
    years = lessons_of(programme, visitor).years
    assert [(row.year, len(row.lessons)) for row in years] == [(2024, 1), (2022, 2)]


def test_lessons_born_at_a_meeting() -> None:
    """Those that are known to come from this very page, and no other."""
    programme = make.comap()
    session = make.session(programme)
    born = make.LessonFactory(programme=programme, origin=session)
    make.LessonFactory(programme=programme)
    assert list(lessons_born_at(session, visitor)) == [born]
    set_audience(page=session, circle="allies")
    assert not lessons_born_at(session, visitor).exists()


def test_what_was_just_learnt() -> None:
    """The latest lessons that one may see, so many and no more."""
    for year in (2021, 2024, 2023):
        make.LessonFactory(year=year)
    set_audience(page=(hidden := make.comap()), circle="allies")
    make.LessonFactory(programme=hidden, year=2025)
    assert [lesson.year for lesson in latest_lessons(visitor, limit=2)] == [2024, 2023]


def test_templates_ask_for_their_visitor() -> None:
    """The tags answer for whoever reads the page."""
    programme = make.comap()
    session = make.session(programme)
    lesson = make.LessonFactory(programme=programme, origin=session)
    context = {"request": type("Request", (), {"user": visitor, "GET": {}})()}
    assert resources_tags.lessons_of(context, programme).years[0].lessons == [lesson]
    assert list(resources_tags.lessons_born_at(context, session)) == [lesson]
    assert list(resources_tags.latest_lessons(context, 3)) == [lesson]
    assert resources_tags.browse_resources(context).total == 0
    assert str(lesson) == lesson.text
