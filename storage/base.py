"""What all models share: column types by annotation and a naming convention, so that every constraint has a known name."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import JSON

from storage.types import CleanText, Integer64, UtcDateTime

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of the models; `Base.metadata` is what Alembic compares a database with."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {
        str: CleanText,
        int: Integer64,
        bytes: LargeBinary,
        datetime: UtcDateTime,
        list[dict[str, str | None]]: JSON,
    }
