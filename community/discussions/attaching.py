"""Say something with files, and find one that was joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from .actions import post_message
from .bodies import check_body
from .delivery import access_channel
from .file_models import Attachment
from .files import let_go, take_in
from .frames import Said
from .models import Channel, Message


def post_with_files(
    *, channel: Channel, author: Any, said: Said, uploads: Sequence[UploadedFile]
) -> tuple[Message, bool]:
    """``post_message`` with files: both are said, or neither. Raises ``Refused``.

    What is quickly told is asked first: nobody has a file looked at in a channel that they do not
    read. The files are made ready before the channel is locked.
    """
    access_channel(channel.pk, author)
    check_body(said.body)
    taken = take_in(uploads)
    created = False
    try:
        message, created = post_message(
            channel=channel, author=author, said=replace(said, files=taken)
        )
    finally:
        if not created:
            let_go(taken)
    return message, created


def readable_file(user: Any, channel_id: int, pk: int) -> Attachment | None:
    """A file of what is said in a channel, if ``user`` reads it there now."""
    theirs = Channel.objects.readable_by(user).filter(pk=channel_id)
    said = Message.objects.said().seen_by(user.pk).filter(channel__in=theirs)
    return Attachment.objects.filter(pk=pk, message__in=said).first()
