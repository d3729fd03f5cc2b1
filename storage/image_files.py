"""Which pictures are stored already, so that none is downloaded twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select

from storage.engine import reading
from storage.models import Image, ImageFile


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredImage:
    """A picture file in the data directory."""

    sha256: str
    path: str  # relative to the data directory
    media_type: str
    width: int  # pixels
    height: int
    size: int  # bytes


def stored_images(engine: Engine, urls: Sequence[str]) -> dict[str, StoredImage]:
    """URL → the file that was stored for it, for those of `urls` that have one."""
    if not urls:
        return {}
    file = ImageFile
    query = (
        select(Image.url, file.sha256, file.path, file.media_type, file.width, file.height, file.size)
        .join(file, file.id == Image.file_id)
        .where(Image.url.in_(urls))
    )
    with reading(engine) as connection:
        return {
            row[0]: StoredImage(sha256=row[1], path=row[2], media_type=row[3], width=row[4], height=row[5], size=row[6])
            for row in connection.execute(query)
        }
