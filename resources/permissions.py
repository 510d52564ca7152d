"""Who may have a file of the library."""

from __future__ import annotations

from typing import Any

from wagtail.documents.models import AbstractDocument
from wagtail.permissions import policy_registry

from community.programmes.querysets import visible_pages

from .models import ResourcePage


def may_have_file(user: Any, document: AbstractDocument) -> bool:
    """Whoever sees a resource that holds the file, and whoever may change files in the admin."""
    resources = ResourcePage.objects.filter(document=document)
    if visible_pages(user, resources).exists():
        return True
    policy = policy_registry.get_by_type(type(document))
    return bool(policy.user_has_permission_for_instance(user, "change", document))
