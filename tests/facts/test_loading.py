"""Loading facts: each list becomes what a reader looks for, once, where its address says."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Page

from accompagnements.models import AccompanimentPage, Phase, PilotProjectPage
from chantiers.models import ChantierPage, WorkSessionPage
from comap.models import ComapIndexPage, ComapPage, ComapSessionPage
from community.accounts.actions import make_account
from community.alliance.models import Figure, Organisation, Person, Territory
from community.gatherings.models import AppointmentPage, GatheringPage, MeetingPage
from community.programmes.models import ProgrammePage
from facts.actions import FactsRefusedError
from facts.models import Imported, Source
from resources.models import Concept, Lesson, Method, PressArticle, ResourcePage
from tests.accounts.doors import with_second_factor
from tests.facts.documents import document, empty, load, row, totals

pytestmark = pytest.mark.django_db


def test_every_list_of_a_file_is_stored() -> None:
    """Nothing of the file is lost: each field is found on the thing that it speaks of."""
    report = load(document())
    assert totals(report) == {"created": 13 + 2}  # two concepts that lessons name are implied
    atelier, ada, val = Organisation.objects.get(), Person.objects.get(), Territory.objects.get()
    assert (ada.role, ada.organisation, ada.public) == ("Conteuse", atelier, True)
    assert (val.department, val.population, val.area_km2, val.communes) == ("2A", 1200, 12.5, None)
    comap = ComapPage.objects.get()
    assert (comap.title, comap.start_year, comap.end_year) == ("Lire ensemble", 2023, None)
    assert comap.objectives == ["Lire.", "Relire."]
    assert list(comap.partners.all()) == [atelier]
    assert list(comap.territories.all()) == [val]
    assert comap.participations.animators().get().person == ada
    count = comap.participant_counts.get()
    assert (count.year, count.count, count.approximate) == (2023, 12, True)
    session = ComapSessionPage.objects.get()
    assert (str(session.date), str(session.end_date)) == ("2023-05-16", "2023-05-17")
    assert (session.modality, session.place, session.attendance) == ("hybride", "Le Val", 14)
    assert list(session.speakers.all()) == [ada]
    assert list(session.organisations.all()) == [atelier]
    resource = ResourcePage.objects.get()
    assert (resource.publisher, resource.programme.specific) == (atelier, comap)
    assert (str(resource.date), resource.address) == ("2023-06", "https://example.org/carnet")
    lesson = Lesson.objects.get()
    assert lesson.programme_id == comap.pk
    assert {(c.scheme, c.notation) for c in lesson.concepts.all()} == {
        ("fondamentaux", "2"),
        ("dimensions", "4"),
        ("fantastiques", "elu"),
    }
    pilot = PilotProjectPage.objects.get()
    assert (pilot.territory, pilot.theme, pilot.limits) == (val, "culture", ["Peu de place."])
    assert pilot.effects[1] == {"label": None, "text": "Et on lit."}
    assert list(pilot.allied_people.all()) == [ada]
    assert list(pilot.allied_organisations.all()) == [atelier]
    article, figure, phase = PressArticle.objects.get(), Figure.objects.get(), Phase.objects.get()
    assert (article.outlet, str(article.date), article.url) == ("Le Journal", "2023", "")
    assert (float(figure.value), figure.unit, figure.approximate) == (31.5, "livres", True)
    assert (phase.programme.specific, phase.order, phase.optional) == (comap, 0, False)
    assert Method.objects.get().steps == ["Ouvrir.", "Lire."]
    assert Concept.objects.get(scheme="fondamentaux").alt_labels == ["Agir ensemble"]


@pytest.mark.parametrize(
    ("kind", "model", "section", "meeting"),
    [
        ("comap", ComapPage, "comap", ComapSessionPage),
        ("chantier", ChantierPage, "chantiers", WorkSessionPage),
        ("cohorte", AccompanimentPage, "accompagnements", MeetingPage),
        ("accompagnement-experimental", AccompanimentPage, "accompagnements", MeetingPage),
        ("appui-ponctuel", AccompanimentPage, "accompagnements", MeetingPage),
        ("exploration", AppointmentPage, "rendez-vous", MeetingPage),
        ("gouvernance", AppointmentPage, "rendez-vous", MeetingPage),
        ("animation", AppointmentPage, "rendez-vous", MeetingPage),
    ],
)
def test_the_kind_of_a_programme_says_its_page_and_its_address(
    kind: str, model: type[Page], section: str, meeting: type[Page]
) -> None:
    """Pages keep the slug of the file in their address, and everything is published."""
    load(document(programmes=[row("programmes", kind=kind)]))
    page = ProgrammePage.objects.get().specific
    assert type(page) is model
    assert getattr(page, "kind", kind) == kind
    paths = set(Page.objects.descendant_of(page, inclusive=True).values_list("url_path", flat=True))
    assert paths == {
        f"/home/{section}/comap-lire/",
        f"/home/{section}/comap-lire/premiere-lecture/",
        f"/home/{section}/comap-lire/projet-bibliotheque/",
    }
    assert type(GatheringPage.objects.get().specific) is meeting
    pages = Page.objects.filter(depth__gt=3)
    assert all(page.live and page.first_published_at for page in pages)
    assert ResourcePage.objects.get().url_path == "/home/ressources/carnet/"


def test_what_belongs_to_no_programme_stands_in_its_section() -> None:
    """A meeting of the alliance is among the rendez-vous, a project among the accompaniments."""
    load(
        document(
            sessions=[row("sessions", programme=None)],
            pilot_projects=[row("pilot_projects", cohort=None, territory=None)],
            lessons=[row("lessons", programme=None)],
            phases=[row("phases", programme=None)],
        )
    )
    assert type(GatheringPage.objects.get().specific) is MeetingPage
    assert GatheringPage.objects.get().url_path == "/home/rendez-vous/premiere-lecture/"
    pilot = PilotProjectPage.objects.get()
    assert pilot.url_path == "/home/accompagnements/projet-bibliotheque/"
    assert (Lesson.objects.get().programme, Phase.objects.get().programme) == (None, None)


def test_loading_again_changes_nothing_whichever_way() -> None:
    """A, B, then B and A, or one of them alone: nothing is created, nothing is updated."""
    a = document("A")
    b = document(
        "B",
        programmes=[row("programmes", title="Lire à plusieurs", partners=[], objectives=["Lire."])],
        sessions=[row("sessions", date="2023-05-15")],
    )
    assert totals(load(a, b))["created"] == 15
    assert ComapPage.objects.get().title == "Lire à plusieurs"
    for again in ([a, b], [b, a], [a], [b]):
        assert totals(load(*again)) == {"unchanged": 15}
    assert str(GatheringPage.objects.get().date) == "2023-05-15"
    assert list(Source.objects.values_list("title", flat=True)) == ["A", "B"]


def test_files_loaded_one_by_one_give_what_they_give_together() -> None:
    """A later file updates what it says otherwise, and only that."""
    a, b = document("A"), empty("B", methods=[row("methods", title="Lecture à deux")])
    load(a)
    report = load(b)
    assert totals(report) == {"updated": 1, "unchanged": 14}
    assert report.outcomes["methods"] == {"updated": 1}
    assert [(d.field, d.old_source, d.new_source) for d in report.differences] == [
        ("title", "A", "B")
    ]
    assert totals(load(a, b)) == {"unchanged": 15}


def test_only_differences_of_the_files_given_are_told() -> None:
    """What other sources say of one another was told when they were loaded."""
    load(document("A"), empty("B", methods=[row("methods", title="Lecture à deux")]))
    assert load(empty("C")).differences == []


@pytest.mark.parametrize(
    ("kind", "model", "meeting"),
    [
        ("chantier", ChantierPage, WorkSessionPage),
        ("appui-ponctuel", AccompanimentPage, MeetingPage),
        ("gouvernance", AppointmentPage, MeetingPage),
    ],
)
def test_a_later_file_may_say_another_kind_of_programme(
    kind: str, model: type[Page], meeting: type[Page]
) -> None:
    """The page becomes that kind of page: same row, same tree below, at the address of its kind."""
    load(document("A"))
    before = ProgrammePage.objects.get().specific
    before.save_revision().publish()
    session = GatheringPage.objects.get()
    by_hand = ComapSessionPage(title="À la main", slug="a-la-main", kind="session-comap")
    Page.objects.get(pk=before.pk).add_child(instance=by_hand)
    b = document("B", programmes=[row("programmes", kind=kind)])
    assert load(b).outcomes["programmes"] == {"updated": 1}
    page = ProgrammePage.objects.get().specific
    assert (page.pk, type(page)) == (before.pk, model)
    assert (page.latest_revision, page.live) == (None, True)
    assert ComapPage.objects.count() == ComapSessionPage.objects.count() == 0
    assert page.get_parent().slug == page.url_path.split("/")[2] != "comap"
    assert page.participant_counts.get().count == 12
    assert page.participations.animators().count() == page.lessons.count() == 1
    assert page.audience.programme_id == page.pk
    meetings = GatheringPage.objects.child_of(page).specific()
    assert {type(item) for item in meetings} == {meeting}
    assert {item.pk for item in meetings} == {session.pk, by_hand.pk}
    assert [str(item.date) for item in meetings if item.pk == session.pk] == ["2023-05-16"]
    assert list(meetings.get(pk=session.pk).speakers.all()) == [Person.objects.get()]
    assert Page.find_problems() == ([], [], [], [], [])
    assert totals(load(document("A"), b)) == {"unchanged": 15}


def test_a_kind_inside_one_page_model_is_a_plain_change() -> None:
    """A cohort that becomes help on request keeps its page, its address and its revisions."""
    load(document("A", programmes=[row("programmes", kind="cohorte")]))
    page = AccompanimentPage.objects.get()
    page.save_revision().publish()
    load(document("B", programmes=[row("programmes", kind="appui-ponctuel")]))
    page.refresh_from_db()
    assert (page.kind, page.get_parent().slug) == ("appui-ponctuel", "accompagnements")
    assert page.get_latest_revision_as_object().kind == "appui-ponctuel"


def test_a_later_file_may_move_a_meeting_and_a_project() -> None:
    """They move under the other programme, as the kind of page that meetings have there."""
    other = row("programmes", slug="chantier-lire", kind="chantier")
    load(document("A"))
    session, pilot = GatheringPage.objects.get(), PilotProjectPage.objects.get()
    b = document(
        "B",
        programmes=[row("programmes"), other],
        sessions=[row("sessions", programme="chantier-lire")],
        pilot_projects=[row("pilot_projects", cohort="chantier-lire")],
    )
    load(b)
    moved = WorkSessionPage.objects.get()
    assert (moved.pk, moved.title) == (session.pk, "Première lecture")
    assert moved.url_path == "/home/chantiers/chantier-lire/premiere-lecture/"
    assert moved.audience.programme.slug == "chantier-lire"
    pilot.refresh_from_db()
    assert pilot.url_path == "/home/chantiers/chantier-lire/projet-bibliotheque/"
    assert totals(load(document("A"), b)) == {"unchanged": 16}


def test_a_draft_is_not_lost_when_its_page_would_change_kind() -> None:
    """A meeting with a draft is not made another kind of page: the load is refused, and says so."""
    other = row("programmes", slug="chantier-lire", kind="chantier")
    load(document("A"))
    session = GatheringPage.objects.get().specific
    session.summary = "Un brouillon en cours."
    session.save_revision()
    b = document(
        "B",
        programmes=[row("programmes"), other],
        sessions=[row("sessions", programme="chantier-lire")],
    )
    with pytest.raises(FactsRefusedError, match="brouillon"):
        load(b)
    session.refresh_from_db()
    assert session.get_latest_revision_as_object().summary == "Un brouillon en cours."
    assert list(Source.objects.values_list("title", flat=True)) == ["A"]
    session.get_latest_revision().publish()
    load(b)
    assert WorkSessionPage.objects.count() == 1


def test_a_new_page_joins_a_programme_that_moved() -> None:
    """One load may change the kind of a programme and add meetings to it."""
    load(document("A"))
    load(
        document(
            "B",
            programmes=[row("programmes", kind="chantier")],
            sessions=[row("sessions", slug="suite", title="La suite")],
        )
    )
    pages = WorkSessionPage.objects.order_by("path")
    assert [page.slug for page in pages] == ["premiere-lecture", "suite"]


def test_concepts_that_no_file_defines_are_implied() -> None:
    """A lesson's tags are kept though its file defines no concept; a later file defines them."""
    report = load(document("A", concepts=[]))
    assert report.outcomes["concepts"] == {"created": 3}
    labels = Concept.objects.values_list("scheme", "label")
    assert set(labels) == {
        ("fondamentaux", "Fondamental 2"),
        ("dimensions", "Dimension 4"),
        ("fantastiques", "élu·e"),
    }
    assert load(document("B")).outcomes["concepts"] == {"updated": 1, "unchanged": 2}
    assert Concept.objects.get(scheme="fondamentaux").label == "Coopérer"
    assert Lesson.objects.get().concepts.count() == 3


def test_a_source_given_again_with_other_content_replaces_itself() -> None:
    """Its rows keep their place in the order; a lesson that nobody says any more goes."""
    load(document("A"), document("B", methods=[row("methods", title="B")], lessons=[]))
    changed = document(
        "A",
        lessons=[row("lessons", text="Lire à voix haute relie.")],
        methods=[row("methods", title="A")],
        press=[],
        resources=[],
    )
    report = load(changed)
    assert report.outcomes["lessons"] == {"created": 1, "removed": 1}
    assert Lesson.objects.get().text == "Lire à voix haute relie."
    assert Method.objects.get().title == "B"
    assert PressArticle.objects.count() == ResourcePage.objects.count() == 1  # B says so
    assert Source.objects.get(title="A").content == changed
    assert totals(load(changed)) == {"unchanged": 15}


def test_what_no_source_says_any_more_is_kept_when_it_has_an_address() -> None:
    """Others may refer to a page or a person: that is left for people to settle, and told."""
    load(document("A", sessions=[row("sessions", speakers=["ada", "bob"])], people=[
        row("people"), row("people", slug="bob", name="Bob")]))  # fmt: skip
    report = load(document("A", resources=[], press=[], sessions=[row("sessions")]))
    assert {(edit.list, edit.kind.value) for edit in report.edits} == {
        ("people", "unsaid"),
        ("resources", "unsaid"),
    }
    assert report.outcomes["people"] == {"unchanged": 1, "kept": 1}
    assert PressArticle.objects.count() == 0
    assert Person.objects.count() == 2
    assert [person.slug for person in GatheringPage.objects.get().speakers.all()] == ["ada"]


def test_a_value_that_its_source_takes_back_is_emptied() -> None:
    """The merge is made anew of what the sources say now."""
    load(document("A"))
    bare = row("sessions", end_date=None, place=None, attendance=None, organisations=[])
    load(document("A", sessions=[bare]))
    session = GatheringPage.objects.get()
    assert (session.end_date, session.place, session.attendance) == (None, "", None)
    assert session.organisations.count() == 0
    assert session.ends_on == session.starts_on
    load(document("A", programmes=[row("programmes", animators=[], participants=[])]))
    programme = ProgrammePage.objects.get()
    assert programme.participations.count() == programme.participant_counts.count() == 0


def test_a_dry_run_writes_nothing() -> None:
    """It says what would happen, for a first load and for a later one."""
    assert totals(load(document("A"), dry_run=True)) == {"created": 15}
    assert Page.objects.filter(depth__gt=3).count() == Source.objects.count() == 0
    assert Organisation.objects.count() == Imported.objects.count() == 0
    load(document("A"))
    report = load(document("B", methods=[row("methods", title="B")]), dry_run=True)
    assert totals(report) == {"updated": 1, "unchanged": 14}
    assert Method.objects.get().title == "Lecture partagée"
    assert Source.objects.count() == 1


def test_what_a_room_refuses_is_a_fault_and_nothing_is_written() -> None:
    """An address that another page has cannot be taken: all or nothing."""
    by_hand = ChantierPage(title="À la main", slug="comap-lire")
    ComapIndexPage.objects.get().add_child(instance=by_hand)
    taken = Organisation.objects.count(), Page.objects.count()
    with pytest.raises(FactsRefusedError) as refusal:
        load(document("A"))
    (fault,) = [fault for fault in refusal.value.faults if fault.list == "programmes"]
    assert (fault.file, fault.slug, fault.field) == ("A", "comap-lire", "slug")
    assert "comap-lire" in str(refusal.value)
    assert (Organisation.objects.count(), Page.objects.count()) == taken


def test_two_sources_that_share_a_slug_are_refused() -> None:
    """What files must not say together is checked by the action itself, kept sources included."""
    load(empty("A", people=[row("people", slug="x", organisation=None)]))
    with pytest.raises(FactsRefusedError, match="jamais le même slug"):
        load(empty("B", organisations=[row("organisations", slug="x")]))
    assert Organisation.objects.count() == 0


def test_a_house_without_its_sections_is_told_so() -> None:
    """The loader builds no section: that is what migrate does."""
    Page.objects.filter(slug="comap", depth=3).first().delete()
    with pytest.raises(FactsRefusedError, match="migrate"):
        load(document("A"))


def test_progress_is_told_row_by_row() -> None:
    """Whoever waits sees how far it is."""
    told: list[tuple[Any, ...]] = []
    load(document("A"), progress=lambda *step: told.append(step))
    assert told[0] == ("organisations", 1, 15)
    assert told[-1] == ("figures", 15, 15)


def test_the_admin_shows_the_sources_and_lets_nobody_change_them() -> None:
    """A source is what a report said; it changes by loading it again."""
    load(document("Rapport 2023"))
    source = Source.objects.get()
    admin = make_account(email="admin@exemple.test", is_staff=True, is_superuser=True)
    office = with_second_factor(admin)
    assert "Rapport 2023" in office.get("/gestion/sources/").content.decode()
    assert office.get(f"/gestion/sources/inspect/{source.pk}/").status_code == 200
    for path in ("new/", f"edit/{source.pk}/", f"delete/{source.pk}/"):
        assert office.get(f"/gestion/sources/{path}").status_code == 302
