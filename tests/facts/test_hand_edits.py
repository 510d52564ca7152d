"""What people change on the site stays, is told, and is written over only when asked."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Page

from community.alliance.models import Organisation, Person, Territory
from community.gatherings.models import GatheringPage
from community.programmes.actions import leave, take_part
from community.programmes.models import Participation, ProgrammePage
from facts.edits import Edit, EditKind, decide
from facts.lists import BY_NAME
from facts.models import Imported
from resources.models import Concept, Lesson, ResourcePage
from tests.factories import OrganisationFactory, PersonFactory
from tests.facts.documents import document, empty, load, row, totals

pytestmark = pytest.mark.django_db


def test_a_field_that_a_person_changed_is_kept_and_told() -> None:
    """Loading the same files again leaves it; a file that says something new leaves it too."""
    load(document("A"))
    Organisation.objects.update(name="L'Atelier du Val")
    report = load(document("A"))
    assert totals(report) == {"unchanged": 14, "kept": 1}
    assert report.edits == [
        Edit(
            EditKind.CHANGED,
            "organisations",
            ("atelier",),
            "name",
            "L'Atelier du Val",
            "L'Atelier",
        )
    ]
    report = load(empty("B", organisations=[row("organisations", name="L'Atelier SA")]))
    assert [edit.said for edit in report.edits] == ["L'Atelier SA"]
    assert Organisation.objects.get().name == "L'Atelier du Val"


def test_overwrite_writes_what_the_files_say() -> None:
    """And a second load then has nothing left to do."""
    load(document("A"))
    Organisation.objects.update(name="L'Atelier du Val")
    page = ProgrammePage.objects.get().specific
    page.summary = "Écrit sur le site."
    page.save_revision().publish()
    report = load(document("A"), overwrite=True)
    assert totals(report) == {"updated": 2, "unchanged": 13}
    assert report.edits == []
    assert Organisation.objects.get().name == "L'Atelier"
    assert ProgrammePage.objects.get().summary == "Un groupe qui lit."
    assert totals(load(document("A"), overwrite=True)) == {"unchanged": 15}


def test_other_fields_of_an_edited_thing_still_follow_the_files() -> None:
    """Hand edits are told apart field by field."""
    load(document("A"))
    Territory.objects.update(population=1300)
    report = load(
        document("B", territories=[row("territories", population=1250, region="Grande Corse")])
    )
    territory = Territory.objects.get()
    assert (territory.population, territory.region) == (1300, "Grande Corse")
    assert report.outcomes["territories"] == {"updated": 1}
    assert [edit.field for edit in report.edits] == ["population"]


def test_a_hand_edit_that_says_what_the_files_say_is_none() -> None:
    """When the next report agrees with the person, nobody has to hear of it."""
    load(document("A"))
    Territory.objects.update(population=1300)
    report = load(document("B", territories=[row("territories", population=1300)]))
    assert totals(report) == {"unchanged": 15}
    load(document("C", territories=[row("territories", population=1400)]))
    assert Territory.objects.get().population == 1400


def test_references_added_or_taken_out_by_hand_stay_so() -> None:
    """Beside them the files still add theirs."""
    both = [row("organisations"), row("organisations", slug="banque", name="Banque")]
    load(document("A", organisations=both))
    page = ProgrammePage.objects.get().specific
    friend = OrganisationFactory()
    page.partners.set([friend])  # the atelier out, a friend in
    page.save()
    report = load(
        document("B", organisations=both, programmes=[row("programmes", partners=["banque"])])
    )
    partners = set(ProgrammePage.objects.get().partners.values_list("slug", flat=True))
    assert partners == {friend.slug, "banque"}
    (edit,) = report.edits
    assert (edit.field, edit.current, edit.said) == (
        "partners",
        [f"#organisations/{friend.pk}"],
        ["atelier", "banque"],
    )
    load(document("A", organisations=both), overwrite=True)
    partners = set(ProgrammePage.objects.get().partners.values_list("slug", flat=True))
    assert partners == {"atelier", "banque"}


def test_allies_of_both_kinds_survive_together() -> None:
    """A person or an organisation that no file names is no reason to lose another."""
    load(document("A"))
    friend = PersonFactory()
    pilot = ProgrammePage.objects.get().get_children().get(slug="projet-bibliotheque").specific
    pilot.allied_people.add(friend)
    pilot.save()
    load(
        document(
            "B",
            people=[row("people"), row("people", slug="bob", name="Bob")],
            pilot_projects=[row("pilot_projects", allies=["bob"])],
        )
    )
    pilot.refresh_from_db()
    assert set(pilot.allied_people.values_list("slug", flat=True)) == {"ada", "bob", friend.slug}
    assert pilot.allied_organisations.get().slug == "atelier"


def test_overwrite_takes_no_right_away_that_a_person_gave() -> None:
    """Who animates may write and publish: a load gives that, and takes back only what it gave."""
    load(document("A", people=[row("people"), row("people", slug="bob", name="Bob")]))
    programme = ProgrammePage.objects.get()
    bob = Person.objects.get(slug="bob")
    take_part(programme=programme, person=bob, role=Participation.Role.ANIMATOR)
    take_part(programme=programme, person=PersonFactory(), role=Participation.Role.ANIMATOR)
    bare = row("programmes", animators=[])
    again = document("A", people=[row("people"), row("people", slug="bob")], programmes=[bare])
    load(again, overwrite=True)
    animators = programme.participations.animators().values_list("person__slug", flat=True)
    assert "ada" not in animators
    assert "bob" in animators
    assert len(animators) == 2


def test_an_animator_who_left_is_not_put_back() -> None:
    """Unless somebody asks for it."""
    load(document("A"))
    programme = ProgrammePage.objects.get()
    leave(participation=programme.participations.get())
    assert [edit.field for edit in load(document("A")).edits] == ["animators"]
    assert not programme.participations.exists()
    load(document("A"), overwrite=True)
    assert programme.participations.animators().get().person.slug == "ada"


def test_a_thing_deleted_on_the_site_is_not_made_again() -> None:
    """A page takes those below with it; `overwrite` brings everything back."""
    load(document("A", lessons=[], press=[]))
    ResourcePage.objects.get().delete()
    ProgrammePage.objects.get().specific.delete()
    more = row("sessions", slug="suite", title="La suite")
    report = load(document("A", lessons=[], press=[], sessions=[row("sessions"), more]))
    assert {(edit.list, edit.kind.value) for edit in report.edits} == {
        ("programmes", "deleted"),
        ("sessions", "orphan"),
        ("phases", "orphan"),
        ("pilot_projects", "orphan"),
        ("resources", "deleted"),
    }
    assert ProgrammePage.objects.count() == GatheringPage.objects.count() == 0
    report = load(document("A", lessons=[], press=[]), overwrite=True)
    assert totals(report)["created"] == 5
    assert GatheringPage.objects.get().url_path == "/home/comap/comap-lire/premiere-lecture/"
    assert ResourcePage.objects.get().programme == ProgrammePage.objects.get()
    assert totals(load(document("A", lessons=[], press=[]))) == {"unchanged": 11}


def test_references_to_a_deleted_thing_are_left_empty() -> None:
    """What refers to an organisation that somebody deleted goes on without it."""
    load(document("A"))
    Organisation.objects.get().delete()
    report = load(document("A"))
    assert {(edit.list, edit.field) for edit in report.edits} == {
        ("organisations", ""),
        ("people", "organisation"),
        ("programmes", "partners"),
        ("sessions", "organisations"),
        ("pilot_projects", "allies"),
        ("resources", "publisher"),
    }
    later = row("resources", slug="suite", title="La suite")
    load(document("B", resources=[later]))
    assert ResourcePage.objects.get(slug="suite").publisher is None
    load(document("A"), overwrite=True)
    assert {page.publisher.slug for page in ResourcePage.objects.all()} == {"atelier"}


def test_a_thing_deleted_and_made_again_by_hand_is_that_thing() -> None:
    """The loader takes up what a person made: empty fields are filled, the rest is theirs."""
    load(document("A"))
    Person.objects.get().delete()
    Person.objects.create(slug="ada", name="Ada Lovelace")
    report = load(document("A"))
    person = Person.objects.get()
    assert (person.name, person.role) == ("Ada Lovelace", "Conteuse")
    assert [(edit.list, edit.field) for edit in report.edits if edit.list == "people"] == [
        ("people", "name")
    ]


def test_what_people_made_before_any_file_is_taken_up() -> None:
    """A row or a page of the same identity is the thing of the file, not in its way."""
    load(document("A"))
    texts = {lesson.pk for lesson in Lesson.objects.all()}
    Imported.objects.all().delete()
    Concept.objects.filter(scheme="fondamentaux").update(definition="")
    report = load(document("A"))
    assert totals(report) == {"updated": 1, "unchanged": 14}
    assert {lesson.pk for lesson in Lesson.objects.all()} == texts
    assert Concept.objects.get(scheme="fondamentaux").definition.startswith("Faire")
    assert Page.objects.filter(slug="carnet").count() == 1


def test_the_editor_opens_what_the_load_wrote() -> None:
    """Wagtail's editor shows the latest revision: a load that changes a page makes one."""
    load(document("A"))
    page = GatheringPage.objects.get().specific
    page.place = "À la médiathèque"
    page.save_revision().publish()
    load(document("B", sessions=[row("sessions", title="Lecture d'ouverture")]))
    page = GatheringPage.objects.get().specific
    latest = page.get_latest_revision_as_object()
    assert latest.title == page.title == page.draft_title == "Lecture d'ouverture"
    assert latest.place == page.place == "À la médiathèque"
    assert list(latest.speakers.all()) == list(page.speakers.all()) != []
    assert not page.has_unpublished_changes


def test_a_draft_in_the_making_is_not_published_by_a_load() -> None:
    """Somebody is writing: the page follows the files, and the draft waits for its author."""
    load(document("A"))
    page = GatheringPage.objects.get().specific
    page.summary = "Un brouillon."
    page.save_revision()
    load(document("B", sessions=[row("sessions", title="Lecture d'ouverture")]))
    page = GatheringPage.objects.get().specific
    assert (page.title, page.summary) == ("Lecture d'ouverture", "On commence.")
    assert page.has_unpublished_changes
    assert page.get_latest_revision_as_object().summary == "Un brouillon."


def test_a_page_unpublished_on_the_site_stays_so() -> None:
    """A load publishes what it makes, and nothing else."""
    load(document("A"))
    GatheringPage.objects.get().unpublish()
    load(document("B", sessions=[row("sessions", title="Lecture d'ouverture")]), overwrite=True)
    page = GatheringPage.objects.get()
    assert (page.title, page.live) == ("Lecture d'ouverture", False)


def test_a_page_moved_or_renamed_on_the_site_stays_where_it_is() -> None:
    """The object is known, whatever its address became."""
    other = row("programmes", slug="autre", title="Autre", kind="chantier")
    load(document("A", programmes=[row("programmes"), other]))
    session = GatheringPage.objects.get()
    session.specific.move(ProgrammePage.objects.get(slug="autre"), pos="last-child")
    Person.objects.update(slug="ada-lovelace")
    report = load(document("A", programmes=[row("programmes"), other]))
    assert {(edit.list, edit.field, edit.current) for edit in report.edits} == {
        ("sessions", "programme", "autre"),
        ("people", "slug", "ada-lovelace"),
    }
    load(document("A", programmes=[row("programmes"), other]), overwrite=True)
    session.refresh_from_db()
    assert session.get_parent().slug == "comap-lire"
    assert Person.objects.get().slug == "ada"


def test_a_file_that_a_person_gave_to_a_resource_stays() -> None:
    """A resource has a file or an address: an address of the files does not chase a file away."""
    load(document("A", resources=[row("resources", url=None)]))
    file = get_document_model().objects.create(
        title="Carnet", file=ContentFile(b"lu", name="carnet.txt")
    )
    ResourcePage.objects.update(document=file)
    report = load(document("B"))
    assert [(edit.list, edit.field) for edit in report.edits] == [("resources", "url")]
    assert ResourcePage.objects.get().document == file
    load(document("B"), overwrite=True)
    resource = ResourcePage.objects.get()
    assert (resource.document, resource.address) == (None, "https://example.org/carnet")


def test_a_lesson_corrected_on_the_site_is_not_told_twice() -> None:
    """Its text is its identity in the files, not on the site; a person's tags stay as well."""
    load(document("A"))
    lesson = Lesson.objects.get()
    lesson.text = "Lire à voix haute nous rapproche."
    lesson.save()
    lesson.concepts.add(Concept.objects.create(scheme="dimensions", notation="1", label="Un"))
    lesson.concepts.add(Concept.objects.create(scheme="lexique", notation="lire", label="Lire"))
    load(document("B", lessons=[row("lessons", dimensions=[5])]))
    assert Lesson.objects.get().text == "Lire à voix haute nous rapproche."
    tags = lesson.concepts.values_list("scheme", "notation").order_by("scheme", "notation")
    assert list(tags) == [
        ("dimensions", "1"),
        ("dimensions", "4"),
        ("dimensions", "5"),
        ("fantastiques", "elu"),
        ("fondamentaux", "2"),
        ("lexique", "lire"),
    ]


def test_a_lesson_that_somebody_changed_outlives_its_source() -> None:
    """Nobody's words are removed."""
    load(document("A"))
    Lesson.objects.update(text="Lire relie.")
    report = load(document("A", lessons=[]))
    assert ("lessons", "unsaid") in {(edit.list, edit.kind.value) for edit in report.edits}
    Lesson.objects.all().delete()
    report = load(document("A", lessons=[]))
    assert "lessons" not in {edit.list for edit in report.edits}


@pytest.mark.parametrize(
    ("said", "now", "before", "overwrite", "change"),
    [
        ("b", "a", "a", False, "b"),  # the files moved on
        ("b", "x", "a", False, None),  # a person did
        ("b", "x", "a", True, "b"),
        ("b", "b", "a", False, None),  # both, to the same value
        (None, "a", "a", False, None),  # never asked to write nothing over nothing
    ],
)
def test_who_changed_a_value(
    said: str | None, now: str, before: str, overwrite: bool, change: str | None
) -> None:
    """What a load writes follows from three values: said, shown, written before."""
    decision = decide(
        BY_NAME["organisations"],
        ("atelier",),
        said={"name": said},
        current={"name": now},
        written={"name": before},
        overwrite=overwrite,
    )
    expected = {"name": None} if said is None else {} if change is None else {"name": change}
    assert decision.changes == expected
    assert bool(decision.edits) == (now == "x" and not overwrite)
