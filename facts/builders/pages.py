"""How the things that have a page are made, changed, moved and made another kind of page."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from facts.lists import Row
from facts.world import MissingSectionError, World

from .base import Builder


class PageBuilder(Builder):
    """Builds pages of one concrete base model, published where their row puts them."""

    model: ClassVar[type[Page]]
    #: The field that says where a page stands, or of which kind it is.
    placement: ClassVar[str] = ""

    def parent(self, row: Row, world: World) -> Page:
        """The page under which the page of this row stands."""
        raise NotImplementedError

    def page_model(self, row: Row, parent: Page) -> type[Page]:
        """The model of the page of this row, under this parent."""
        return self.model

    def place(self, page: Page, row: Row, world: World) -> Page:
        """Bring an existing page where its row puts it, as the kind of page that it is there."""
        parent = self.parent(row, world)
        model = self.page_model(row, parent)
        if type(page) is not model:
            page = convert(page, model, base=self.model, **self.own_columns(row, model))
        if page.get_parent().pk != parent.pk:
            page.move(parent, pos="last-child")
        return page

    def own_columns(self, row: Row, model: type[Page]) -> dict[str, Any]:
        """Columns that the model of a page has beside those of the base."""
        return {}

    def find(self, row: Row, world: World) -> int | None:
        parent = self.parent(row, world)
        pages = self.model.objects.child_of(parent).exact_type(self.page_model(row, parent))
        found = pages.filter(slug=self.slug(row)).values_list("pk", flat=True).first()
        return None if found is None else int(found)

    def slug(self, row: Row) -> str:
        """The page's own part of its address."""
        return str(row["slug"])

    def create(self, row: Row, world: World) -> int:
        parent = self.parent(row, world)
        now = timezone.now()
        page = self.page_model(row, parent)(first_published_at=now, last_published_at=now)
        for field in self.fields:
            field.assign(page, row[field.name], world)
        parent.add_child(instance=page)  # cleans, then saves
        for field in self.fields:
            field.after_save(page, row[field.name], world)
        return int(page.pk)

    def update(self, pk: int, changes: Row, row: Row, world: World) -> None:
        page = self.model.objects.get(pk=pk).specific
        changed = [field for field in self.fields if field.name in changes]
        for field in changed:
            field.assign(page, changes[field.name], world)
        page.draft_title = page.title
        page.save()
        for field in changed:
            field.after_save(page, changes[field.name], world)
        if page.latest_revision_id and not page.has_unpublished_changes:
            # The editor opens the latest revision: it has to say what the page says. A draft in
            # the making is its author's.
            page.save_revision(changed=False).publish()
        if self.placement in changes:
            self.place(page, row, world)

    @property
    def content_model(self) -> type[models.Model]:
        return Page


def section(model: type[Page]) -> Page:
    """The page at the head of a section."""
    page = model.objects.first()
    if page is None:
        raise MissingSectionError(model._meta.verbose_name)
    return page


def convert(page: Page, model: type[Page], *, base: type[Page], **own: Any) -> Page:
    """Make a page another kind of page: same row of the base, same tree below, same address.

    Its revisions go, since they are those of another kind of page: raises ``ValidationError`` when
    one of them is a draft, which nobody should lose that way.
    """
    if page.has_unpublished_changes:
        sentence = _("« %(title)s » change de type et a un brouillon : publiez-le d'abord.")
        raise ValidationError(sentence % {"title": page.title})
    pk = page.pk
    columns = {field.attname: getattr(page, field.attname) for field in base._meta.concrete_fields}
    columns |= {
        "content_type_id": ContentType.objects.get_for_model(model).pk,
        "latest_revision_id": None,
        "live_revision_id": None,
        "has_unpublished_changes": False,
    }
    # Wagtail's own delete() takes the page out of the tree, and all that is below with it.
    models.Model.delete(page, keep_parents=True)
    converted = model(**columns, **own, **{model._meta.get_ancestor_link(base).attname: pk})
    converted._state.adding = False
    converted.save_base(raw=True)  # the own row first: Page.save() looks for it
    converted.save()
    return converted
