"""Where somebody is named in what was published: told in the copy of their data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accompagnements.models import PilotProjectPage
from chantiers.models import Contribution
from community.accounts import personal_data
from community.accounts.personal_data import Rows
from community.gatherings.models import GatheringPage

#: The rows go with the card (see ``community.alliance.leaving``): pages stay, without the name.
NAMED = {
    "prises_de_parole": Rows(GatheringPage, "speakers", ("title", "first_published_at")),
    "contributions": Rows(Contribution, "person", ("synthesis__title", "part")),
    "projets": Rows(PilotProjectPage, "allied_people", ("title", "first_published_at")),
}


def connect() -> None:
    personal_data.register_rows("publications", _("Les pages qui vous nomment"), **NAMED)
