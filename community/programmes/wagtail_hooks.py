"""Pages are served to those who may see them; the admin says and changes who that is."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldRowPanel, ObjectList
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from community.text.panels import field

from . import admin_scope, admin_views, deletion
from .forms import ParticipationForm
from .models import HousePage, Participation
from .permissions import move_refusal
from .querysets import trail_at


@hooks.register("before_serve_page")
def hide_from_others(page: HousePage, request: HttpRequest, _args: Any, _kwargs: Any) -> None:
    """« Not yours » and « does not exist » answer alike."""
    if page.trail is None:
        page.trail = trail_at(request.user, page.url_path)
    if not page.trail:
        raise Http404


hooks.register("construct_page_chooser_queryset", admin_scope.narrow_chooser)
hooks.register("construct_explorer_page_queryset", admin_scope.narrow_explorer)


def _keep(request: HttpRequest, sentence: str | None, page: Page) -> HttpResponse | None:
    """Say why the house refuses, where the page stands; go on when it does not."""
    if not sentence:
        return None
    messages.error(request, sentence)
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_delete_page")
def refuse_deletion(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What hangs on a page – lessons, delegations, talk – is not deleted with it."""
    return _keep(request, deletion.refusal(page), page)


@hooks.register("before_move_page")
def refuse_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """A page of participants stays where there are some: elsewhere it would be others'."""
    return _keep(request, move_refusal(page, destination), page)


@hooks.register("before_bulk_action")
def refuse_together(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """The same when pages are ticked and deleted, or moved, together."""
    for page in objects:
        answer = None
        if action_type == "delete" and isinstance(page, Page):
            answer = refuse_deletion(request, page)
        elif action_type == "move":
            answer = refuse_move(request, page, action.cleaned_form.cleaned_data["chooser"])
        if answer:
            return answer
    return None


@hooks.register("register_admin_urls")
def audience_urls() -> list[Any]:
    return [path("pages/<int:page_id>/public/", admin_views.audience, name="page_audience")]


@hooks.register("register_page_header_buttons")
def audience_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    if page.depth > 1 and page.permissions_for_user(user).can_publish():
        url = reverse("page_audience", args=[page.pk])
        yield Button(_("Qui voit cette page"), url, icon_name="view", priority=12)


class ParticipationViewSet(SnippetViewSet):
    model = Participation
    icon = "group"
    menu_label = _("Participations")
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["__str__", "role", "title"]
    list_filter = ["programme", "role"]
    edit_handler = ObjectList(
        [
            field("programme", _("Là où la personne ou l'organisation prend part.")),
            FieldRowPanel(
                [
                    field("person", _("Quelqu'un qui a sa fiche dans l'alliance…")),
                    field("organisation", _("… ou une organisation. Pas les deux.")),
                ]
            ),
            FieldRowPanel(
                [
                    field("role", _("Qui anime écrit et publie les pages de ce dispositif.")),
                    field(
                        "title",
                        _("Allié pivot, accompagnateur·ice, média embarqué, grand témoin…"),
                    ),
                ]
            ),
        ],
        base_form_class=ParticipationForm,
    )


register_snippet(ParticipationViewSet)
