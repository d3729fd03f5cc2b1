"""Keeping the full-text index: the same tokens on both databases."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, text

from storage.text_search import tokens

# PostgreSQL counts positions up to 16,383 in one tsvector; a longer text is indexed in parts that overlap by a phrase.
PART = 16_000
OVERLAP = 60
MOST_POSITIONS = 255  # of one word in a part


def words_of(*texts: str | None) -> list[str]:
    """The tokens of the fields that are searched, in order."""
    return [token for part in texts if part for token in tokens(part)]


def add(connection: Connection, article_id: int, words: Sequence[str]) -> None:
    """Index an article that is not indexed yet."""
    if connection.dialect.name == "sqlite":
        statement = "INSERT INTO article_index (rowid, words) VALUES (:id, :words)"
        connection.execute(text(statement), {"id": article_id, "words": " ".join(words)})
        return
    statement = (
        "INSERT INTO article_index (article_id, part, document) VALUES (:id, :part, CAST(:document AS tsvector))"
    )
    rows = [{"id": article_id, "part": number, "document": part} for number, part in enumerate(_documents(words))]
    connection.execute(text(statement), rows)


def remove(connection: Connection, article_id: int, words: Sequence[str]) -> None:
    """Take an article out; `words` must be what it was indexed with, since SQLite's index keeps no text to look it up."""
    if connection.dialect.name == "sqlite":
        statement = "INSERT INTO article_index (article_index, rowid, words) VALUES ('delete', :id, :words)"
        connection.execute(text(statement), {"id": article_id, "words": " ".join(words)})
    else:
        connection.execute(text("DELETE FROM article_index WHERE article_id = :id"), {"id": article_id})


def _documents(words: Sequence[str]) -> Iterator[str]:
    """The tokens in the notation of `tsvector`, in parts: `'word':1,7 'other':2`."""
    for start in range(0, max(len(words), 1), PART):
        places: dict[str, list[int]] = {}
        for position, word in enumerate(words[start : start + PART + OVERLAP], 1):
            found = places.setdefault(word, [])
            if len(found) < MOST_POSITIONS:
                found.append(position)
        yield " ".join(f"'{word}':{','.join(map(str, numbers))}" for word, numbers in places.items())
