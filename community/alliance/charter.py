"""The charter: which version is signed today, by whom, and who may sign for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from django.utils.translation import gettext as _

from community.activity.acting import acting, acting_user
from community.activity.actions import record
from community.prepared import prepared

from .models import Charter, CharterSignature, Organisation, Person


def adopted(today: dt.date) -> QuerySet[Charter]:
    """The versions adopted by then, the current one first: one to come waits for its day."""
    return Charter.objects.filter(adopted_on__lte=today)


@prepared
def adopted_versions(today: dt.date) -> QuerySet[Charter]:
    """The same, prepared, without their texts."""
    return adopted(today).only("version", "adopted_on", "next_revision")


def signatures_seen_by(user: Any) -> QuerySet[CharterSignature]:
    """Every organisation's, and those of the people whom ``user`` may see."""
    people = Person.objects.visible_to(user).values("pk")
    return CharterSignature.objects.filter(Q(person__isnull=True) | Q(person__in=people))


def in_hand_of(user: Any) -> QuerySet[CharterSignature]:
    """What ``user`` may take back: their own signatures, and those of organisations they keep."""
    held = Organisation.objects.held_by(user).values("pk")
    return CharterSignature.objects.filter(Q(person__user=user.pk) | Q(organisation__in=held))


@prepared
def versions_to_sign(user: Any, today: dt.date) -> QuerySet[Charter]:
    """The current version; ``renews`` if ``user``, or whom they sign for, signed only an older one.

    A date alone closes nothing: whoever signed an older version is invited, and stays a signatory.
    """
    same = Q(person=OuterRef("person")) | Q(organisation=OuterRef("organisation"))
    current = CharterSignature.objects.filter(same, charter=OuterRef(OuterRef("pk")))
    older = in_hand_of(user).filter(
        ~Exists(current), charter__adopted_on__lte=OuterRef("adopted_on")
    )
    return adopted(today).only("version", "adopted_on").annotate(renews=Exists(older))[:1]


def charter_to_renew(user: Any) -> Charter | None:
    """The version that ``user`` is invited to sign, since they signed one that it replaces."""
    if not user.is_authenticated:
        return None
    found: list[Any] = versions_to_sign(user, timezone.localdate())
    return found[0] if found and found[0].renews else None


@prepared
def own_card(user: Any, charter_id: int) -> QuerySet[Person]:
    """The card of ``user``, with the day when they signed this version, if they did."""
    return Person.objects.filter(user=user.pk).annotate(
        signed_on=_signed_on(charter_id, person=OuterRef("pk"))
    )


@prepared
def kept_organisations(user: Any, charter_id: int) -> QuerySet[Organisation]:
    """The organisations for which ``user`` signs, each with ``signed_on``."""
    return Organisation.objects.held_by(user).annotate(
        signed_on=_signed_on(charter_id, organisation=OuterRef("pk"))
    )


def _signed_on(charter_id: int, **signer: Any) -> Subquery:
    signatures = CharterSignature.objects.filter(charter=charter_id, **signer)
    return Subquery(signatures.values("date")[:1])


@transaction.atomic
def sign_charter(
    *,
    acting_user: Any,
    charter: Charter,
    for_oneself: bool,
    organisations: Iterable[Organisation] = (),
) -> list[CharterSignature]:
    """Sign the current version in one gesture: for oneself, for organisations whose card one keeps.

    Raises ``ValidationError`` with a sentence, and ``PermissionDenied`` for others' organisations.
    """
    today = timezone.localdate()
    chosen = list(organisations)
    person = Person.objects.select_for_update().filter(user=acting_user).first()
    held = Organisation.objects.held_by(acting_user)
    if held.filter(pk__in=[row.pk for row in chosen]).count() != len(chosen):
        raise PermissionDenied
    if person is None:
        raise ValidationError(_("Pour signer, faites d'abord votre fiche dans l'alliance."))
    if charter.adopted_on > today:
        raise ValidationError(_("Cette version n'est pas encore adoptée : attendez son jour."))
    if charter != adopted(today).first():
        raise ValidationError(
            _("Une version plus récente a été adoptée : c'est elle qu'on signe maintenant.")
        )
    signers: list[dict[str, Any]] = [{"organisation": row} for row in chosen]
    if for_oneself:
        signers.insert(0, {"person": person})
    if not signers:
        raise ValidationError(_("Cochez au moins un nom : le vôtre, ou une organisation."))
    made = {"date": today, "signed_by": person}
    with acting(acting_user):
        found = [
            CharterSignature.objects.get_or_create(charter=charter, **signer, defaults=made)
            for signer in signers
        ]
    if not any(is_new for _row, is_new in found):
        raise ValidationError(_("Cette version est déjà signée : rien n'est à refaire."))
    return [row for row, is_new in found if is_new]


@transaction.atomic
def withdraw_signature(*, acting_user: Any, signature: CharterSignature) -> None:
    """Take a signature back: one's own, or that of an organisation whose card one keeps."""
    if not in_hand_of(acting_user).filter(pk=signature.pk).exists():
        raise PermissionDenied
    with acting(acting_user):
        signature.delete()


def _signed(instance: CharterSignature, created: bool, **_kwargs: Any) -> None:
    """Whichever door a signature came by: here, or typed from paper in the admin."""
    if created:
        _tell(instance, "charter.signed", _("a signé la charte %(what)s pour « %(who)s »"))


def _withdrawn(instance: CharterSignature, origin: Any = None, **_kwargs: Any) -> None:
    """Taken back; one that goes with its signer's card does not name who leaves once more."""
    if getattr(origin, "model", type(origin)) is not CharterSignature:
        return
    _tell(instance, "charter.withdrawn", _("a retiré la signature de « %(who)s », charte %(what)s"))


def _tell(signature: CharterSignature, verb: str, label: str) -> None:
    who = signature.person or signature.organisation
    label %= {"who": who, "what": signature.charter}
    record(verb=verb, actor=acting_user(), subject=who, label=label)


def connect() -> None:
    post_save.connect(_signed, sender=CharterSignature)
    post_delete.connect(_withdrawn, sender=CharterSignature)
