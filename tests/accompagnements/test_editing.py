"""What the editors of an accompaniment and of a pilot project do besides saving."""

import pytest
from django.urls import reverse

from accompagnements import actions, reading
from accompagnements.editors import NUMBERS_OF_FILES
from accompagnements.models import Phase, PhaseProgress, PilotProjectPage, PointOfView
from community.alliance.models import ActorKind
from tests import factories as make
from tests.accounts.doors import with_second_factor
from tests.admin.editor import edit_url, errors_of, write

pytestmark = pytest.mark.django_db

State = PhaseProgress.State


@pytest.fixture
def team():
    return with_second_factor(make.team_member().user)


def test_a_phase_slips_in_midway(team) -> None:
    """The others keep their numbers and their states; it gets a number that files never give."""
    cohort = make.accompaniment()
    for number, title in ((1, "Se rencontrer"), (2, "Essayer")):
        Phase.objects.create(programme=cohort.programmepage_ptr, order=number, title=title)
    actions.advance(accompaniment=cohort, number=2, state=State.ONGOING)
    written = {f"phases-{place}-ORDER": order for place, order in enumerate("132")}
    written |= {
        "phases-TOTAL_FORMS": "3",
        "phases-2-title": "Se former",
        "phases-2-summary": "",
        "phases-2-id": "",
    }
    answer = write(team, edit_url(cohort), **written)
    assert answer.status_code == 302, errors_of(answer)
    page = type(cohort).objects.get(pk=cohort.pk)
    assert [(row.phase.title, row.number, row.state) for row in reading.phases_of(page)] == [
        ("Se rencontrer", 1, State.COMING),
        ("Se former", NUMBERS_OF_FILES + 1, State.COMING),
        ("Essayer", 2, State.ONGOING),
    ]
    assert "Se former" in team.get(edit_url(cohort)).content.decode()


def test_the_editor_shows_how_far_it_is_and_leads_on(team) -> None:
    """States with the links that change them; the button that starts, ends, opens again."""
    cohort = make.accompaniment()
    Phase.objects.create(programme=cohort.programmepage_ptr, order=1, title="Se rencontrer")
    url = edit_url(cohort)
    start, close, phase = (
        reverse(f"accompagnements:{name}", args=[cohort.pk, *rest])
        for name, rest in (("start", []), ("close", []), ("phase", [1]))
    )
    page = team.get(url).content.decode()
    assert start in page
    assert phase in page
    assert close not in page
    actions.start(accompaniment=cohort)
    page = team.get(url).content.decode()
    assert close in page
    assert start not in page
    actions.close(accompaniment=cohort)
    page = team.get(url).content.decode()
    assert "Clore l" not in page
    assert "Rouvrir l" in page
    assert "compagnons" in page


def test_a_point_of_view_offers_the_seats_of_its_own_dispositif(team) -> None:
    """Those who sit elsewhere are neither named nor accepted."""
    cohort = make.accompaniment()
    own = make.seat(make.delegation(cohort), ActorKind.AGENT)
    other = make.seat(make.delegation(), person=make.PersonFactory(name="Quelqu'un d'ailleurs"))
    project = make.pilot_project(cohort)
    url = edit_url(project)
    form = team.get(url).context["form"]
    empty = form.formsets["points_of_view"].empty_form
    assert list(empty.fields["seat"].queryset) == [own]
    for seat, accepted in ((other, False), (own, True)):
        answer = write(
            team,
            url,
            **{
                "points_of_view-TOTAL_FORMS": "1",
                "points_of_view-0-seat": str(seat.pk),
                "points_of_view-0-kind": "",
                "points_of_view-0-who": "",
                "points_of_view-0-text": "Je doute.",
                "points_of_view-0-ORDER": "1",
                "points_of_view-0-id": "",
            },
        )
        assert (answer.status_code == 302) == accepted
        assert PointOfView.objects.exists() == accepted
    view = PilotProjectPage.objects.get(pk=project.pk).points_of_view.get()
    assert (view.seat, view.kind, view.text) == (own, "agent", "Je doute.")
