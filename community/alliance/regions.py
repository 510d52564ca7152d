"""The eighteen regions of France and their departments, by the official geographic code."""

from __future__ import annotations

from django.db.models import Case, Value, When

from .models import Territory

REGIONS = {
    "Auvergne-Rhône-Alpes": "01 03 07 15 26 38 42 43 63 69 73 74".split(),
    "Bourgogne-Franche-Comté": "21 25 39 58 70 71 89 90".split(),
    "Bretagne": "22 29 35 56".split(),
    "Centre-Val de Loire": "18 28 36 37 41 45".split(),
    "Corse": "2A 2B".split(),
    "Grand Est": "08 10 51 52 54 55 57 67 68 88".split(),
    "Hauts-de-France": "02 59 60 62 80".split(),
    "Île-de-France": "75 77 78 91 92 93 94 95".split(),
    "Normandie": "14 27 50 61 76".split(),
    "Nouvelle-Aquitaine": "16 17 19 23 24 33 40 47 64 79 86 87".split(),
    "Occitanie": "09 11 12 30 31 32 34 46 48 65 66 81 82".split(),
    "Pays de la Loire": "44 49 53 72 85".split(),
    "Provence-Alpes-Côte d'Azur": "04 05 06 13 83 84".split(),
    "Guadeloupe": "971".split(),
    "Martinique": "972".split(),
    "Guyane": "973".split(),
    "La Réunion": "974".split(),
    "Mayotte": "976".split(),
}
REGION_OF = {department: region for region, its in REGIONS.items() for department in its}


def region_in_sql(territory: str = "") -> Case:
    """The same as `region_of`, of the rows of a query; ``territory`` leads to theirs."""
    prefix = f"{territory}__" if territory else ""
    deduced = (
        When(**{f"{prefix}department__in": departments}, then=Value(region))
        for region, departments in REGIONS.items()
    )
    written = When(**{f"{prefix}region__gt": ""}, then=f"{prefix}region")
    return Case(written, *deduced, default=Value(""))


def region_of(territory: Territory) -> str:
    """The region where a territory lies: as somebody wrote it, else that of its department."""
    return territory.region or REGION_OF.get(territory.department, "")
