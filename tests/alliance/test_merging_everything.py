"""Nothing that hangs on a card is forgotten when it becomes one with another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey
from wagtail.models import Page, ReferenceIndex

from chantiers.models import Contribution
from community.alliance import merging
from community.alliance.models import ContactDetail, Person
from facts.models import Imported
from tests import factories as make
from tests.accounts.everything import planted
from tests.alliance.merging import known_by_name, merge

pytestmark = pytest.mark.django_db
TOKEN = "jetonunique"

#: Tables that name things of any kind, and what becomes there of a card that goes.
GENERIC = {
    "activity.Event": "moved by the card's own room",
    "facts.Imported": "moved by the reader of facts files",
    "taggit.TaggedItem": "moved by the card's own room: the subjects",
    "wagtailcore.ModelLogEntry": "moved by the card's own room",
    "wagtailcore.ReferenceIndex": "written again for what cites the card",
    "wagtailcore.PageLogEntry": "pages alone",
    "wagtailcore.Revision": "pages alone: a card has no versions",
    "wagtailcore.WorkflowContentType": "kinds of things, no things",
    "wagtailcore.WorkflowState": "pages alone: a card is never proofread",
    "wagtailadmin.EditingSession": "who has the card open: an hour's trace",
    "wagtailadmin.FormState": "what is being typed on the card: a day's trace",
    "wagtailsearch.IndexEntry": "made by Wagtail, taken away with the card",
    "auth.Permission": "kinds of things, no things",
    "wagtailcore.Page": "its kind",
    "wagtailcore.Task": "its kind",
    "wagtailcore.TaskState": "its kind",
    "wagtailcore.UploadedFile": "what the file is for",
}


def moved() -> set[str]:
    """The columns that some room moves."""
    return {column for room in merging._rooms.values() for column in room.columns}


def generic_tables() -> Iterator[str]:
    """Those with a column for the kind of thing that another column names."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, ForeignKey) and field.related_model is ContentType:
                yield model._meta.label


def rows_naming(person: Person) -> dict[str, int]:
    """How many rows of each column name somebody."""
    found = {}
    for column in merging.naming_people():
        model, field = column.rsplit(".", 1)
        rows = apps.get_model(model)._base_manager.filter(**{field: person})
        if total := rows.count():
            found[column] = total
    return found


def test_every_column_that_names_a_person_is_moved_by_a_room() -> None:
    """A new table fails here until its room says how its rows move."""
    relations = {
        f"{relation.related_model._meta.label}.{relation.field.name}"  # type: ignore[union-attr]
        for relation in Person._meta.related_objects
        if not relation.many_to_many
    }
    through = {
        f"{relation.through._meta.label}.{relation.field.m2m_reverse_field_name()}"  # type: ignore[union-attr]
        for relation in Person._meta.related_objects
        if relation.many_to_many
    }
    assert {"discussions.Message.author", "alliance.CharterSignature.signed_by"} <= relations
    assert {"alliance.Organisation_contacts.person"} <= through
    assert relations | through == merging.naming_people()
    assert merging.naming_people() <= moved()
    without = moved() - {"discussions.Message.author"}
    assert merging.naming_people() - without == {"discussions.Message.author"}


def test_every_table_of_things_of_any_kind_was_thought_of() -> None:
    """Such a table names a card without a column that says so."""
    assert set(generic_tables()) == GENERIC.keys()


def test_all_that_somebody_left_everywhere_follows() -> None:
    """A row in each table that may name a person: none is lost, none names the card that went."""
    gone = planted(TOKEN)
    kept = known_by_name(name="Marie")
    kind = ContentType.objects.get_for_model(Person)
    Imported.objects.create(
        list="people", key='["marie"]', content_type=kind, object_id=gone.pk, written={}
    )
    before = rows_naming(gone)
    assert set(before) == merging.naming_people(), "plant a row in each new table"
    user, pk = gone.user, gone.pk
    merge(kept, gone)
    after = rows_naming(Person.objects.get(pk=kept.pk))
    assert after == before | {"alliance.FormerAddress.person": 2}
    assert Person.objects.get(user=user) == kept
    for model in apps.get_models():
        names = {field.name for field in model._meta.local_fields}
        if {"content_type", "object_id"} <= names:
            left = model._base_manager.filter(content_type=kind, object_id=str(pk))
            assert not left.exists(), model
    assert not ReferenceIndex.objects.filter(to_content_type=kind, to_object_id=str(pk)).exists()


def test_wagtail_knows_what_cites_the_card_that_stays() -> None:
    """The page that says where a card is used says it of the one that stays, once."""
    kept, gone = known_by_name(), known_by_name()
    synthesis = make.synthesis(make.chantier())
    Contribution.objects.create(synthesis=synthesis, person=gone)
    ReferenceIndex.create_or_update_for_object(Page.objects.get(pk=synthesis.pk).specific)
    assert ReferenceIndex.get_references_to(gone).exists()
    merge(kept, gone)
    [reference] = ReferenceIndex.get_references_to(kept)
    assert reference.object_id == str(synthesis.pk)


def test_what_no_room_moved_stops_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deleting would take it along: the house stops and nothing has changed."""
    kept, gone = known_by_name(), known_by_name()
    gone.languages.create(code="fr")
    make.comap().participations.create(person=gone)
    rooms: dict[str, Any] = dict(merging._rooms)
    rooms["dispositifs"] = rooms["dispositifs"]._replace(move=lambda pair, acting_user: None)
    monkeypatch.setattr(merging, "_rooms", rooms)
    with pytest.raises(RuntimeError, match=r"nobody moved programmes\.Participation"):
        merge(kept, gone)


def test_two_rooms_of_one_name_are_a_fault() -> None:
    """The same one twice is not."""
    room = merging._rooms["fiche"]
    merging.register("fiche", room.columns, room.move)
    with pytest.raises(ValueError, match="two rooms move"):
        merging.register("fiche", {}, room.move)
    with pytest.raises(ValueError, match="two rooms move"):
        merging.register_rows("fiche", "chantiers.Contribution.person", "Contributions")
    assert merging._rooms["fiche"] is room


def test_hidden_details_are_not_counted() -> None:
    """How many there are would tell that there are some."""
    kept, gone = known_by_name(), known_by_name()
    ContactDetail.objects.create(person=gone, kind="adresse", value="x", visibility="moi")
    assert merging.counted(merging.Pair(kept, gone)) == []
    make.comap().participations.create(person=gone)
    [count] = merging.counted(merging.Pair(kept, gone))
    assert (count.kept, count.gone) == (0, 1)
