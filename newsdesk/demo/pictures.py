"""Draws the demo's pictures: a sky, a horizon and a sun, distinct for every name."""

import io
import zlib
from functools import lru_cache

from PIL import Image, ImageDraw

SIZE = (640, 400)  # pixels


@lru_cache(maxsize=512)
def draw(name: str, extension: str) -> bytes:
    """The bytes of a picture, the same for the same name; extension ".jpg" or ".png"."""
    seed = zlib.crc32(name.encode())
    parts = [(seed >> shift) & 0xFF for shift in (0, 8, 16, 24)]
    image = Image.new("RGB", SIZE, (90 + parts[0] // 3, 120 + parts[1] // 3, 140 + parts[2] // 3))
    canvas = ImageDraw.Draw(image)
    horizon = 180 + parts[3] // 2
    canvas.rectangle((0, horizon, *SIZE), fill=(20 + parts[2] // 4, 50 + parts[3] // 4, 70 + parts[0] // 4))
    left, top, radius = 60 + 2 * parts[1], 30 + parts[2] // 3, 24 + parts[0] // 6
    canvas.ellipse((left - radius, top, left + radius, top + 2 * radius), fill=(250, 200 + parts[3] // 6, 120))
    for number in range(3 + parts[0] % 5):
        x = (seed >> number) % SIZE[0]
        height = 40 + (seed >> (number + 7)) % 120
        canvas.polygon(
            ((x - height, horizon), (x, horizon - height), (x + height, horizon)), fill=(parts[number % 4] // 2, 80, 60)
        )
    out = io.BytesIO()
    image.save(out, "PNG" if extension == ".png" else "JPEG", **({} if extension == ".png" else {"quality": 80}))
    return out.getvalue()
