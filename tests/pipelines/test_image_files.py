import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from pipelines import image_files
from pipelines.image_files import ImageRefused, orphans, store, sweep_unfinished, thumbnail_path


def picture(
    format_name: str = "JPEG", size: tuple[int, int] = (640, 400), mode: str = "RGB", **options: object
) -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(target, format_name, **options)
    return target.getvalue()


def png_header(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00")) + chunk(b"IEND", b"")


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("format_name", "extension", "media_type", "mode"),
    [
        ("JPEG", "jpg", "image/jpeg", "RGB"),
        ("JPEG", "jpg", "image/jpeg", "CMYK"),
        ("PNG", "png", "image/png", "RGBA"),
        ("PNG", "png", "image/png", "I;16"),
        ("PNG", "png", "image/png", "P"),
        ("GIF", "gif", "image/gif", "P"),
        ("WEBP", "webp", "image/webp", "RGBA"),
        ("AVIF", "avif", "image/avif", "RGB"),
    ],
)
def test_a_picture_is_stored_by_its_hash_with_a_thumbnail(
    tmp_path: Path, format_name: str, extension: str, media_type: str, mode: str
) -> None:
    body = picture(format_name, mode=mode)
    file = store(body, tmp_path)
    assert (file.width, file.height, file.size, file.media_type) == (640, 400, len(body), media_type)
    assert file.path == f"images/{file.sha256[:2]}/{file.sha256}.{extension}"
    assert (tmp_path / file.path).read_bytes() == body
    with Image.open(tmp_path / thumbnail_path(file.sha256)) as thumbnail:
        assert (thumbnail.format, thumbnail.size, thumbnail.mode) == ("JPEG", (480, 300), "RGB")


def test_equal_bytes_are_one_file(tmp_path: Path) -> None:
    assert store(picture(), tmp_path) == store(picture(), tmp_path)
    assert len(files(tmp_path)) == 2


def test_a_turned_photograph_has_an_upright_thumbnail(tmp_path: Path) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6  # Orientation: turned right
    file = store(picture(exif=turned), tmp_path)
    with Image.open(tmp_path / thumbnail_path(file.sha256)) as thumbnail:
        assert thumbnail.size == (300, 480)


BOMB_TEXT = PngImagePlugin.PngInfo()
BOMB_TEXT.add_text("Comment", "x" * 20_000_000, zip=True)


@pytest.mark.parametrize(
    ("reason", "body"),
    [
        ("empty", b""),
        ("not_a_picture", b"<!doctype html><title>Not found</title>"),
        ("not_a_picture", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("not_a_picture", picture("BMP")),
        ("not_a_picture", picture("TIFF")),
        ("not_a_picture", b"\x00" * 1000),
        ("too_many_pixels", png_header(30_000, 30_000)),
        ("too_many_pixels", png_header(13_000, 13_000)),
        ("too_many_pixels", png_header(5_001, 5_000)),
        ("too_many_pixels", png_header(2**31 - 1, 2**31 - 1)),
        ("too_small", picture("GIF", size=(1, 1))),
        ("too_small", picture("PNG", size=(31, 400))),
        ("damaged", picture("PNG", pnginfo=BOMB_TEXT)),
        ("damaged", picture()[:5_000]),
        ("damaged", picture("PNG")[:-200]),
        ("damaged", picture("GIF")[:2_000]),
        ("damaged", picture() + b"\xff\xda" * 200),
    ],
)
def test_refused_without_a_trace(tmp_path: Path, reason: str, body: bytes) -> None:
    with pytest.raises(ImageRefused) as caught:
        store(body, tmp_path)
    assert caught.value.reason == reason
    assert files(tmp_path) == []


@pytest.mark.parametrize("size", [(0, 0), (0, 5)])
def test_a_picture_without_extent_is_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    with pytest.raises(ImageRefused):
        store(png_header(*size), tmp_path)


@pytest.mark.parametrize("format_name", ["WEBP", "AVIF"])
def test_a_truncated_modern_picture_is_refused(tmp_path: Path, format_name: str) -> None:
    body = picture(format_name, size=(900, 900))
    with pytest.raises(ImageRefused):
        store(body[: len(body) // 2], tmp_path)


def test_too_many_bytes(tmp_path: Path) -> None:
    with pytest.raises(ImageRefused, match="too_large"):
        store(picture() + b"\x00" * image_files.MAX_BYTES, tmp_path)


def test_only_the_first_of_many_frames_is_decoded(tmp_path: Path) -> None:
    single = picture("GIF", size=(64, 64), mode="P")
    first = single.index(b"\x2c", 13 + 3 * 256)  # the image descriptor, behind header and colour table
    frames = single[first:-1] * (image_files.MAX_BYTES // 2 // len(single[first:-1]))
    file = store(single[:first] + frames + b";", tmp_path)
    assert (file.width, file.height) == (64, 64)


def test_a_polyglot_is_named_by_what_it_is(tmp_path: Path) -> None:
    file = store(picture("GIF", mode="P") + b"<script>alert(1)</script>", tmp_path)
    assert file.path.endswith(".gif")
    assert file.media_type == "image/gif"


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(image_files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store(picture(), tmp_path)
    assert files(tmp_path) == []


def test_what_a_killed_run_left_is_swept(tmp_path: Path) -> None:
    kept, orphan = store(picture(), tmp_path), store(picture("PNG"), tmp_path)
    half = tmp_path / "images" / "ab" / "abc.jpg.77.part"
    half.parent.mkdir(parents=True, exist_ok=True)
    half.write_bytes(b"half")
    assert sweep_unfinished(tmp_path) == 1
    assert {path.stem for path in orphans(tmp_path, {kept.sha256})} == {orphan.sha256}
