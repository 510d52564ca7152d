"""A pilot project tells its three notes, its limits as much as its effects, and who disagrees."""

import pytest
from django.core.exceptions import ValidationError

from accompagnements.models import PilotProjectPage, PointOfView
from community.alliance.models import ActorKind
from community.delegations.actions import end_seat
from community.text.dates import parse
from tests import factories as make

pytestmark = pytest.mark.django_db


def read(client, page) -> str:
    return client.get(page.get_url()).content.decode()


def test_the_three_notes_stand_side_by_side_written_or_to_come(client) -> None:
    """What is written with its date, what is not with the one when it is expected; or no notes."""
    project = make.pilot_project(
        make.accompaniment(),
        intention="Planter.\n\nEnsemble.",
        intention_date=parse("2026-03"),
        feasibility_date=parse("2027-01"),
    )
    page = read(client, project)
    places = [page.index(words) for words in ("Intention", "mars 2026", "Cadrage", "Faisabilité")]
    assert places == sorted(places)
    assert "<p>Ensemble.</p>" in page
    assert page.count("À venir") == 2
    assert "À venir\u00a0: janvier 2027" in page
    assert "Les trois notes" not in read(client, make.pilot_project(make.accompaniment()))


def test_limits_are_asked_for_where_there_are_effects_only(client) -> None:
    """Neither column vanishes when the other is told."""
    project = make.pilot_project(make.accompaniment(), effects=[{"label": None, "text": "Mieux."}])
    page = read(client, project)
    assert "Ce qui résiste" in page
    assert "une limite racontée aide autant" in page
    project = make.pilot_project(make.accompaniment(), limits=["Trop peu."])
    assert "Ce qui a changé" in read(client, project)


def test_points_of_view_say_functions_and_never_names(client) -> None:
    """Dissent stands beside the rest; a seat that ended, or is gone, leaves its words."""
    cohort = make.accompaniment()
    delegation = make.delegation(cohort, territory=make.TerritoryFactory(name="Loos"))
    seat = make.seat(
        delegation, ActorKind.ELU, title="maire adjointe", person=make.PersonFactory(name="Ana Lys")
    )
    project = make.pilot_project(cohort)
    for words in ({"seat": seat, "text": "J'y crois."}, {"who": "une voisine", "text": "Pas moi."}):
        view = PointOfView(project=project, **words)
        view.full_clean()
        view.save()
    page = read(client, project)
    for words in ("Élu·e", "Maire adjointe, Loos", "Une voisine", "Pas moi."):
        assert words in page
    assert "Ana Lys" not in page
    end_seat(seat=seat)
    assert "J’y crois." in read(client, project)
    project.points_of_view.filter(seat__isnull=False).update(seat=None)
    page = read(client, PilotProjectPage.objects.get(pk=project.pk))
    assert "J’y crois." in page
    assert "Élu·e" in page


def test_somebody_says_a_point_of_view() -> None:
    """Without a seat, a kind of actors or a few words it is nobody's: refused with a sentence."""
    project = make.pilot_project(make.accompaniment())
    with pytest.raises(ValidationError, match="Dites qui parle"):
        PointOfView(project=project, text="Bof.").full_clean()
    PointOfView(project=project, text="Bof.", kind="etat").full_clean()
