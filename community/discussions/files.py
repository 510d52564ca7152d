"""Files joined to messages: taken in, given to a message, let go.

A row is written before its file and removed after it, so that whatever is interrupted half-way
leaves nothing that ``remove_nobody_s`` does not find again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import os
import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from community.alliance.models import Person
from community.text.templatetags.french import weight

from .errors import Refused, unavailable
from .file_kinds import kind_of
from .file_models import Attachment
from .file_pictures import made_anew
from .words import too_heavy_words, too_many_files_words

logger = logging.getLogger(__name__)

#: A file that is nobody's for so long will never be anybody's.
PATIENCE = dt.timedelta(hours=1)
#: How much of a file's name is kept.
NAME_LENGTH = 80
#: What no disk likes in a name, besides what cannot be seen.
UNLIKED = frozenset('<>:"/\\|?*')


def take_in(uploads: Sequence[UploadedFile]) -> tuple[Attachment, ...]:
    """Check files and keep them, as nobody's yet. Raises ``Refused``, and then keeps none."""
    limit = settings.DISCUSSIONS["FILES_PER_MESSAGE"]
    if len(uploads) > limit:
        raise Refused("too_many_files", too_many_files_words(limit), limit=limit)
    taken: list[Attachment] = []
    try:
        for upload in uploads:
            row = _take(upload)
            taken.append(row)  # known at once: it is let go if the next one fails
    except OSError as error:
        logger.exception("discussion: a file could not be written")
        let_go(taken)
        raise unavailable() from error
    except Refused:
        let_go(taken)
        raise
    return tuple(taken)


def _take(upload: UploadedFile) -> Attachment:
    """Make of what was sent what is kept: a row, then its file."""
    name = neutral_name(upload.name or "")
    _check_size(upload, name)
    sent = upload.read()
    picture = made_anew(sent, name)
    kind = picture.kind if picture else kind_of(sent, name)
    content = picture.content if picture else sent
    row = Attachment.objects.create(
        file=f"discussions/{uuid.uuid4().hex}",
        name=f"{PurePath(name).stem}.{kind}",
        kind=kind,
        size=len(content),
        width=picture and picture.width,
        height=picture and picture.height,
        sha256=hashlib.sha256(sent).hexdigest(),
        since=timezone.now(),
    )
    storage, place = row.file.storage, str(row.file.name)
    storage.save(place, ContentFile(content))
    # What an acknowledgement promises holds for the file as well: it is on the disk.
    with storage.open(place) as kept:
        os.fsync(kept.fileno())
    return row


def _check_size(upload: UploadedFile, name: str) -> None:
    limit = settings.DISCUSSIONS["FILE_MAX_BYTES"]
    if not upload.size:
        raise Refused("file_empty", _("« %(file)s » est vide.") % {"file": name})
    if upload.size > limit:
        sentence = too_heavy_words(name, weight(upload.size), weight(limit))
        raise Refused("file_too_big", sentence, 413, limit=limit)


def neutral_name(name: str) -> str:
    """A file's name without what leads elsewhere, deceives the eye or troubles a disk."""
    seen = [
        " " if character in UNLIKED or unicodedata.category(character)[0] in "CZ" else character
        for character in unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    ]
    plain = PurePath(" ".join("".join(seen).split()).strip(". "))
    stem, ending = plain.stem.rstrip(". ")[:NAME_LENGTH], plain.suffix[:10]
    return f"{stem or _('fichier')}{ending}"


def check_room(person: Person, files: Sequence[Attachment]) -> None:
    """Refuse what would make one person fill the disk; the person's row is locked."""
    if not files:
        return
    limit = settings.DISCUSSIONS["FILE_BYTES_PER_DAY"]
    since = timezone.now() - dt.timedelta(days=1)
    joined = Attachment.objects.filter(message__author=person, since__gt=since)
    total = joined.aggregate(total=Sum("size"))["total"] or 0
    if total + sum(file.size for file in files) > limit:
        sentence = _("Vous avez joint %(limit)s en un jour, c'est la limite : revenez demain.")
        raise Refused("too_much", sentence % {"limit": weight(limit)}, 429, limit=limit)


def attach(message: Any, files: Sequence[Attachment]) -> None:
    """Give files that were taken in to the message that was just said."""
    if not files:
        return
    nobody_s = Attachment.objects.filter(pk__in=[file.pk for file in files], message=None)
    if nobody_s.update(message=message) != len(files):
        raise unavailable()


def are_those_of(message: Any, files: Sequence[Attachment]) -> bool:
    """Whether the same files were sent with a message that is there already."""
    if message.attached != len(files):
        return False
    sent = sorted(file.sha256 for file in files)
    return not sent or sorted(message.attachments.values_list("sha256", flat=True)) == sent


def let_go(files: Iterable[Attachment]) -> None:
    """Take files from whatever message has them; once that is committed, they leave the disk."""
    keys = [file.pk for file in files]
    if not keys:
        return
    taken = Attachment.objects.filter(pk__in=keys)
    taken.update(message=None, name="", since=timezone.now())
    # A disk that fails undoes nothing: the schedule tries again.
    transaction.on_commit(lambda: _remove(Attachment.objects.filter(pk__in=keys)), robust=True)


def remove_nobody_s() -> int:
    """Remove the files that no message has: it was not said, or the disk failed once."""
    late = Attachment.objects.filter(since__lt=timezone.now() - PATIENCE)
    return _remove(late)


def _remove(files: QuerySet[Attachment]) -> int:
    found = list(files.filter(message=None))
    for row in found:
        row.file.storage.delete(str(row.file.name))
        row.delete()
    return len(found)
