"""What one writes in a synthesis."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from community.programmes.admin_scope import pages_in_reach


class SynthesisForm(WagtailAdminPageForm):
    """Names the meetings that its writer meets in the admin, and those already chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gatherings: Any = self.fields["gatherings"]
        in_reach = pages_in_reach(self.for_user, Page.objects.all()).values("pk")
        chosen = [gathering.pk for gathering in self.initial.get("gatherings", [])]
        gatherings.queryset = gatherings.queryset.filter(
            Q(pk__in=in_reach) | Q(pk__in=chosen)
        ).order_by("-starts_on", "title")
