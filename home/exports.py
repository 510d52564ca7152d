"""The team's lists of people and organisations, as spreadsheets.

What somebody hid of how to reach them is not there: the team has no way of its own to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.http.response import FileResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from community.activity.actions import record
from community.activity.menu import GuardedMenuItem
from community.alliance.details import Visibility
from community.alliance.models import ContactDetail, Organisation, Person
from community.programmes.permissions import is_team
from community.text import sheets

#: How many rows are read at a time.
CHUNK = 500


@dataclass(frozen=True)
class Table:
    """One list: what it is called, its columns, and how each row is read for whoever asks."""

    title: str | Promise
    headings: tuple[str | Promise, ...]
    rows: Callable[[Any], QuerySet[Any]]
    cells: Callable[[Any], tuple[Any, ...]]

    def lines(self, user: Any) -> Iterator[tuple[Any, ...]]:
        return map(self.cells, self.rows(user).iterator(chunk_size=CHUNK))


def _details(user: Any) -> Prefetch[Any]:
    shown = ContactDetail.objects.visible_to(user).exclude(visibility=Visibility.NOBODY)
    return Prefetch("contact_details", shown.order_by("kind", "pk"))


def _people(user: Any) -> QuerySet[Person]:
    people = Person.objects.visible_to(user).select_related("organisation", "territory")
    return people.prefetch_related("topics", "languages", _details(user)).order_by("name", "pk")


def _person(person: Person) -> tuple[Any, ...]:
    return (
        person,
        person.role,
        person.organisation or "",
        person.territory or "",
        person.offer,
        ", ".join(topic.name for topic in person.topics.all()),
        ", ".join(language.code for language in person.languages.all()),
        *_ways(person),
        _("oui") if person.user_id else _("non"),
        _("oui") if person.public else _("non"),
        person.slug,
    )


def _organisations(user: Any) -> QuerySet[Organisation]:
    return Organisation.objects.prefetch_related("contacts", _details(user)).order_by("name", "pk")


def _organisation(organisation: Organisation) -> tuple[Any, ...]:
    return (
        organisation.name,
        organisation.get_kind_display(),
        organisation.summary,
        ", ".join(str(person) for person in organisation.contacts.all()),
        *_ways(organisation),
        organisation.slug,
    )


def _ways(card: Person | Organisation) -> list[str]:
    """The details that are shown, a column a kind."""
    found: dict[str, list[str]] = {kind: [] for kind in ContactDetail.Kind.values}
    for detail in card.contact_details.all():
        found[detail.kind].append(detail.value)
    return [" ; ".join(values) for values in found.values()]


WAYS = tuple(kind.label for kind in ContactDetail.Kind)
TABLES = {
    "personnes": Table(
        gettext_lazy("Personnes"),
        (
            gettext_lazy("Nom"),
            gettext_lazy("Fonction"),
            gettext_lazy("Organisation"),
            gettext_lazy("Territoire"),
            gettext_lazy("Je peux aider sur…"),
            gettext_lazy("Sujets"),
            gettext_lazy("Langues"),
            *WAYS,
            gettext_lazy("A un compte"),
            gettext_lazy("Fiche visible de tout le monde"),
            gettext_lazy("Adresse de la fiche"),
        ),
        _people,
        _person,
    ),
    "organisations": Table(
        gettext_lazy("Organisations"),
        (
            gettext_lazy("Nom"),
            gettext_lazy("Type"),
            gettext_lazy("En quelques mots"),
            gettext_lazy("Personnes qui tiennent la fiche"),
            *WAYS,
            gettext_lazy("Adresse de la fiche"),
        ),
        _organisations,
        _organisation,
    ),
}


def _for_the_team(request: HttpRequest) -> Any:
    """Who asks, if they may."""
    if not is_team(request.user):
        raise PermissionDenied(_("Seule l'équipe télécharge ces listes."))
    return request.user


@require_safe
def exports(request: HttpRequest) -> HttpResponseBase:
    """What can be taken, in which form."""
    _for_the_team(request)
    context = {
        "page_title": _("Télécharger des listes"),
        "header_icon": "download",
        "tables": [(name, table.title) for name, table in TABLES.items()],
    }
    return render(request, "admin/exports.html", context)


@require_POST
@cache_control(private=True, no_store=True)
def export(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """One list as a file. Asked for by a button, since the log tells who took it."""
    user = _for_the_team(request)
    table = TABLES.get(name)
    if table is None or form not in sheets.TYPES:
        raise Http404
    title = str(table.title)
    record(
        verb="list.downloaded",
        actor=user,
        label=_("a téléchargé la liste « %(title)s » (%(form)s)") % {"title": title, "form": form},
    )
    headings = [str(heading) for heading in table.headings]
    lines = table.lines(user)
    filename = f"{name}-{timezone.localdate():%Y-%m-%d}.{form}"
    if form == sheets.CSV:
        response: Any = StreamingHttpResponse(sheets.as_csv(headings, lines))
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
    else:
        book = sheets.as_xlsx(title, headings, lines)
        response = FileResponse(book, as_attachment=True, filename=filename)
    response["Content-Type"] = sheets.TYPES[form]
    return response


@hooks.register("register_admin_urls")
def export_urls() -> list[Any]:
    return [
        path("listes/", exports, name="exports"),
        path("listes/<slug:name>.<slug:form>", export, name="export"),
    ]


@hooks.register("register_reports_menu_item")
def export_menu_item() -> MenuItem:
    return GuardedMenuItem(
        _("Télécharger des listes"),
        reverse("exports"),
        may_open=is_team,
        name="listes",
        icon_name="download",
        order=1080,
    )


def neutral_reports() -> None:
    """Wagtail's own reports write titles that many people type: its CSV, too, is neutralised."""
    as_wagtail_does = SpreadsheetExportMixin.preprocess_field_value

    def preprocess(view: Any, field: str, value: Any, form: str) -> Any:
        written = as_wagtail_does(view, field, value, form)
        return sheets.neutral(written) if isinstance(written, str) else written

    SpreadsheetExportMixin.preprocess_field_value = preprocess
