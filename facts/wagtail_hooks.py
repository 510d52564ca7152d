"""The sources, to be read in the admin: their content is changed by loading them again."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from facts.models import Source


class ReadOnlyPolicy(ModelPermissionPolicy):
    """Whoever may view sources does; nobody changes them here."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


register_permission_policy(Source, ReadOnlyPolicy(Source))


class SourceViewSet(ModelViewSet):
    """The list of reports whose facts are in the house."""

    model = Source
    icon = "doc-full"
    menu_label = _("Sources")
    list_display = ["title", "loaded_at"]
    list_filter = ["loaded_at"]
    form_fields = ["title"]
    inspect_view_enabled = True
    inspect_view_fields = ["title", "position", "loaded_at", "digest"]
    menu_order = 230
    add_to_admin_menu = True


@hooks.register("register_admin_viewset")
def register_sources() -> SourceViewSet:
    return SourceViewSet("sources")
