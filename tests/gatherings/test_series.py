"""The series of a programme's meetings: in order, for one visitor, in few queries."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from community.gatherings.models import GatheringPage
from community.gatherings.reading import agenda_for, series_of
from community.gatherings.templatetags import gatherings_tags
from community.programmes.actions import set_audience
from community.programmes.models import Circle
from tests import factories as make

pytestmark = pytest.mark.django_db

visitor = AnonymousUser()


def day(offset: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=offset)).isoformat()


def titles(pages):
    return [page.title for page in pages]


def context(user):
    return {"request": type("Request", (), {"user": user, "GET": {}})()}


def test_what_comes_is_first_the_soonest() -> None:
    """Coming meetings go by date; past ones backwards, those of unknown date last."""
    programme = make.comap()
    dates = {"demain": day(1), "dans un mois": day(30), "sans date": None, "hier": day(-1)}
    for title, date in reversed(dates.items()):
        make.session(programme, title=title, date=date)
    make.session(programme, title="il y a longtemps", date="2020-05")
    series = series_of(programme, visitor)
    assert titles(series.coming) == ["demain", "dans un mois"]
    assert titles(series.past) == ["hier", "il y a longtemps", "sans date"]
    assert series.next.title == "demain"
    assert len(series) == 5


def test_an_empty_series() -> None:
    """A programme that has not met yet has no next meeting, and nothing breaks."""
    series = series_of(make.comap(), visitor)
    assert (len(series), series.next) == (0, None)


def test_the_series_of_one_programme_only() -> None:
    """Meetings of another programme are not in it, whatever kind of meeting they are."""
    programme = make.chantier()
    mine = [make.work_session(programme, date=day(1)), make.meeting(programme, date=day(2))]
    make.session(make.comap(), date=day(1))
    assert titles(series_of(programme, visitor).coming) == titles(mine)


def test_a_hidden_meeting_is_in_the_series_of_those_inside() -> None:
    """Who may not see a meeting does not count it either; drafts are nobody's."""
    programme = make.comap()
    hidden = make.session(programme, date=day(3))
    make.session(programme, date=day(2), live=False)
    set_audience(page=hidden, circle=Circle.PARTICIPANTS)
    assert len(series_of(programme, visitor)) == 0
    assert len(series_of(programme, make.PersonFactory().user)) == 0
    assert titles(series_of(programme, make.participant(programme).user).coming) == [hidden.title]


def test_a_series_costs_one_query_however_long(django_assert_num_queries) -> None:
    """What its lines say comes with it; it begins, and knows how long it is."""
    programme = make.comap()

    def grow(number):
        for index in range(number):
            make.session(programme, date=day(index - number // 2), place="Loos", summary="Un jour")

    def read():
        with django_assert_num_queries(1):
            series = series_of(programme, visitor)
            for page in (*series.coming, *series.past):
                assert (page.place, page.summary, page.when != "") == ("Loos", "Un jour", True)
        return series

    grow(4)
    few = read()
    grow(36)
    many = read()
    assert (len(few), len(many)) == (4, 40)
    assert len(many.coming) + len(many.past) < 20


def test_the_order_of_what_comes() -> None:
    """The soonest first, and what is less precise before what it holds, in series and agenda."""
    programme = make.comap()
    for date in ("2999-02-03", "2999", "2999-01", "2999-01-01"):
        make.session(programme, title=date, date=date)
    order = ["2999", "2999-01", "2999-01-01", "2999-02-03"]
    assert titles(series_of(programme, visitor).coming) == order
    assert titles(agenda_for(visitor)) == order


def test_the_order_of_what_is_past() -> None:
    """The latest first, and what has no date last."""
    programme = make.comap()
    for date in (None, "2023", "2024-02-03", "2024-01"):
        make.session(programme, title=str(date), date=date)
    order = ["2024-02-03", "2024-01", "2023", "None"]
    assert titles(series_of(programme, visitor).past) == order
    assert titles(GatheringPage.objects.past()) == order


def test_the_agenda_of_a_visitor() -> None:
    """The agenda holds what comes and may be seen, everywhere in the house, and can be cut."""
    first, second = make.comap(title="Eau"), make.chantier(title="Sols")
    make.session(first, title="session", date=day(5))
    make.work_session(second, title="travail", date=day(2))
    make.session(first, title="passée", date=day(-5))
    hidden = make.session(first, title="cachée", date=day(1))
    set_audience(page=hidden, circle=Circle.PARTICIPANTS)
    assert titles(agenda_for(visitor)) == ["travail", "session"]
    assert titles(agenda_for(make.participant(first).user)) == ["cachée", "travail", "session"]
    assert titles(gatherings_tags.agenda(context(visitor), 1)) == ["travail"]
    assert agenda_for(visitor)[0].programme_title == "Sols"


def test_templates_ask_for_their_visitor() -> None:
    """The tags answer for whoever reads the page."""
    programme = make.comap()
    page = make.session(programme, date=day(1))
    assert gatherings_tags.series_of(context(visitor), programme).next.title == page.title
    assert not gatherings_tags.view_of(context(visitor), page).closed
