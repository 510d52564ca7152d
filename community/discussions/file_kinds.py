"""Which files may be joined to a message, told by what they hold, never by their name.

Nothing here runs in a browser: no HTML, no SVG, no office file with macros. Pictures are looked at
by ``file_pictures``, which makes them anew.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import NamedTuple

from django.utils.translation import gettext as _

from .errors import Refused


class FileKind(NamedTuple):
    """How a kind of file is called by people, and by programs."""

    label: str
    content_type: str


_OPEN = "application/vnd.oasis.opendocument"
_OFFICE = "application/vnd.openxmlformats-officedocument"

#: By the ending that a file of this kind is given.
KINDS = {
    "jpg": FileKind("JPEG", "image/jpeg"),
    "png": FileKind("PNG", "image/png"),
    "webp": FileKind("WebP", "image/webp"),
    "pdf": FileKind("PDF", "application/pdf"),
    "odt": FileKind("ODT", f"{_OPEN}.text"),
    "ods": FileKind("ODS", f"{_OPEN}.spreadsheet"),
    "odp": FileKind("ODP", f"{_OPEN}.presentation"),
    "docx": FileKind("DOCX", f"{_OFFICE}.wordprocessingml.document"),
    "xlsx": FileKind("XLSX", f"{_OFFICE}.spreadsheetml.sheet"),
    "pptx": FileKind("PPTX", f"{_OFFICE}.presentationml.presentation"),
    "mp3": FileKind("MP3", "audio/mpeg"),
    "m4a": FileKind("M4A", "audio/mp4"),
    "ogg": FileKind("OGG", "audio/ogg"),
    "wav": FileKind("WAV", "audio/wav"),
    "webm": FileKind("WebM", "audio/webm"),
}
#: What a browser offers to choose from. A telephone that reads « image/jpeg » gives its own
#: pictures in that format.
ACCEPTED = ",".join(
    ["image/jpeg", "image/png", "image/webp", "image/avif"]
    + [f".{ending}" for ending in KINDS if not KINDS[ending].content_type.startswith("image/")]
)

#: An office file is an archive: how many parts it may have, and how large it may be unpacked.
MOST_PARTS = 5_000
MOST_UNPACKED = 200_000_000
#: A part that says what the file is, is short.
MOST_DECLARED = 200_000
#: The main part of an OOXML file, as `[Content_Types].xml` names it when there is no macro.
_MAIN = re.compile(rb'ContentType\s*=\s*["\']([^"\']+)\.main\+xml["\']')


def kind_of(content: bytes, name: str) -> str:
    """The kind of a file that is no picture. Raises ``Refused``, which calls it by its name."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _office_file(content, name)
    found = _sound(content)
    if found is None:
        raise unknown(name)
    return found


def unknown(name: str) -> Refused:
    sentence = _(
        "« %(file)s » n'est pas d'une sorte que l'on peut joindre : image (JPEG, PNG, WebP, AVIF), "
        "PDF, document de bureau (ODT, ODS, ODP, DOCX, XLSX, PPTX) ou son (MP3, M4A, OGG, WAV, "
        "WebM)."
    )
    return Refused("file_kind", sentence % {"file": name}, 415)


def _office_file(content: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _unpacked(archive, name)
    except Refused:
        raise
    except Exception as error:  # cut, altered or locked: each way to pack says something else
        raise damaged(name) from error


def _unpacked(archive: zipfile.ZipFile, name: str) -> str:
    """What an archive says that it is, if it is bounded and runs nothing."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        sentence = _("« %(file)s » est trop grand une fois ouvert : coupez-le en plusieurs.")
        raise Refused("file_unpacked", sentence % {"file": name}, 413, limit=MOST_UNPACKED)
    names = {part.filename for part in parts}
    if any(_is_macro(part) for part in names):
        sentence = _("« %(file)s » contient des macros : enregistrez-le sans macros.")
        raise Refused("file_macros", sentence % {"file": name})
    said = set()
    if "mimetype" in names:
        said = {_read(archive, "mimetype").strip()}
    elif "[Content_Types].xml" in names:
        said = set(_MAIN.findall(_read(archive, "[Content_Types].xml")))
    for ending, kind in KINDS.items():
        if kind.content_type.encode() in said:
            return ending
    raise unknown(name)


def _read(archive: zipfile.ZipFile, part: str) -> bytes:
    with archive.open(part) as opened:
        return opened.read(MOST_DECLARED)


def _is_macro(part: str) -> bool:
    """Where office files keep their programs: `vbaProject.bin`; `Basic/` and `Scripts/`."""
    lowered = part.lower()
    return lowered.endswith("vbaproject.bin") or (
        lowered.startswith(("basic/", "scripts/")) and not lowered.endswith("/")
    )


def damaged(name: str) -> Refused:
    sentence = _("« %(file)s » est abîmé : nous n'arrivons pas à l'ouvrir.")
    return Refused("file_damaged", sentence % {"file": name})


def _sound(content: bytes) -> str | None:
    """The kind of a sound; a film is none, whatever its wrapping."""
    if content.startswith(b"RIFF") and content[8:12] == b"WAVE":
        return "wav"
    if content.startswith(b"OggS"):
        return "ogg" if _has(content[28:64], *_OGG_SOUNDS) else None
    if content.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in content[:64]:
        return (
            "webm" if _has(content, b"A_OPUS", b"A_VORBIS") and not _has(content, *_FILMS) else None
        )
    if content[4:8] == b"ftyp":
        tracks = set(_MP4_TRACK.findall(content))
        return "m4a" if b"soun" in tracks and b"vide" not in tracks else None
    return "mp3" if content.startswith(b"ID3") or _is_mpeg_audio(content[:4]) else None


#: How the first page of an Ogg file names what it carries.
_OGG_SOUNDS = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   ")
#: How the head of a WebM file names moving pictures.
_FILMS = (b"V_VP8", b"V_VP9", b"V_AV1")
#: Each track of an MP4 file says what handles it: « soun », « vide ».
_MP4_TRACK = re.compile(rb"hdlr.{8}(.{4})", re.DOTALL)


def _has(content: bytes, *marks: bytes) -> bool:
    head = content[:65_536]
    return any(mark in head for mark in marks)


def _is_mpeg_audio(head: bytes) -> bool:
    """A frame's first bytes: in step, with a layer, a rate and a frequency that exist."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, frequency = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and rate not in (0, 15) and frequency != 3
