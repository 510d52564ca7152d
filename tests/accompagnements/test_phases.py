"""The phases of an accompaniment run side by side; their states live beside the page."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accompagnements import actions, reading
from accompagnements.models import Phase, PhaseProgress
from community.activity.models import Event
from tests import factories as make

pytestmark = pytest.mark.django_db

State = PhaseProgress.State
ONE_DAY = dt.timedelta(days=1)


def today() -> dt.date:
    return timezone.localdate()


@pytest.fixture
def cohort():
    """A published cohort of two phases, numbered as a facts file numbers them."""
    page = make.accompaniment(title="Cohorte")
    for number, title in ((1, "Se rencontrer"), (2, "Essayer")):
        Phase.objects.create(programme=page.programmepage_ptr, order=number, title=title)
    return type(page).objects.get(pk=page.pk)


def states(cohort) -> list[tuple[str, str | None]]:
    page = type(cohort).objects.get(pk=cohort.pk)
    return [(row.phase.title, row.state) for row in reading.phases_of(page)]


def test_several_phases_run_at_once(cohort) -> None:
    """Each is in a state of its own: one does not wait for the other to be done."""
    animator = make.animator(cohort).user
    assert states(cohort) == [("Se rencontrer", State.COMING), ("Essayer", State.COMING)]
    for number in (1, 2):
        actions.advance(
            accompaniment=cohort, number=number, state=State.ONGOING, acting_user=animator
        )
    assert states(cohort) == [("Se rencontrer", State.ONGOING), ("Essayer", State.ONGOING)]
    event = Event.objects.latest("pk")
    assert (event.actor, event.programme_id) == (animator, cohort.pk)
    assert event.label == "Cohorte, « Essayer » : en cours"


def test_one_gesture_dates_what_it_says(cohort) -> None:
    """Begun today, done today; said again nothing changes, and nothing more is told."""
    row = actions.advance(accompaniment=cohort, number=1, state=State.ONGOING)
    assert (row.begins, row.ends) == (today(), None)
    actions.advance(accompaniment=cohort, number=1, state=State.ONGOING)
    assert Event.objects.count() == 1
    row = actions.advance(accompaniment=cohort, number=1, state=State.DONE)
    assert (row.begins, row.ends) == (today(), today())
    row = actions.advance(accompaniment=cohort, number=1, state=State.COMING)
    assert (row.begins, row.ends) == (None, None)


def test_dates_that_still_hold_are_kept_by_a_gesture(cohort) -> None:
    """A past beginning stays when it ends, an end to come stays when it begins."""
    begins, ends = today() - 9 * ONE_DAY, today() + 9 * ONE_DAY
    actions.set_phase(accompaniment=cohort, number=1, state=State.ONGOING, begins=begins, ends=ends)
    row = actions.advance(accompaniment=cohort, number=1, state=State.ONGOING)
    assert (row.begins, row.ends) == (begins, ends)
    row = actions.advance(accompaniment=cohort, number=1, state=State.DONE)
    assert (row.begins, row.ends) == (begins, today())


@pytest.mark.parametrize(
    ("state", "begins", "ends", "sentence"),
    [
        ("en-cours", 0, -1, "vient avant son début"),
        ("en-cours", 1, None, "d'ici là, l'étape est « à venir »"),
        ("faite", -3, 1, "d'ici là, l'étape est « en cours »"),
        ("a-venir", -1, None, "si l'étape a commencé"),
        ("a-venir", None, -1, "si l'étape est finie"),
        ("bientot", None, None, "n’est pas un choix valide"),
    ],
)
def test_a_state_and_its_dates_tell_the_same(cohort, state, begins, ends, sentence) -> None:
    """What disagrees is refused with a sentence, and nothing is written."""
    dates = {
        name: None if days is None else today() + days * ONE_DAY
        for name, days in (("begins", begins), ("ends", ends))
    }
    with pytest.raises(ValidationError, match=sentence):
        actions.set_phase(accompaniment=cohort, number=1, state=state, **dates)
    assert not PhaseProgress.objects.exists()
    assert not Event.objects.exists()


def test_the_database_holds_the_order_of_dates(cohort) -> None:
    """Whatever the way in, a phase does not end before it begins."""
    row = actions.advance(accompaniment=cohort, number=1, state=State.ONGOING)
    with pytest.raises(IntegrityError), transaction.atomic():
        PhaseProgress.objects.filter(pk=row.pk).update(ends=today() - ONE_DAY)


def test_an_old_draft_brings_no_old_state_back(cohort) -> None:
    """Its words come back; how far each phase is stays, even through a version without it."""
    before = cohort.save_revision()
    actions.advance(accompaniment=cohort, number=2, state=State.DONE)
    page = type(cohort).objects.get(pk=cohort.pk)
    page.phases.remove(page.phases.get(order=2))
    page.save_revision().publish()
    assert states(cohort) == [("Se rencontrer", State.COMING)]
    before.publish()
    assert states(cohort) == [("Se rencontrer", State.COMING), ("Essayer", State.DONE)]


def test_only_who_leads_says_how_far_a_phase_is(cohort) -> None:
    """The team and its animators; participants and other animators are refused."""
    for user in (make.participant(cohort).user, make.animator(make.comap()).user):
        with pytest.raises(PermissionDenied, match="le conduit"):
            actions.advance(accompaniment=cohort, number=1, state=State.DONE, acting_user=user)
    assert not PhaseProgress.objects.exists()
    team = make.team_member().user
    actions.advance(accompaniment=cohort, number=1, state=State.DONE, acting_user=team)
    assert PhaseProgress.objects.get().state == State.DONE


def test_a_phase_that_was_removed_is_refused(cohort) -> None:
    """Somebody else edited the page meanwhile: a sentence says so."""
    with pytest.raises(ValidationError, match="n'existe plus"):
        actions.advance(accompaniment=cohort, number=3, state=State.DONE)
    assert not PhaseProgress.objects.exists()


def test_nothing_is_said_of_what_ended_before_us(cohort) -> None:
    """A report tells of a cohort of years ago: its phases are not « à venir », nor anything."""
    cohort.end_year = today().year - 1
    cohort.save()
    assert states(cohort) == [("Se rencontrer", None), ("Essayer", None)]
    actions.advance(accompaniment=cohort, number=1, state=State.DONE)
    assert states(cohort) == [("Se rencontrer", State.DONE), ("Essayer", None)]


def test_dates_are_said_as_their_state_lets_them(cohort) -> None:
    """« depuis », « à partir du », « du … au … »: never a bare date."""
    page = type(cohort).objects.get(pk=cohort.pk)
    view = reading.phases_of(page)[0]
    day, later = dt.date(2026, 3, 3), dt.date(2026, 3, 12)
    said = [
        reading.PhaseView(view.phase, state, begins, ends).when
        for state, begins, ends in (
            (State.ONGOING, day, later), (State.ONGOING, day, None), (State.ONGOING, None, day),
            (State.COMING, day, None), (State.DONE, None, day), (State.DONE, None, None),
        )
    ]  # fmt: skip
    assert said == [
        "du 3 au 12 mars 2026", "depuis le 3 mars 2026", "jusqu'au 3 mars 2026",
        "à partir du 3 mars 2026", "finie le 3 mars 2026", "",
    ]  # fmt: skip


def test_one_button_moves_a_phase_on(client, cohort) -> None:
    """On the page, for who leads it, without script; others see the state and no button."""
    address = cohort.get_url()
    url = reverse("accompagnements:advance", args=[cohort.pk, 1])
    client.force_login(make.participant(cohort).user)
    assert url not in client.get(address).content.decode()
    assert client.post(url, {"state": "en-cours"}).status_code == 403
    assert not PhaseProgress.objects.exists()
    client.force_login(make.animator(cohort).user)
    assert url in client.get(address).content.decode()
    assert client.post(url, {"state": "en-cours"}, follow=True).redirect_chain == [(address, 302)]
    assert PhaseProgress.objects.get().state == State.ONGOING
    page = client.post(url, {"state": "nimporte"}, follow=True).content.decode()
    assert "pas un choix valide" in page
    assert PhaseProgress.objects.get().state == State.ONGOING


def test_the_form_writes_a_state_and_its_dates(client, cohort) -> None:
    """What disagrees is said beside its field, and what was typed stays."""
    url = reverse("accompagnements:phase", args=[cohort.pk, 1])
    client.force_login(make.animator(cohort).user)
    assert client.get(url).status_code == 200
    tomorrow = str(today() + ONE_DAY)
    refused = client.post(url, {"state": "en-cours", "begins": tomorrow, "ends": ""})
    assert refused.status_code == 422
    assert tomorrow in refused.content.decode()
    assert not PhaseProgress.objects.exists()
    done = client.post(url, {"state": "a-venir", "begins": tomorrow, "ends": ""})
    assert done.status_code == 302
    assert str(PhaseProgress.objects.get().begins) == tomorrow


def test_an_accompaniment_that_one_may_not_see_is_not_there(client, cohort) -> None:
    """One kept to its participants, one that is a draft, a phase that never was: alike."""
    draft = make.accompaniment(live=False)
    closed = make.accompaniment()
    closed.audience.circle = "participants"
    closed.audience.save()
    urls = [
        reverse(f"accompagnements:{name}", args=args)
        for name, args in (
            ("phase", [closed.pk, 1]), ("phase", [draft.pk, 1]), ("start", [closed.pk]),
            ("close", [closed.pk]), ("start", [0]), ("start", [make.comap().pk]),
        )
    ]  # fmt: skip
    assert all(client.get(url).status_code == 302 for url in urls)
    client.force_login(make.animator(cohort).user)
    assert [client.get(url).status_code for url in urls] == [404] * len(urls)
    assert client.get(reverse("accompagnements:phase", args=[cohort.pk, 9])).status_code == 404
