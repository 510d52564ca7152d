"""The demo accounts: roles and places, never a real person nor an office that one person holds."""

from dataclasses import dataclass

from community.accounts.permissions import DEMO_DOMAIN


@dataclass(frozen=True)
class Role:
    """One demo account."""

    key: str
    name: str
    role: str
    #: The slug of the territory in the facts, when the role has one.
    territory: str = ""
    #: The kind of actor, for those who sit in a delegation.
    kind: str = ""
    referent: bool = False

    @property
    def email(self) -> str:
        return f"{self.key}{DEMO_DOMAIN}"


CAST = (
    Role("participante.comap", "Participante de COMAP", "chargée de mission"),
    Role("animatrice.chantier", "Animatrice de chantier", "animatrice"),
    Role("elue.loos", "Élue de Loos", "élue", "loos-en-gohelle", "elu", True),
    Role("agente.loos", "Agente de Loos", "agente", "loos-en-gohelle", "agent"),
    Role(
        "eco.loos",
        "Acteur économique de Loos",
        "entrepreneur",
        "loos-en-gohelle",
        "socio-economique",
    ),
    Role("elue.yaounde", "Élue de Yaoundé", "élue", "yaounde-6", "elu", True),
    Role("agent.yaounde", "Agent de Yaoundé", "agent", "yaounde-6", "agent"),
    Role(
        "eco.yaounde",
        "Actrice économique de Yaoundé",
        "entrepreneuse",
        "yaounde-6",
        "socio-economique",
    ),
    Role("elue.levigan", "Élue du Vigan", "élue", "le-vigan", "elu", True),
    Role("agente.levigan", "Agente du Vigan", "agente", "le-vigan", "agent"),
    Role("etat.levigan", "Agent de l'État au Vigan", "agent de l'État", "le-vigan", "etat"),
    Role(
        "eco.levigan",
        "Actrice économique du Vigan",
        "commerçante",
        "le-vigan",
        "socio-economique",
    ),
    Role("alliee", "Alliée", "alliée"),
    Role("equipe", "Membre de l'équipe", "équipe de l'alliance"),
    Role("admin", "Administration du site", "administration"),
)
#: Roles that run the place: they need a second factor.
TEAM = ("equipe", "admin")
#: Who signs in with a second factor: the team, and whoever animates.
PROTECTED = (*TEAM, "animatrice.chantier")
