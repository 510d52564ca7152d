"""What may be joined to a message: told by what a file holds, never by its name."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from PIL import Image

from community.discussions import file_kinds, file_pictures, files
from community.discussions.errors import Refused
from community.discussions.file_models import Attachment
from tests.discussions import sample_files as sample
from tests.discussions.sample_files import office, picture, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_left_by_others() -> None:
    """The files of earlier tests lie there still: each counts its own."""
    for path in kept_on_disk():
        path.unlink()


def kept_on_disk() -> list[Path]:
    return [path for path in Path(django_settings.PRIVATE_ROOT).rglob("*") if path.is_file()]


def taken(name: str, content: bytes) -> Attachment:
    [row] = files.take_in([upload(name, content)])
    return row


def refused(name: str, content: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        files.take_in([upload(name, content)])
    assert not Attachment.objects.filter(message__isnull=False).exists()
    return caught.value


@pytest.mark.parametrize(
    ("kind", "content", "content_type"),
    [
        ("pdf", sample.PDF, "application/pdf"),
        ("odt", office("odt"), "application/vnd.oasis.opendocument.text"),
        ("ods", office("ods"), "application/vnd.oasis.opendocument.spreadsheet"),
        ("odp", office("odp"), "application/vnd.oasis.opendocument.presentation"),
        *(
            (kind, office(kind), f"application/vnd.openxmlformats-officedocument.{said}")
            for kind, said in (
                ("docx", "wordprocessingml.document"),
                ("xlsx", "spreadsheetml.sheet"),
                ("pptx", "presentationml.presentation"),
            )
        ),
        ("mp3", sample.MP3, "audio/mpeg"),
        ("mp3", b"ID3\x04" + sample.MP3, "audio/mpeg"),
        ("m4a", sample.mp4(b"soun"), "audio/mp4"),
        ("ogg", sample.OGG, "audio/ogg"),
        ("wav", sample.wav(), "audio/wav"),
        ("webm", sample.WEBM, "audio/webm"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_documents_and_sounds_are_kept_as_they_are(
    kind: str, content: bytes, content_type: str
) -> None:
    """Byte for byte, under a name that ends as what they are."""
    row = taken("Ma note.exe", content)
    assert (row.name, row.kind, row.told.content_type) == (f"Ma note.{kind}", kind, content_type)
    assert (row.size, row.width) == (len(content), None)
    [path] = kept_on_disk()
    assert path.read_bytes() == content
    assert row.message is None
    assert "note" not in path.name


@pytest.mark.parametrize(
    ("made", "kept"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("AVIF", "webp")]
)
def test_a_picture_no_longer_says_where_it_was_taken(made: str, kept: str) -> None:
    """Made anew, no wider than it is read; place and words beside it are gone."""
    row = taken("photo.jpg", picture(made, (2000, 1000)))
    assert (row.kind, row.width, row.height) == (kept, 1600, 800)
    [path] = kept_on_disk()
    assert sample.PLACE not in path.read_bytes()
    with Image.open(path) as image:
        assert image.size == (1600, 800)
        assert len(image.getexif()) == 0
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)
    small = taken("petite.jpg", picture(made, (40, 30)))
    assert (small.width, small.height) == (40, 30)


def test_a_picture_is_upright_and_keeps_its_transparency() -> None:
    """What a camera says of how it was held is applied before it is forgotten."""
    saved, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    Image.new("RGB", (40, 30)).save(saved, "JPEG", exif=exif)
    assert (taken("a.jpg", saved.getvalue()).width, taken("a.jpg", saved.getvalue()).height) == (
        30,
        40,
    )
    clear = file_pictures.made_anew(picture("PNG", mode="RGBA"), "a.png")
    assert clear is not None
    with Image.open(io.BytesIO(clear.content)) as image:
        assert image.mode == "RGBA"
    for mode in ("L", "P", "1", "LA"):
        assert file_pictures.made_anew(picture("PNG", mode=mode), "a.png") is not None
    assert file_pictures.made_anew(picture("JPEG", mode="CMYK"), "a.jpg") is not None


def huge_png(side: int) -> bytes:
    """A picture that says that it is enormous, in a few bytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [7_100, 9_800, 60_000])
def test_a_picture_of_too_many_points_is_not_opened(side: int) -> None:
    """Its head says how many: a few bytes do not fill the memory."""
    refusal = refused("grand.png", huge_png(side))
    assert (refusal.code, refusal.status) == ("picture_too_large", 413)
    assert "« grand.png » est une image trop grande" in refusal.sentence


def test_what_is_damaged_is_said_so() -> None:
    """A picture, an archive that was cut or altered: nothing of it is kept."""
    whole = picture("JPEG", (400, 300))
    altered, locked = bytearray(office("odt")), bytearray(office("odt"))
    altered[40] ^= 255  # in the first part, its kind
    for head, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(head) + flag] |= 1
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    oddly_packed = bytearray(packed.getvalue())
    oddly_packed[42] = 255  # how its first part is packed
    for name, content in (
        ("a.jpg", whole[: len(whole) // 2]),
        ("a.png", huge_png(10)),
        ("a.avif", picture("AVIF").replace(b"av01", b"av02")),
        ("a.odt", bytes(oddly_packed)),
        ("a.odt", office("odt")[:-30]),
        ("a.odt", bytes(altered)),
        ("a.odt", bytes(locked)),
        ("a.docx", b"PK\x03\x04"),
    ):
        refusal = refused(name, content)
        assert refusal.code == "file_damaged", content
        assert f"« {name} » est abîmé" in refusal.sentence
    assert kept_on_disk() == []
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"MZ\x90\x00",
        b"GIF89a" + bytes(30),
        b"Bonjour",
        b"\xff\xfb",
        b"\xff\xfb\xf0\x64" + bytes(9),
        sample.archive({"a.txt": "x"}),
        sample.archive({"mimetype": "application/epub+zip"}),
        sample.mp4(b"soun", b"vide"),
        sample.mp4(),
        sample.OGG.replace(b"OpusHead", b"\x80theora "),
        sample.WEBM + b"V_VP9",
        sample.WEBM.replace(b"A_OPUS", b"------"),
    ],
)
def test_what_runs_or_moves_or_is_unknown_is_refused(content: bytes) -> None:
    """Whatever it is called; the sentence says what may be joined."""
    refusal = refused("photo.pdf", content)
    assert (refusal.code, refusal.status) == ("file_kind", 415)
    assert "« photo.pdf »" in refusal.sentence
    assert "PDF" in refusal.sentence


@pytest.mark.parametrize(
    "content",
    [
        office("docx", word__vbaProject_bin="x").replace(b"vbaProject_bin", b"vbaProject.bin"),
        office("odt", Basic__Standard__module="x"),
        office("ods", Scripts__python__a="x"),
    ],
)
def test_no_office_file_brings_a_program(content: bytes) -> None:
    """Macros are refused, with what to do instead."""
    refusal = refused("note.docx", content)
    assert refusal.code == "file_macros"
    assert "sans macros" in refusal.sentence


def test_an_archive_does_not_unpack_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in parts nor in bytes."""
    bomb = office("docx", word__a=bytes(10_000))
    taken("a.docx", bomb)
    monkeypatch.setattr(file_kinds, "MOST_UNPACKED", 9_000)
    assert refused("a.docx", bomb).code == "file_unpacked"
    monkeypatch.setattr(file_kinds, "MOST_UNPACKED", 10**9)
    monkeypatch.setattr(file_kinds, "MOST_PARTS", 1)
    assert refused("a.docx", bomb).code == "file_unpacked"


def test_files_are_bounded_in_weight_and_number(limits: Any) -> None:
    """An empty one, one too heavy, too many at once: each has its sentence, none is kept."""
    limits(FILE_MAX_BYTES=100, FILES_PER_MESSAGE=2)
    assert refused("vide.pdf", b"").code == "file_empty"
    heavy = refused("lourd.pdf", sample.PDF.ljust(101))
    assert (heavy.code, heavy.status, heavy.details) == ("file_too_big", 413, {"limit": 100})
    assert "« lourd.pdf » pèse 101 octets" in heavy.sentence
    with pytest.raises(Refused, match="2 fichiers au plus"):
        files.take_in([upload(), upload(), upload()])
    assert kept_on_disk() == []


def test_one_file_that_is_refused_takes_the_others_along(
    django_capture_on_commit_callbacks: Any,
) -> None:
    """Nothing of what came with it stays, on the disk or in the table."""
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(Refused):
        files.take_in([upload(), upload("a.exe", b"MZ")])
    assert kept_on_disk() == []
    assert not Attachment.objects.exists()


def test_a_full_disk_is_said_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    """The sender is told to try again; what was begun is found by the schedule."""
    storage = Attachment._meta.get_field("file").storage

    def full(*_args: Any, **_kwargs: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, django_capture_on_commit_callbacks(execute=True):
        patched.setattr(type(storage), "save", full)
        assert refused("a.pdf", sample.PDF).code == "unavailable"
    assert files.remove_nobody_s() == 0
    Attachment.objects.update(since="2026-01-01T00:00Z")
    assert files.remove_nobody_s() == 1
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "neutral"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\été.JPG", "été.JPG"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("a\x00b\r\nc.pdf", "a b c.pdf"),
        ("fac\u202efdp.exe", "fac fdp.exe"),
        ('a<b>:"c|d?e*.pdf', "a b c d e.pdf"),
        (".htaccess", "htaccess"),
        ("...", "fichier"),
        ("", "fichier"),
        ("  .pdf", "pdf"),
        ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
    ],
)
def test_names_lead_nowhere_and_deceive_nobody(name: str, neutral: str) -> None:
    """No path, no sign that cannot be seen, no sign that a disk refuses; never empty."""
    assert files.neutral_name(name) == neutral


def test_the_name_ends_as_what_the_file_is() -> None:
    """« facture.pdf » that is a picture is called « facture.jpg »."""
    assert taken("facture.pdf", picture()).name == "facture.jpg"
    assert taken("a" * 300, sample.PDF).name == "a" * 80 + ".pdf"
