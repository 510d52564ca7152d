"""Pictures joined to a message are made anew: small, upright, and with nothing that says where.

What a camera writes beside the picture – place, hour, device, its owner – stays out, and so does
whatever else a file may hide behind its pixels.
"""

from __future__ import annotations

import io
import threading
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from .errors import Refused
from .file_kinds import damaged

#: The longest side of a picture that is kept.
LONGEST_SIDE = 1600
#: More than this is not opened at all: unpacked, it would fill the memory.
MOST_PIXELS = 50_000_000
#: What is opened, and what becomes of it: AVIF is not read everywhere yet.
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "webp"}
SAVED: dict[str, dict[str, Any]] = {
    "jpg": {"format": "JPEG", "quality": 82, "optimize": True, "progressive": True},
    "png": {"format": "PNG", "optimize": True},
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
}
#: One at a time in a process: opened, a picture is many times as large as its file.
_one_at_a_time = threading.Lock()


class Picture(NamedTuple):
    kind: str
    content: bytes
    width: int
    height: int


def made_anew(content: bytes, name: str) -> Picture | None:
    """The picture that a file holds, made anew; nothing if it holds none. Raises ``Refused``."""
    with _one_at_a_time:
        try:
            image = Image.open(io.BytesIO(content), formats=list(FORMATS))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_large(name) from error
        except OSError:  # no picture that we know
            return None
        except Exception as error:  # of a broken file, each format says something else
            raise damaged(name) from error
        with image:
            if image.width * image.height > MOST_PIXELS:
                raise _too_large(name)
            try:
                return _smaller(image)
            except Exception as error:
                raise damaged(name) from error


def _smaller(image: Image.Image) -> Picture:
    kind = FORMATS[str(image.format)]
    box = (LONGEST_SIDE, LONGEST_SIDE)
    image.draft("RGB", box)  # a JPEG need not be opened larger than it will be
    upright = ImageOps.exif_transpose(image)
    plain = upright.convert("RGBA" if kind != "jpg" and upright.has_transparency_data else "RGB")
    plain.thumbnail(box)
    # A picture of its own: what was told beside the first one does not follow.
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())
    saved = io.BytesIO()
    bare.save(saved, **SAVED[kind])
    return Picture(kind, saved.getvalue(), bare.width, bare.height)


def _too_large(name: str) -> Refused:
    sentence = _("« %(file)s » est une image trop grande : envoyez-la en plus petit.")
    return Refused("picture_too_large", sentence % {"file": name}, 413, limit=MOST_PIXELS)
