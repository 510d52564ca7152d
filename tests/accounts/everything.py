"""Somebody who left a trace in every table that names an account or a person."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.log_actions import log
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    Page,
    PageSubscription,
    Task,
    TaskState,
    UploadedFile,
    Workflow,
    WorkflowState,
)
from wagtail.users.models import UserProfile

from chantiers.models import Contribution
from community.accounts.actions import set_second_factor
from community.activity.actions import queue_mail, record, report_barrier, settle_barrier
from community.alliance.models import (
    Charter,
    CharterSignature,
    ContactDetail,
    FormerAddress,
    Person,
    SpokenLanguage,
)
from community.delegations.actions import tell_of
from community.discussions.attaching import post_with_files
from community.discussions.frames import Said
from community.discussions.models import (
    Bookmark,
    Channel,
    Exclusion,
    Mention,
    Message,
    Reaction,
    Report,
)
from community.programmes.models import Participation, QuotationRule
from community.welcome.models import Invitation, JoinRequest, Visit
from tests import factories
from tests.discussions import factories as talk


def planted(token: str) -> Person:
    """A person whose name, address and private words all hold ``token``."""
    person = factories.PersonFactory(
        name=f"Marie {token}",
        role=token,
        offer=token,
        public=True,
        organisation=factories.OrganisationFactory(),
        user=factories.UserFactory(email=f"{token}@exemple.test"),
    )
    _card(person, token)
    _account(person, token)
    _workshop(person, token)
    _talk(person, token)
    _welcome(person, token)
    return person


def _card(person: Person, token: str) -> None:
    person.topics.add(token)
    person.save()
    SpokenLanguage.objects.create(person=person, code="fr")
    FormerAddress.objects.create(person=person, slug=f"ancienne-{token}")
    ContactDetail.objects.create(person=person, kind="adresse", value=token)
    organisation = factories.OrganisationFactory()
    organisation.contacts.add(person)
    charter = Charter.objects.create(version="2024", text="Nous…", adopted_on=dt.date(2024, 1, 1))
    today = timezone.localdate()
    CharterSignature.objects.create(charter=charter, person=person, signed_by=person, date=today)
    CharterSignature.objects.create(
        charter=charter, organisation=organisation, signed_by=person, date=today
    )


def _account(person: Person, token: str) -> None:
    user = person.user
    EmailAddress.objects.create(user=user, email=user.email, verified=True)
    set_second_factor(user=user)
    profile = UserProfile.get_for_user(user)
    profile.avatar.save(f"{token}.png", get_test_image_file())
    client = Client()
    client.force_login(user)
    UserSession.objects.create(
        user=user, session_key=client.session.session_key, ip="192.0.2.1", user_agent=token
    )
    record(verb="essai", actor=user, label=f"{person.name} a essayé", subject=person)
    queue_mail(recipient=user, kind="essai", subject=token, body=token)
    other = factories.UserFactory()
    sent = queue_mail(
        recipient=other, kind="essai", subject="Bonjour", body=f"{person.name} vous parle."
    )
    sent.state, sent.sent_at = sent.State.SENT, timezone.now()
    sent.save()
    report_barrier(what=token, sender=user, email=user.email)
    report_barrier(what="Autre chose", sender=None, email=user.email)
    settle_barrier(report=report_barrier(what="Réglé", sender=None), by=user)


def _workshop(person: Person, token: str) -> None:
    user = person.user
    programme = factories.comap()
    gathering = factories.session(programme, owner=user)
    gathering.speakers.add(person)
    gathering.locked, gathering.locked_by = True, user
    comment = Comment.objects.create(
        page=gathering, user=user, text=token, contentpath="title", resolved_by=user
    )
    CommentReply.objects.create(comment=comment, user=user, text=token)
    comment.log_create(user=user)
    gathering.save()
    gathering.refresh_from_db()
    revision = gathering.save_revision(user=user)
    assert token in str(revision.content)
    PageSubscription.objects.create(page=gathering, user=user, comment_notifications=True)
    log(instance=person, action="wagtail.edit", user=user)
    chantier = factories.chantier()
    synthesis = factories.synthesis(chantier)
    Contribution.objects.create(synthesis=synthesis, person=person)
    project = factories.pilot_project(factories.accompaniment())
    project.allied_people.add(person)
    project.save()
    for page in (synthesis, project):
        Page.objects.get(pk=page.pk).specific.save_revision(user=user)
    Image.objects.create(title="Image", file=get_test_image_file(), uploaded_by_user=user)
    Document.objects.create(title="Note", file=ContentFile(b"x", "n.txt"), uploaded_by_user=user)
    UploadedFile.objects.create(file=ContentFile(b"x", f"{token}.txt"), uploaded_by_user=user)
    kind = ContentType.objects.get_for_model(Page)
    seen = {"user": user, "content_type": kind, "object_id": str(gathering.pk)}
    EditingSession.objects.create(last_seen_at=timezone.now(), **seen)
    FormState.objects.create(
        data=f"title={token}", parent_object_id="", last_updated_at=timezone.now(), **seen
    )
    APIToken.objects.create(user=user, name=token, key_hash="0" * 64, prefix="0")
    workflow, task = Workflow.objects.create(name="Relire"), Task.objects.create(name="Lire")
    state: Any = WorkflowState.objects.create(
        workflow=workflow,
        base_content_type=kind,
        content_type=kind,
        object_id=str(gathering.pk),
        requested_by=user,
    )
    TaskState.objects.create(
        workflow_state=state, task=task, revision=revision, finished_by=user, comment=token
    )


def _talk(person: Person, token: str) -> None:
    channel = talk.delegation_channel()
    delegation = channel.delegations.get()
    seat = factories.seat(delegation, person=person, referent=True, title=token)
    tell_of(seat, "siège donné", person.user)
    talk.say(channel, person, token)
    comap = factories.comap()
    Participation.objects.create(
        programme=comap, person=person, role=Participation.Role.ANIMATOR, title=token
    )
    for rule, words in (
        (QuotationRule.NAMED, "Une parole à citer."),
        (QuotationRule.PRIVATE, token),
    ):
        programme = talk.programme_channel(comap)
        Channel.objects.filter(pk=programme.pk).update(rule=rule)
        talk.say(programme, person, words)
    Exclusion.objects.create(channel=talk.programme_channel(), person=person)
    said = Message.objects.filter(author=person).first() or talk.say(
        talk.programme_channel(), person
    )
    note = SimpleUploadedFile(f"{token}.pdf", b"%PDF-1.7 " + token.encode())
    post_with_files(
        channel=channel,
        author=talk.account(person),
        said=Said(nonce=uuid.uuid4(), body=token),
        uploads=[note],
    )
    Reaction.objects.create(message=said, person=person, sign=Reaction.Sign.THANKS)
    Bookmark.objects.create(channel=said.channel, person=person, seq=said.seq)
    Mention.objects.create(message=said, person=person)
    others = talk.say(talk.programme_channel(comap), factories.participant(comap))
    at = {"created_at": timezone.now(), "reason": Report.Reason.HURTFUL}
    Report.objects.create(message=others, reporter=person, words=token, excerpt="Bonjour", **at)
    closed = {"closed_at": timezone.now(), "closed_by": person.user, "answer": "C'est réglé."}
    Report.objects.create(message=said, excerpt=token, **at, **closed)


def _welcome(person: Person, token: str) -> None:
    user = person.user
    end = timezone.now() + dt.timedelta(days=30)
    Invitation.objects.create(
        email="invitee@exemple.test", words=token, inviter=user, expires_at=end
    )
    Invitation.objects.create(
        email=user.email, name=token, person=person, account=user, expires_at=end,
        used_at=timezone.now(), token_hash=uuid.uuid4().hex,
    )  # fmt: skip
    for invitation in Invitation.objects.filter(inviter=user):
        record(verb="invite", subject=invitation, label=f"a invité Léa, dit {token}")
    Visit.objects.create(user=user)
    JoinRequest.objects.create(name=token, email=user.email, why=token)
    JoinRequest.objects.create(
        name="Quelqu'un", email="autre@exemple.test", why="Apprendre", answer="oui",
        answered_at=timezone.now(), answered_by=user,
    )  # fmt: skip
