from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AllianceConfig(AppConfig):
    name = "community.alliance"
    verbose_name = _("Alliance")

    def ready(self) -> None:
        from community.accounts import leaving, personal_data

        from . import merged_card, merging
        from .charter import connect
        from .leaving import TABLES, TITLE, let_go, own_rows, to_hand_over

        connect()
        tells = [rows.label for rows in TABLES]
        personal_data.register("fiche", own_rows, title=TITLE, tells=tells)
        leaving.register("fiche", let_go, to_hand_over)
        merging.register("fiche", merged_card.COLUMNS, merged_card.move)
