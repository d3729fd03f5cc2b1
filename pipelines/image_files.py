"""Pictures as files: checked before they are decoded, named by the hash of their bytes, with a thumbnail beside them.

    <data dir>/images/ab/ab12….jpg        the bytes as they came
    <data dir>/thumbnails/ab/ab12….jpg    at most 480 pixels wide and high

Nothing of a name comes from the network: neither the URL nor a header can choose a path.
"""

import hashlib
import io
import os
import warnings
from collections.abc import Collection, Iterator
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from crawler.errors import NewsdeskError
from crawler.items import ImageFile

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 25_000_000
# Pillow holds a WebP or AVIF picture several times while it decodes it: 12 megapixels cost 195 and 130 MB, 25 of WebP
# nearly 400 (Pillow 13.0).
MAX_PIXELS_WEBP_AVIF = 12_000_000
MIN_SIDE = 32  # pixels; smaller ones count visits or fill gaps
THUMBNAIL_SIDE = 480
# A progressive JPEG is decoded once a scan; real ones have about ten. Thousands of them are an attack ("Two Issues with
# the JPEG Standard", 2015, https://libjpeg-turbo.org/About/TwoIssueswiththeJPEGStandard).
MAX_JPEG_SCANS = 100
# Pillow's name of a format → extension and media type. MPO is a JPEG with further pictures behind it, as phones make.
FORMATS = {
    "AVIF": ("avif", "image/avif"),
    "GIF": ("gif", "image/gif"),
    "JPEG": ("jpg", "image/jpeg"),
    "MPO": ("jpg", "image/jpeg"),
    "PNG": ("png", "image/png"),
    "WEBP": ("webp", "image/webp"),
}
UNFINISHED = ".part"

# Our own limit is far below the size at which Pillow warns.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


class ImageRefused(NewsdeskError):
    """These bytes are not stored. `reason` is a name to count by, `detail` the evidence."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def store(body: bytes, data_dir: Path) -> ImageFile:
    """Check the bytes of a picture and store them with a thumbnail. Equal bytes are stored once.

    Raises:
        ImageRefused: they are no picture of an accepted format, too large, too small or damaged.
        OSError: the disk is full or cannot be written.
    """
    thumbnail, file = _read(body)
    _write(data_dir / file.path, body)
    _write(data_dir / thumbnail_path(file.sha256), thumbnail)
    return file


def thumbnail_path(sha256: str) -> str:
    """Where the thumbnail of a picture lies, relative to the data directory."""
    return f"thumbnails/{sha256[:2]}/{sha256}.jpg"


def _read(body: bytes) -> tuple[bytes, ImageFile]:
    if not body:
        raise ImageRefused("empty", "no bytes")
    if len(body) > MAX_BYTES:
        raise ImageRefused("too_large", f"{len(body)} bytes, more than {MAX_BYTES}")
    try:
        with Image.open(io.BytesIO(body), formats=("AVIF", "GIF", "JPEG", "PNG", "WEBP")) as picture:
            extension, media_type = FORMATS[picture.format or ""]
            width, height = picture.size
            _check_header(picture, body)
            thumbnail = _thumbnail(picture)
    except ImageRefused:
        raise
    except UnidentifiedImageError:
        raise ImageRefused("not_a_picture", f"begins with {body[:12]!r}") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageRefused("too_many_pixels", str(error)) from None
    except Exception as error:  # hostile bytes raise whatever the decoder meets: OSError, ValueError, struct.error …
        raise ImageRefused("damaged", f"{type(error).__name__}: {error}") from error
    digest = hashlib.sha256(body).hexdigest()
    path = f"images/{digest[:2]}/{digest}.{extension}"
    return thumbnail, ImageFile(
        sha256=digest, path=path, media_type=media_type, width=width, height=height, size=len(body)
    )


def _check_header(picture: Image.Image, body: bytes) -> None:
    """Judge a picture by what its header says, before a pixel is decoded."""
    width, height = picture.size
    most = MAX_PIXELS_WEBP_AVIF if picture.format in {"WEBP", "AVIF"} else MAX_PIXELS
    if width * height > most:
        raise ImageRefused("too_many_pixels", f"{width} x {height}, more than {most // 1_000_000} million")
    if min(width, height) < MIN_SIDE:
        raise ImageRefused("too_small", f"{width} x {height}, less than {MIN_SIDE} pixels")
    if picture.format in {"JPEG", "MPO"} and (scans := body.count(b"\xff\xda")) > MAX_JPEG_SCANS:
        raise ImageRefused("damaged", f"{scans} scans")


def _thumbnail(picture: Image.Image) -> bytes:
    """A JPEG of the first frame, upright, on white. Decodes every byte of it, so a truncated picture fails here."""
    picture.draft("RGB", (THUMBNAIL_SIDE, THUMBNAIL_SIDE))  # JPEG only: an eighth of the work and memory
    picture.load()
    small = picture.convert("RGBA") if picture.mode in {"P", "PA", "LA", "RGBa"} else picture
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))  # in place: a copy of 25 megapixels would be 100 MB
    small = ImageOps.exif_transpose(small)
    if small.mode == "RGBA":
        white = Image.new("RGB", small.size, "white")
        white.paste(small, mask=small.getchannel("A"))
        small = white
    target = io.BytesIO()
    small.convert("RGB").save(target, "JPEG", quality=80)
    return target.getvalue()


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; one that is there has these bytes already."""
    if path.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED}")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # a row must never point at a file that a power cut emptied
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def sweep_unfinished(data_dir: Path) -> int:
    """Remove what a killed run left half written; returns how many files. Only while no other run is active."""
    left = [path for folder in ("images", "thumbnails") for path in (data_dir / folder).glob(f"??/*{UNFINISHED}")]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def orphans(data_dir: Path, known: Collection[str]) -> Iterator[Path]:
    """Stored pictures and thumbnails whose SHA-256 is not `known`: written by a run that was killed before its rows."""
    for folder in ("images", "thumbnails"):
        for path in (data_dir / folder).glob("??/*"):
            if path.stem not in known:
                yield path
