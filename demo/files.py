"""Small files made for the demonstration: a sound, a picture, slides. Nothing is fetched."""

from __future__ import annotations

import io
import math
import struct
import wave

from PIL import Image, ImageDraw

PAPER, INK, ACCENT = "#fbf7f0", "#23332e", "#b4472a"


def sound(seconds: float = 3.0, rate: int = 8000) -> bytes:
    """A soft note as WAV (mono, 16 bits), about 48 kB: enough to try a player."""
    frames = bytearray()
    total = int(seconds * rate)
    for index in range(total):
        fade = min(index, total - index) / (total / 2)
        value = 0.25 * fade * math.sin(2 * math.pi * 220 * index / rate)
        frames += struct.pack("<h", int(value * 32767))
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(bytes(frames))
    return buffer.getvalue()


def _drawing(width: int, height: int, petals: int) -> Image.Image:
    """The alliance's asterisk as a drawing: no face, no place, nobody's picture."""
    image = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(image)
    centre_x, centre_y, reach = width / 2, height / 2, height * 0.36
    for petal in range(petals):
        angle = 2 * math.pi * petal / petals
        end = (centre_x + reach * math.cos(angle), centre_y + reach * math.sin(angle))
        draw.line([(centre_x, centre_y), end], fill=ACCENT, width=height // 16)
    draw.rectangle([0, height - height // 24, width, height], fill=INK)
    return image


def picture() -> bytes:
    """A drawing as PNG."""
    buffer = io.BytesIO()
    _drawing(800, 500, 8).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def map_of_ties() -> bytes:
    """A map such as people draw together – six things, and what ties them – as PNG."""
    width, height, size = 1600, 900, 84
    image = Image.new("RGB", (width, height), PAPER)
    draw = ImageDraw.Draw(image)
    places = [(300, 250), (760, 170), (1290, 300), (1210, 690), (690, 730), (270, 620)]
    middle = (770, 450)
    for x, y in places:
        draw.line([middle, (x, y)], fill=INK, width=7)
    for (x, y), (to_x, to_y) in zip(places, [*places[1:], places[0]], strict=True):
        for step in range(0, 20, 2):  # a tie that is not sure yet
            ends = [(x + (to_x - x) * s / 20, y + (to_y - y) * s / 20) for s in (step, step + 1)]
            draw.line(ends, fill=ACCENT, width=5)
    for number, (x, y) in enumerate([middle, *places]):
        reach = size * 1.5 if number == 0 else size
        around = [x - reach, y - reach, x + reach, y + reach]
        draw.ellipse(around, fill=ACCENT if number == 0 else PAPER, outline=INK, width=8)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def slides() -> bytes:
    """Three slides as one PDF."""
    buffer = io.BytesIO()
    first, *others = (_drawing(960, 540, petals) for petals in (5, 8, 12))
    first.save(buffer, "PDF", save_all=True, append_images=others)
    return buffer.getvalue()
