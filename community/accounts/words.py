"""The copy of one's data in words: its keys as people call them, its values as they are read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: What a key of the copy is called. The tests hold each key that a room uses against this list.
WORDS = {
    "action": gettext_lazy("action"),
    "abonnements": gettext_lazy("abonnements à des pages"),
    "acceptees": gettext_lazy("invitations acceptées"),
    "account": gettext_lazy("compte"),
    "administration": gettext_lazy("administre le site"),
    "adresse": gettext_lazy("adresse de courriel"),
    "adresses_verifiees": gettext_lazy("adresses connues"),
    "anciennes_adresses": gettext_lazy("adresses où votre fiche a été"),
    "answer": gettext_lazy("réponse"),
    "answered_at": gettext_lazy("répondu le"),
    "asked_at": gettext_lazy("envoyée le"),
    "at": gettext_lazy("le"),
    "au_nom_de": gettext_lazy("au nom de"),
    "avatar": gettext_lazy("image"),
    "body": gettext_lazy("texte"),
    "channel__title": gettext_lazy("discussion"),
    "charter__version": gettext_lazy("version de la charte"),
    "closed_at": gettext_lazy("clos le"),
    "code": gettext_lazy("langue"),
    "comment": gettext_lazy("commentaire"),
    "comment__page__title": gettext_lazy("page"),
    "commentaires": gettext_lazy("commentaires"),
    "commentaires_resolus": gettext_lazy("commentaires résolus"),
    "contributions": gettext_lazy("contributions"),
    "coordonnees": gettext_lazy("coordonnées"),
    "created": gettext_lazy("créé le"),
    "created_at": gettext_lazy("le"),
    "data": gettext_lazy("saisie"),
    "date": gettext_lazy("le"),
    "delegation": gettext_lazy("délégation"),
    "demandes": gettext_lazy("demandes à rejoindre"),
    "depuis": gettext_lazy("depuis"),
    "derniere_connexion": gettext_lazy("dernière connexion"),
    "device": gettext_lazy("avec quoi"),
    "documents": gettext_lazy("documents"),
    "done_at": gettext_lazy("finie le"),
    "email": gettext_lazy("adresse de courriel"),
    "envoyees": gettext_lazy("invitations envoyées"),
    "equipe": gettext_lazy("membre de l'équipe"),
    "exclusions": gettext_lazy("exclusions"),
    "bookmarks": gettext_lazy("où vous en êtes"),
    "destinataires": gettext_lazy("à"),
    "mentions": gettext_lazy("ce qui vous mentionne"),
    "reactions": gettext_lazy("vos réactions"),
    "editions": gettext_lazy("ce que cela disait avant"),
    "message_reports": gettext_lazy("vos signalements"),
    "settled_reports": gettext_lazy("signalements auxquels vous avez répondu"),
    "message__channel__title": gettext_lazy("discussion"),
    "message__seq": gettext_lazy("rang du message"),
    "sign": gettext_lazy("signe"),
    "fiche": gettext_lazy("fiche"),
    "fiches_tenues": gettext_lazy("fiches d'organisation que vous tenez"),
    "fichiers_en_attente": gettext_lazy("fichiers en attente"),
    "file": gettext_lazy("fichier"),
    "finished_at": gettext_lazy("finie le"),
    "first_published_at": gettext_lazy("publiée le"),
    "groupes": gettext_lazy("groupes"),
    "handled_at": gettext_lazy("traité le"),
    "images": gettext_lazy("images"),
    "invitations": gettext_lazy("invitations"),
    "ip": gettext_lazy("adresse de l'appareil sur le réseau"),
    "jetons": gettext_lazy("jetons d'accès"),
    "joints": gettext_lazy("fichiers joints"),
    "journal": gettext_lazy("journal"),
    "journal_des_fiches": gettext_lazy("journal des fiches"),
    "journal_des_pages": gettext_lazy("journal des pages"),
    "kind": gettext_lazy("nature"),
    "label": gettext_lazy("ce qui s'est passé"),
    "langues": gettext_lazy("langues"),
    "last_seen_at": gettext_lazy("vu le"),
    "last_updated_at": gettext_lazy("modifiée le"),
    "last_used_at": gettext_lazy("servi le"),
    "locked_at": gettext_lazy("verrouillée le"),
    "mot_de_passe": gettext_lazy("a un mot de passe"),
    "moyens": gettext_lazy("moyens de protection"),
    "name": gettext_lazy("nom"),
    "nom": gettext_lazy("nom"),
    "object_str": gettext_lazy("page"),
    "offer": gettext_lazy("je peux aider sur"),
    "organisation__name": gettext_lazy("organisation"),
    "page": gettext_lazy("où"),
    "page__title": gettext_lazy("page"),
    "pages": gettext_lazy("pages que vous avez créées"),
    "pages_ouvertes": gettext_lazy("pages ouvertes en gestion"),
    "pages_verrouillees": gettext_lazy("pages verrouillées"),
    "part": gettext_lazy("part"),
    "participations": gettext_lazy("participations"),
    "preferred_language": gettext_lazy("langue de la gestion"),
    "presence": gettext_lazy("présence montrée dans les discussions"),
    "prises_de_parole": gettext_lazy("prises de parole"),
    "programme__title": gettext_lazy("dispositif"),
    "projets": gettext_lazy("projets"),
    "public": gettext_lazy("visible de tout le monde"),
    "reason": gettext_lazy("raison"),
    "reglages": gettext_lazy("réglages de la gestion"),
    "relectures_demandees": gettext_lazy("relectures demandées"),
    "relectures_faites": gettext_lazy("relectures faites"),
    "reponses": gettext_lazy("réponses à des commentaires"),
    "resolved_at": gettext_lazy("résolu le"),
    "role": gettext_lazy("rôle ou fonction"),
    "rule": gettext_lazy("règle"),
    "saisies": gettext_lazy("saisies gardées"),
    "second_facteur": gettext_lazy("protégé par un second facteur"),
    "sent_at": gettext_lazy("envoyé le"),
    "seq": gettext_lazy("rang"),
    "signatures": gettext_lazy("signatures de la charte"),
    "signatures_pour": gettext_lazy("signatures que vous avez faites"),
    "since": gettext_lazy("depuis"),
    "slug": gettext_lazy("fin de l'adresse"),
    "state": gettext_lazy("état"),
    "step": gettext_lazy("étape"),
    "subject": gettext_lazy("objet"),
    "sujets": gettext_lazy("sujets"),
    "synthesis__title": gettext_lazy("synthèse"),
    "territory__name": gettext_lazy("territoire"),
    "text": gettext_lazy("texte"),
    "timestamp": gettext_lazy("le"),
    "title": gettext_lazy("titre"),
    "type": gettext_lazy("type"),
    "until": gettext_lazy("jusqu'au"),
    "used_at": gettext_lazy("acceptée le"),
    "user_agent": gettext_lazy("navigateur"),
    "value": gettext_lazy("coordonnée"),
    "verb": gettext_lazy("action"),
    "verified": gettext_lazy("vérifiée"),
    "versions": gettext_lazy("versions de pages"),
    "visibility": gettext_lazy("qui la voit"),
    "visite": gettext_lazy("visite guidée"),
    "what": gettext_lazy("ce qui s'est passé"),
    "withdrawn_at": gettext_lazy("retirée le"),
    "words": gettext_lazy("un mot"),
}


class Piece(NamedTuple):
    """A piece of the copy as a template draws it: a text, a list of pieces, or named pieces."""

    kind: str
    content: Any


def in_words(value: Any) -> Piece:
    """The same thing, ready to be read; what is empty says so."""
    if isinstance(value, Mapping):
        named = [(name_of(key), in_words(held)) for key, held in value.items()]
        return Piece("named", named)
    if isinstance(value, (list, tuple)):
        return Piece("list", [in_words(held) for held in value]) if value else Piece("text", "–")
    return Piece("text", _text(value))


def name_of(key: str) -> str:
    return str(WORDS.get(key, key.replace("_", " ")))


def _text(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, dt.datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, dt.date):
        return date_format(value, "DATE_FORMAT")
    return str(value)
