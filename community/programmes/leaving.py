"""Whoever leaves no longer takes part; what they wrote in the workshop bears no name any more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Field, ForeignKey, Q
from django.utils.translation import gettext as _
from modelcluster.models import get_all_child_relations
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)

from community.accounts.leaving import Errand
from community.accounts.models import User
from community.accounts.personal_data import Rows
from community.alliance.models import Person

from .models import Participation, ProgrammePage

PARTICIPATIONS = Rows(Participation, "person", ("programme__title", "role", "title"))
TITLE = ("title", "first_published_at")
#: What Wagtail keeps of who did what in the workshop.
WORKSHOP = {
    "pages": Rows(Page, "owner", TITLE),
    "pages_verrouillees": Rows(Page, "locked_by", ("title", "locked_at")),
    "versions": Rows(Revision, "user", ("object_str", "created_at")),
    "commentaires": Rows(Comment, "user", ("page__title", "text", "created_at")),
    "commentaires_resolus": Rows(Comment, "resolved_by", ("page__title", "text", "resolved_at")),
    "reponses": Rows(CommentReply, "user", ("comment__page__title", "text", "created_at")),
    "abonnements": Rows(PageSubscription, "user", ("page__title",)),
    "journal_des_pages": Rows(PageLogEntry, "user", ("label", "action", "timestamp")),
    "journal_des_fiches": Rows(ModelLogEntry, "user", ("label", "action", "timestamp")),
    "images": Rows(get_image_model(), "uploaded_by_user", ("title", "created_at")),
    "documents": Rows(get_document_model(), "uploaded_by_user", ("title", "created_at")),
    "fichiers_en_attente": Rows(UploadedFile, "uploaded_by_user", ("file",)),
    "pages_ouvertes": Rows(EditingSession, "user", ("last_seen_at",)),
    "saisies": Rows(FormState, "user", ("data", "last_updated_at")),
    "jetons": Rows(APIToken, "user", ("name", "created")),
    "relectures_demandees": Rows(WorkflowState, "requested_by", ("created_at",)),
    "relectures_faites": Rows(TaskState, "finished_by", ("finished_at", "comment")),
}


def let_go(user: User) -> None:
    """Unlock pages, unsign logs, and take the person out of every version of a page."""
    Page.objects.filter(locked_by=user).update(locked=False, locked_by=None, locked_at=None)
    _forget_comments(user)
    for entries in (PageLogEntry, ModelLogEntry):
        # Wagtail keeps the number of an account that is gone; ours is nobody's.
        entries.objects.filter(user=user).update(user=None)
    for upload in UploadedFile.objects.filter(uploaded_by_user=user):
        upload.file.delete(save=False)
        upload.delete()
    TaskState.objects.filter(finished_by=user).update(comment="")
    person = Person.objects.filter(user=user).first()
    for revision in Revision.objects.page_revisions().iterator(chunk_size=50):
        if _unsign(revision.content, _model_of(revision), user, person):
            revision.save(update_fields=["content"])


def to_hand_over(user: User) -> list[Errand]:
    """The dispositifs that nobody else animates."""
    own = Participation.objects.animators().filter(person__user=user)
    others = Participation.objects.animators().exclude(person__user=user)
    alone = ProgrammePage.objects.filter(
        Q(participations__in=own), ~Q(pk__in=others.values("programme"))
    )
    sentence = _("Vous animez seul·e « %(programme)s ». Demandez à l'équipe qui prend la suite.")
    return [
        Errand(sentence % {"programme": programme.title}, programme.get_url() or "/")
        for programme in alone.distinct()
    ]


def _forget_comments(user: User) -> None:
    """What was remarked in the margin of a draft, and what the log repeats of it."""
    comments = {str(pk) for pk in Comment.objects.filter(user=user).values_list("pk", flat=True)}
    replies = {
        str(pk) for pk in CommentReply.objects.filter(user=user).values_list("pk", flat=True)
    }
    for entry in PageLogEntry.objects.filter(action__startswith="wagtail.comments."):
        about = {part: str(entry.data.get(part, {}).get("id")) for part in ("comment", "reply")}
        own = entry.user_id == user.pk
        if own or about["comment"] in comments or about["reply"] in replies:
            PageLogEntry.objects.filter(pk=entry.pk).update(data={})


def _model_of(revision: Revision) -> Any:
    return revision.content_type.model_class()


def _unsign(content: dict[str, Any], model: Any, user: User, person: Person | None) -> bool:
    """Take somebody out of a saved row and of those below it; whether they were there."""
    if model is None:  # of a kind of page that the house no longer has
        return False
    pks: dict[Any, int | None] = {User: user.pk, Person: person.pk if person else None}
    changed = False
    for field in _naming(model):
        value, pk = content.get(field.name), pks[field.related_model]
        if pk is None or not value:
            continue
        if isinstance(field, ForeignKey) and value == pk:
            content[field.name], changed = None, True
        elif isinstance(value, list) and pk in value:
            content[field.name], changed = [other for other in value if other != pk], True
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        rows = content.get(name) or []
        kept = [row for row in rows if not _is_theirs(row, relation.related_model, pks)]
        if len(kept) < len(rows):
            content[name], changed = kept, True
        for row in kept:
            changed |= _unsign(row, relation.related_model, user, person)
    return changed


def _naming(model: Any) -> Iterator[Field[Any, Any]]:
    fields = [*model._meta.fields, *model._meta.many_to_many]
    return (field for field in fields if field.related_model in (User, Person))


def _is_theirs(row: dict[str, Any], model: Any, pks: dict[Any, int | None]) -> bool:
    """A row below a page that is nothing without them: a remark, a part in what was written."""
    return any(
        not field.null
        and field.related_model in pks
        and row.get(field.name) == pks[field.related_model]
        for field in model._meta.fields
        if isinstance(field, ForeignKey)
    )
