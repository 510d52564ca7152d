"""Who is invited and who asks to come in, in the demonstration; and somebody on their first day."""

from __future__ import annotations

from community.alliance.models import Person
from community.programmes.models import Participation
from community.welcome.actions import ask_to_join, invite
from community.welcome.models import Invitation, JoinRequest, Visit

#: Who has just come, and finds the guided tour.
NEWCOMER = "agente.levigan"


def build_welcome(people: dict[str, Person]) -> None:
    """Once: what was withdrawn, accepted or answered since is not made again."""
    accounts = {key: person.user for key, person in people.items() if person.user}
    Visit.objects.get_or_create(user=accounts[NEWCOMER])
    if Invitation.objects.exists() or JoinRequest.objects.exists():
        return
    animated = Participation.objects.animators().filter(person=people["animatrice.chantier"])
    programme = animated.order_by("pk")[0].programme
    invite(
        acting_user=accounts["animatrice.chantier"],
        email="agent.prairies@exemple.invalid",
        name="Agent des Prairies",
        programme=programme,
        words="Venez avec la carte que vous avez commencée.",
    )
    invite(
        acting_user=accounts["equipe"],
        email="maire.collines@exemple.invalid",
        name="Maire des Collines",
    )
    ask_to_join(
        name="Chargée de mission du Val",
        email="mission.val@exemple.invalid",
        place="Communauté de communes du Val",
        why="Nous dessinons nos premières cartes systémiques et cherchons avec qui les relire.",
        programme=programme,
    )
    ask_to_join(
        name="Directeur d'un réseau d'épiceries",
        email="epiceries@exemple.invalid",
        why="Trois communes nous demandent de nous installer : comment font les autres ?",
    )
