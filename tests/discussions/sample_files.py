"""Small files of every kind that may be joined, of some that may not, and messages with them."""

from __future__ import annotations

import io
import uuid
import wave
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from community.alliance.models import Person
from community.discussions.attaching import post_with_files
from community.discussions.file_models import Attachment
from community.discussions.frames import Said
from community.discussions.models import Channel, Message
from tests.discussions.factories import account

#: Where a picture says that it was taken, in its own bytes.
PLACE = b"50 26 N, secret"
_OOXML = "application/vnd.openxmlformats-officedocument"
_MAINS = {
    "docx": f"{_OOXML}.wordprocessingml.document.main+xml",
    "xlsx": f"{_OOXML}.spreadsheetml.sheet.main+xml",
    "pptx": f"{_OOXML}.presentationml.presentation.main+xml",
}
_OPEN = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    """A picture that says where it was taken."""
    image = Image.new(mode, size, 130)
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()  # what it shows
    exif.get_ifd(0x8825)[1] = "N"  # where: GPS
    saved = io.BytesIO()
    image.save(saved, kind, exif=exif)
    assert PLACE in saved.getvalue()
    return saved.getvalue()


def archive(parts: dict[str, Any]) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return saved.getvalue()


def office(kind: str, **more: Any) -> bytes:
    """An office file as short as may be; ``more`` holds other parts of it."""
    others = {name.replace("__", "/"): content for name, content in more.items()}
    if kind in _OPEN:
        said = f"application/vnd.oasis.opendocument.{_OPEN[kind]}"
        return archive({"mimetype": said, "content.xml": "<x/>"} | others)
    types = f'<Types><Override PartName="/a" ContentType="{_MAINS[kind]}"/></Types>'
    return archive({"[Content_Types].xml": types} | others)


def wav() -> bytes:
    saved = io.BytesIO()
    with wave.open(saved, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * 800)
    return saved.getvalue()


def mp4(*handlers: bytes) -> bytes:
    """The boxes of an MP4 that say which tracks it has."""
    boxes = b"".join(b"\0\0\0\x20hdlr" + bytes(8) + handler + bytes(12) for handler in handlers)
    return b"\0\0\0\x18ftypmp42" + bytes(12) + boxes


PDF = b"%PDF-1.7\n%%EOF\n"
OGG = b"OggS" + bytes(24) + b"OpusHead" + bytes(30)
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + bytes(8) + b"A_OPUS" + bytes(30)
MP3 = b"\xff\xfb\x90\x64" + bytes(400)


def upload(name: str = "note.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def join(channel: Channel, person: Person, *uploads: Any, **fields: Any) -> Message:
    """Say « Voici » with files: one PDF, unless told otherwise."""
    said = Said(**{"nonce": uuid.uuid4(), "body": "Voici"} | fields)
    message, _created = post_with_files(
        channel=channel, author=account(person), said=said, uploads=uploads or [upload()]
    )
    return message


def path_of(row: Attachment) -> Path:
    return Path(settings.PRIVATE_ROOT, str(row.file.name))


def file_of(message: Message) -> Attachment:
    return message.attachments.get()
