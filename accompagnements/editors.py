"""What the editors of accompaniments and pilot projects do besides saving."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from community.delegations.models import Seat
from community.programmes.actions import programme_of

from .models.phases import Phase, PhaseProgress

#: Facts files number their phases from 1 on; phases that are added by hand come after these.
NUMBERS_OF_FILES = 100


class AccompanimentForm(WagtailAdminPageForm):
    """Gives each new phase a number that no phase of this accompaniment ever had."""

    def save(self, commit: bool = True) -> Any:
        phases = [form.instance for form in self.formsets["phases"].forms if form.has_changed()]
        taken = max(
            NUMBERS_OF_FILES,
            *(phase.order or 0 for phase in phases),
            *(
                _last(Phase, "order", self.instance.pk),
                _last(PhaseProgress, "number", self.instance.pk),
            ),
        )
        new = [phase for phase in phases if phase.order is None]
        for number, phase in enumerate(new, start=taken + 1):
            phase.order = number
        return super().save(commit)


def _last(model: Any, column: str, programme_id: int | None) -> int:
    rows = model.objects.filter(programme=programme_id)
    return rows.aggregate(last=Max(column))["last"] or 0


class PilotProjectForm(WagtailAdminPageForm):
    """Offers, for points of view, the seats of the project's own dispositif and no others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.parent_page or self.instance.get_parent()
        seats = Seat.objects.valid().filter(delegation__programme=programme_of(parent))
        seats = seats.select_related("delegation__territory", "participation__person")
        formset = self.formsets["points_of_view"]
        add_fields = formset.add_fields

        def add_narrowed_fields(form: Any, index: int | None) -> None:
            add_fields(form, index)
            form.fields["seat"].queryset = seats
            form.fields["seat"].empty_label = _("Quelqu'un d'autre")
            form.fields["seat"].label_from_instance = _named

        formset.add_fields = add_narrowed_fields


def _named(seat: Seat) -> str:
    """As its editor finds it among the others."""
    return f"{seat.delegation.territory.name} – {seat.capacity} – {seat.participation.person}"
