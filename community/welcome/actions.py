"""The verbs of coming in: inviting, accepting, asking to join, answering."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from community.accounts.actions import make_account
from community.accounts.addresses import refuse_shut_out
from community.accounts.models import User
from community.accounts.permissions import may_sign_in
from community.activity.actions import record
from community.alliance.actions import introduce_person
from community.alliance.models import Person
from community.programmes.actions import take_part
from community.programmes.models import Participation, ProgrammePage
from community.text.elision import of_person

from . import mails
from .models import Invitation, JoinRequest, Visit
from .permissions import may_hand_card, may_invite, may_withdraw, who_answers

#: How long a mail is given to arrive before one may send it again.
PATIENCE = dt.timedelta(minutes=10)


@transaction.atomic
def invite(
    *,
    acting_user: User,
    email: str,
    name: str = "",
    person: Person | None = None,
    programme: ProgrammePage | None = None,
    role: str = Participation.Role.PARTICIPANT,
    words: str = "",
) -> Invitation:
    """Invite an address, to a programme if one is named; the mail leaves with the outbox.

    Raises ``ValidationError`` when the inviter may not, or when the address is invited already. It
    never says whether the address has an account.
    """
    if not may_invite(acting_user, programme, role):
        raise ValidationError(_("Vous ne pouvez pas inviter à cela : demandez à l'équipe."))
    if person and not may_hand_card(acting_user, person):
        raise ValidationError(_("Cette fiche ne peut pas être donnée : demandez à l'équipe."))
    if email.lower() == acting_user.email.lower():
        raise ValidationError(_("C'est votre adresse : vous êtes déjà là."))
    refuse_shut_out(email)
    already = ValidationError(
        _("Cette adresse est déjà invitée : renvoyez son invitation, ou retirez-la.")
    )
    if open_invitation(email, programme):
        raise already
    invitation = Invitation(
        email=email.lower(),
        name=name,
        person=person,
        programme=programme,
        role=role,
        words=words,
        inviter=acting_user,
        expires_at=_end(),
    )
    invitation.full_clean(exclude=["token_hash"])
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError:  # somebody else invites this address at this moment
        raise already from None
    mails.queue_invitation(invitation)
    _tell(acting_user, "invite", _("a invité %(name)s"), invitation)
    return invitation


@transaction.atomic
def resend(*, acting_user: User, invitation: Invitation) -> None:
    """Send it again for a whole term; the mail that leaves makes the older links void."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if invitation.used_at or invitation.withdrawn_at:
        raise ValidationError(_("Cette invitation ne sert plus : faites-en une autre."))
    if not may_invite(acting_user, invitation.programme, invitation.role):
        raise ValidationError(_("Vous ne pouvez pas inviter à cela : demandez à l'équipe."))
    if invitation.person and not may_hand_card(acting_user, invitation.person):
        raise ValidationError(_("Cette fiche ne peut pas être donnée : demandez à l'équipe."))
    if invitation.asked_at > timezone.now() - PATIENCE:
        raise ValidationError(
            _("Elle vient de partir : laissez-lui dix minutes avant de la renvoyer.")
        )
    # Whoever sends it again answers for it: their right is the one that is asked at use.
    invitation.inviter = acting_user
    invitation.asked_at, invitation.expires_at = timezone.now(), _end()
    invitation.save(update_fields=["inviter", "asked_at", "expires_at"])
    mails.queue_invitation(invitation)
    label = _("a renvoyé l'invitation %(of_name)s, et en répond")
    _tell(acting_user, "resend_invitation", label, invitation)


@transaction.atomic
def withdraw(*, acting_user: User, invitation: Invitation) -> None:
    """Nobody comes in by it any more; the holder of its link is told so."""
    if not may_withdraw(acting_user, invitation):
        raise ValidationError(
            _("Vous ne pouvez pas retirer cette invitation : demandez à l'équipe.")
        )
    waiting = Invitation.objects.filter(pk=invitation.pk, used_at=None, withdrawn_at=None)
    if not waiting.update(withdrawn_at=timezone.now()):
        raise ValidationError(_("Cette invitation ne servait déjà plus."))
    _tell(acting_user, "withdraw_invitation", _("a retiré l'invitation %(of_name)s"), invitation)


@transaction.atomic
def accept(*, invitation: Invitation) -> User:
    """Use an invitation, for whoever has just proved to read its address; the account is theirs.

    It serves once, however many try at once. Whoever has an account at that address gets what the
    invitation adds and keeps the rest. Raises ``ValidationError`` with the sentence for its holder.
    """
    now = timezone.now()
    taken = Invitation.objects.filter(
        pk=invitation.pk, used_at=None, withdrawn_at=None, expires_at__gt=now
    ).update(used_at=now)
    invitation.refresh_from_db()
    if not taken:
        raise ValidationError(refusal(invitation))
    if sentence := refusal_of_inviter(invitation):
        raise ValidationError(sentence)
    user, is_new = _account_at(invitation.email)
    person = _card_of(user, invitation)
    if invitation.programme:
        _let_in(invitation.programme, invitation.role, person, invitation.inviter)
    if is_new:
        Visit.objects.create(user=user)
    invitation.account = user
    invitation.save(update_fields=["account"])
    inviter = invitation.inviter.get_full_name() if invitation.inviter else ""
    record(
        verb="accept_invitation",
        actor=user,
        subject=invitation,
        label=_("est entré·e, à l'invitation %(of_inviter)s") % {"of_inviter": of_person(inviter)},
        programme=invitation.programme,
    )
    return user


def refusal(invitation: Invitation) -> str:
    """What the true holder of a link that serves no more is told, and the way on."""
    return {
        Invitation.State.USED: _(
            "Cette invitation a déjà servi. Si c'était vous, connectez-vous avec votre adresse."
        ),
        Invitation.State.WITHDRAWN: _(
            "Cette invitation a été retirée. Si vous souhaitez venir, demandez à rejoindre."
        ),
        Invitation.State.EXPIRED: _(
            "Cette invitation a expiré. Demandez à la personne qui vous invitait de la renvoyer."
        ),
        Invitation.State.WAITING: refusal_of_inviter(invitation),
    }[invitation.state]


def refusal_of_inviter(invitation: Invitation) -> str:
    """Nobody comes in by the right of somebody who has lost it; nothing while they have it."""
    if may_invite(invitation.inviter, invitation.programme, invitation.role):
        return ""
    return _("La personne qui vous invitait ne peut plus le faire : demandez à rejoindre.")


def open_invitation(email: str, programme: ProgrammePage | None) -> Invitation | None:
    """The one that this address may still use, or have sent again."""
    return Invitation.objects.filter(
        email__iexact=email, programme=programme, used_at=None, withdrawn_at=None
    ).first()


@transaction.atomic
def ask_to_join(
    *, name: str, email: str, why: str, place: str = "", programme: ProgrammePage | None = None
) -> None:
    """Keep somebody's request, and tell who answers it; one that waits is not kept twice.

    Nothing tells whoever asks whether the address is known here.
    """
    request = JoinRequest(name=name, email=email.lower(), why=why, place=place, programme=programme)
    request.full_clean(exclude=["answered_at", "answered_by"], validate_constraints=False)
    waiting = JoinRequest.objects.filter(email=request.email, programme=programme, answer="")
    if waiting.exists():
        return
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError:  # the same one, sent twice at once
        return
    mails.queue_request(request, who_answers(request))


@transaction.atomic
def welcome(*, acting_user: User, request: JoinRequest) -> Invitation:
    """Say yes: whoever asked is invited."""
    _answer(acting_user, request, JoinRequest.Answer.YES)
    waiting = open_invitation(request.email, request.programme)
    if waiting:
        if waiting.asked_at <= timezone.now() - PATIENCE:
            resend(acting_user=acting_user, invitation=waiting)
        return waiting
    return invite(
        acting_user=acting_user,
        email=request.email,
        name=request.name,
        programme=request.programme,
    )


@transaction.atomic
def decline(*, acting_user: User, request: JoinRequest, words: str) -> None:
    """Say no, with a sentence that whoever asked gets by mail."""
    if not words.strip():
        raise ValidationError({"words": _("Dites en une phrase pourquoi, et que faire.")})
    _answer(acting_user, request, JoinRequest.Answer.NO)
    mails.queue_refusal(request, words)


def forget_invitations() -> int:
    """Delete those that ended a whole term ago; till then their holder is told why."""
    before = timezone.now() - dt.timedelta(days=settings.INVITATION_DAYS)
    return Invitation.objects.filter(expires_at__lt=before).delete()[0]


def forget_requests() -> int:
    """Delete the requests that were made long ago, answered or not; how many there were."""
    before = timezone.now() - dt.timedelta(days=settings.JOIN_REQUEST_DAYS)
    return JoinRequest.objects.filter(created_at__lt=before).delete()[0]


def _end() -> dt.datetime:
    return timezone.now() + dt.timedelta(days=settings.INVITATION_DAYS)


def _account_at(email: str) -> tuple[User, bool]:
    """The account of this address, made if there is none; whether it was."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        try:
            with transaction.atomic():
                return make_account(email=email), True
        except (IntegrityError, ValidationError):  # another invitation made it at this moment
            user = User.objects.filter(email__iexact=email).first()
    if user is None or not may_sign_in(user):
        raise ValidationError(_("Ce compte est fermé : parlez-en à l'équipe de l'alliance."))
    return user, False


def _card_of(user: User, invitation: Invitation) -> Person:
    """The card by which the alliance knows ``user``; the invitation's when they had none."""
    own = Person.objects.filter(user=user).first()
    if own:
        return own
    card = invitation.person and Person.objects.select_for_update().get(pk=invitation.person.pk)
    if card and invitation.inviter and may_hand_card(invitation.inviter, card):
        card.user = user
        card.save()
        return card
    name = invitation.to_whom if invitation.name or card else _("Nouvel·le venu·e")
    return introduce_person(name=name, user=user)


def _let_in(programme: ProgrammePage, role: str, person: Person, inviter: User | None) -> None:
    """Give the role that was promised; one that is held already is never made smaller."""
    held = programme.participations.filter(person=person).exists()
    if not held or role == Participation.Role.ANIMATOR:
        take_part(programme=programme, person=person, role=role, acting_user=inviter)


def _answer(acting_user: User, request: JoinRequest, answer: str) -> None:
    if not may_invite(acting_user, request.programme):
        raise ValidationError(_("Vous ne pouvez pas répondre à cette demande."))
    waiting = JoinRequest.objects.filter(pk=request.pk, answer="")
    if not waiting.update(answer=answer, answered_at=timezone.now(), answered_by=acting_user):
        raise ValidationError(_("Quelqu'un a déjà répondu à cette demande."))


def _tell(actor: User, verb: str, label: str, invitation: Invitation) -> None:
    """One line of the log; an address is never written there."""
    name = invitation.person.name if invitation.person else invitation.name
    name = name or invitation.masked_email
    record(
        verb=verb,
        actor=actor,
        subject=invitation,
        label=label % {"name": name, "of_name": of_person(name)},
        programme=invitation.programme,
    )
