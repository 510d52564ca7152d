"""Who sees a page and who may change it, in words: drawn from its audience and its programme."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page

from .models import HousePage, PageAudience


@dataclass(frozen=True)
class Rights:
    """What a page says of itself to whoever reads it."""

    audience: PageAudience
    #: The programme whose animators write here, as a step on the way to the page.
    programme: Page | None

    @property
    def circle(self) -> str:
        return self.audience.circle

    @property
    def is_animated(self) -> bool:
        """It stands in a programme: whoever animates that writes here, beside the team."""
        return self.audience.programme_id is not None


def rights_of(page: object) -> Rights | None:
    """Of a page found by its address, without a question more; nothing of a draft on show."""
    if not isinstance(page, HousePage) or not page.trail:
        return None
    audience: PageAudience = page.trail[-1].audience
    steps = (step for step in page.trail if step.pk == audience.programme_id)
    return Rights(audience, next(steps, None))
