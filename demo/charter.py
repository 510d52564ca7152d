"""The demonstration's charter: two versions of a text of its own, and who signed which."""

from __future__ import annotations

import datetime as dt

from community.alliance.models import Charter, CharterSignature, Organisation, Person

#: Not the alliance's own text: sentences written to show what such a page looks like.
OLD = """Texte de démonstration, écrit pour montrer cette page.

Nous sommes des territoires, des services, des entreprises, des associations. Nous voulons \
conduire la transition ensemble, et non chacun·e de notre côté.

Nous disons ce que nous essayons, ce qui marche et ce qui ne marche pas. Nous écoutons les quatre \
sortes d'acteurs avant de décider."""
NEW = """Texte de démonstration, écrit pour montrer cette page.

Nous sommes des territoires, des services, des entreprises, des associations. Nous voulons \
conduire la transition ensemble, et non chacun·e de notre côté.

Nous disons ce que nous essayons, ce qui marche et ce qui ne marche pas. Nous gardons ce que nous \
apprenons, et nous le rendons à qui voudra s'en servir.

Nous écoutons les quatre sortes d'acteurs – élu·es, agent·es, services de l'État, acteurs \
socio-économiques – avant de décider, et nous revenons leur dire ce qui a été décidé.

Nous donnons du temps à d'autres territoires : un appel, une visite, un récit. Nous prenons le \
leur avec le même soin.

Nous revoyons ce texte tous les trois ans, ensemble."""
VERSIONS = (
    ("2022", OLD, dt.date(2022, 6, 14), dt.date(2025, 6, 14)),
    ("2025", NEW, dt.date(2025, 6, 12), dt.date(2028, 6, 12)),
)
#: Who signed which, on which day; « elue.loos » signed the old one only and is invited to the new.
SIGNED = (
    ("2022", dt.date(2022, 6, 14), ("elue.loos", "participante.comap")),
    ("2025", dt.date(2025, 6, 12), ("participante.comap", "agente.loos", "elue.yaounde")),
)
#: An organisation of the demonstration only: no real one is said to have signed this text.
ORGANISATION = {"name": "Association de démonstration", "kind": Organisation.Kind.ASSOCIATION}


def build_charter(people: dict[str, Person]) -> None:
    """Both versions with their signatures, as on paper; a second run changes nothing."""
    organisation, created = Organisation.objects.get_or_create(
        slug="association-de-demonstration", demonstration=True, defaults=ORGANISATION
    )
    if created:
        organisation.contacts.add(people["elue.loos"])
    for version, text, adopted_on, next_revision in VERSIONS:
        Charter.objects.get_or_create(
            version=version,
            defaults={"text": text, "adopted_on": adopted_on, "next_revision": next_revision},
        )
    for version, date, keys in SIGNED:
        charter = Charter.objects.get(version=version)
        for key in keys:
            _sign(charter, date, person=people[key])
    oldest = Charter.objects.get(version=VERSIONS[0][0])
    _sign(oldest, oldest.adopted_on, organisation=organisation)


def _sign(charter: Charter, date: dt.date, **signer: Person | Organisation) -> None:
    CharterSignature.objects.get_or_create(charter=charter, **signer, defaults={"date": date})
