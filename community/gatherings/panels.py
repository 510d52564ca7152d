"""The editor of a meeting, in the order in which one prepares it, holds it and tells it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, Panel

from community.text.panels import choices_field, field, group, note, rows, title_field


def gathering_panels() -> list[Panel]:
    return [
        title_field(
            _("Ce dont on parlera, plutôt que « Session 3 » : on choisit de venir ou non.")
        ),
        group(
            _("Ce que c'est"),
            [
                field("summary", _("Ce qu'on vient y chercher. On le lit dans l'agenda.")),
                field("kind", _("La forme de la rencontre, montrée à côté de sa date.")),
            ],
        ),
        group(
            _("Quand et où"),
            [
                FieldRowPanel(
                    [
                        field(
                            "date", _("Aussi précise qu'on la connaît : 2024-05-16, 2024-05, 2024.")
                        ),
                        field("end_date", _("Vide pour une seule journée.")),
                    ]
                ),
                FieldRowPanel(
                    [
                        field("start_time", _("À l'heure du lieu, comme 14:00.")),
                        field("end_time", _("Vide si on ne sait pas encore.")),
                    ]
                ),
                field("time_zone", _("Celui du lieu, par exemple Europe/Paris ou Africa/Douala.")),
                field(
                    "modality",
                    _("À distance, pensez au lien : il se range dans les parties réservées."),
                ),
                field("place", _("Une salle et une ville. Vide s'il n'y en a pas.")),
                field(
                    "day_programme",
                    _("Ce qui se passera, heure par heure ou moment par moment."),
                ),
            ],
        ),
        group(
            _("Qui"),
            [
                choices_field("speakers", _("Celles et ceux qui racontent ou qui éclairent.")),
                choices_field("organisations", _("Celles qui accueillent ou qui prennent part.")),
                field(
                    "attendance", _("Combien de personnes sont venues. Vide avant la rencontre.")
                ),
                field(
                    "quotation_rule",
                    _(
                        "Choisie avant la rencontre, elle vaut pour tout ce qui s'y dit : « à "
                        "citer », avec les noms ; « sans les noms », les idées seulement ; « entre "
                        "nous », rien ne sort d'ici."
                    ),
                ),
            ],
        ),
        note("admin/panels/parts.html", _("Ce qu'on en garde")),
        rows(
            "experience_reports",
            _("Retours d'expérience"),
            _("retour d'expérience"),
            _("Ce que des territoires ont essayé, tel qu'on l'a raconté ce jour-là."),
            panels=[
                field("territory", _("Celui qui a essayé.")),
                field("teller", _("Un nom ou une fonction.")),
                field("tried", _("Ce qu'on a fait, concrètement.")),
                field("changed", _("Ce qui n'est plus comme avant.")),
                field("resists", _("Ce qui n'a pas marché, ou pas encore : cela aide autant.")),
            ],
        ),
        rows(
            "kit_items",
            _("Mallette pédagogique"),
            _("ressource"),
            _("Les ressources de la bibliothèque à relire avant ou après la rencontre."),
        ),
    ]
