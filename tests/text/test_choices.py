"""What the value of a choice is called."""

import pytest

from community.alliance.models import Organisation, Territory
from community.gatherings.models import GatheringPage
from resources.models import ResourcePage


@pytest.mark.parametrize("model", [Organisation, Territory, ResourcePage])
def test_each_kind_is_called_as_django_would(model) -> None:
    """Of every value, and of one that is none of them."""
    for value in [*model.Kind.values, "rien", ""]:
        row = model(kind=value)
        assert row.get_kind_display() == row._get_FIELD_display(model._meta.get_field("kind"))
    assert model(kind=model.Kind.values[0]).get_kind_display() == model.Kind.labels[0]


def test_a_meeting_says_its_kind_and_how_it_is_held() -> None:
    """Two choices of one row, each by its own name; one that nobody made says nothing."""
    kind, modality = GatheringPage.Kind.values[0], GatheringPage.Modality.values[-1]
    meeting = GatheringPage(kind=kind, modality=modality)
    assert meeting.get_kind_display() == GatheringPage.Kind(kind).label
    assert meeting.get_modality_display() == GatheringPage.Modality(modality).label
    assert GatheringPage(kind=kind).get_modality_display() == ""
