"""What a write does to an article: new, unchanged, revised, found again, linked, withdrawn – the same on both databases."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from storage import runs, schema
from storage.engine import open_engine, reading
from storage.errors import StorageError
from storage.models import Article, DuplicateEdge, Fetch, FetchState, Sighting, UrlAlias
from storage.queries import get_article, search
from storage.records import AliasRecord, WriteResult
from storage.unit_of_work import UnitOfWork
from tests.storage.records import NOON, TEXT, article, fetched, key, listing


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def unit(engine: Engine) -> UnitOfWork:
    return UnitOfWork(engine, runs.open_run(engine, arguments="test", now=NOON))


def count(engine: Engine, model: type) -> int:
    with reading(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(model)).scalar_one())


def test_a_new_article_with_all_that_belongs_to_it(engine: Engine, unit: UnitOfWork) -> None:
    result = unit.write([article()])
    (number,) = result.new
    stored = get_article(engine, number)
    assert stored is not None
    assert (stored.headline, stored.article_body, stored.source) == ("Harbour to get its breakwater back", TEXT, "tide")
    assert stored.date_published == NOON - timedelta(hours=3)
    assert stored.authors == ["Marta Lind", "Karl Berg"]
    assert stored.keywords == ["harbour", "storm"]
    assert [(image.url, image.role, image.caption, image.credit) for image in stored.images] == [
        ("https://tide.example/a.jpg", "lead", "The breakwater", "K. Berg"),
        (None, "inline", "Lost address", None),
    ]
    assert [(link.text, link.label, link.position) for link in stored.related_links] == [("The storm", "Read also", 1)]
    assert [(origin.publisher, origin.evidence) for origin in stored.origins] == [("Coast Press", "(CP)")]
    assert stored.field_provenance == {"headline": "css:h1"}
    assert count(engine, Fetch) == 1
    assert schema.check(engine) == []


def test_the_same_again_changes_nothing_but_when_it_was_seen(engine: Engine, unit: UnitOfWork) -> None:
    (number,) = unit.write([article()]).new
    again = unit.write([article(at=NOON + timedelta(hours=1))])
    assert (again.new, again.updated, again.unchanged) == ([], [], [number])
    stored = get_article(engine, number)
    assert stored is not None
    assert stored.last_seen_at == NOON + timedelta(hours=1)
    assert stored.revisions == []


@pytest.mark.parametrize(
    "change",
    [
        {"headline": "Breakwater: the vote"},
        {"article_body": TEXT + "\n\nMore."},
        {"description": "Five million."},
        {"images": []},
    ],
)
def test_a_change_keeps_the_old_state_as_a_revision(
    engine: Engine, unit: UnitOfWork, change: dict[str, object]
) -> None:
    (number,) = unit.write([article()]).new
    later = NOON + timedelta(hours=2)
    assert unit.write([article(at=later, **change)]).updated == [number]
    stored = get_article(engine, number)
    assert stored is not None
    (revision,) = stored.revisions
    assert (revision.headline, revision.article_body) == ("Harbour to get its breakwater back", TEXT)
    assert (revision.first_seen_at, revision.last_seen_at, stored.changed_at) == (NOON, NOON, later)
    assert schema.check(engine) == []


def test_rebuilt_boxes_are_no_revision(engine: Engine, unit: UnitOfWork) -> None:
    (number,) = unit.write([article()]).new
    assert unit.write([article(at=NOON + timedelta(hours=2), related_links=[], keywords=["wall"])]).unchanged == [
        number
    ]
    stored = get_article(engine, number)
    assert stored is not None
    assert (stored.related_links, stored.keywords, stored.revisions) == ([], ["wall"], [])


def test_an_article_is_known_by_its_canonical_url(engine: Engine, unit: UnitOfWork) -> None:
    canonical = "https://tide.example/breakwater"
    (number,) = unit.write([article("https://tide.example/b?ref=1", canonical_url=canonical)]).new
    assert unit.write([article(canonical, at=NOON + timedelta(hours=1))]).new == []
    assert count(engine, Article) == 1
    assert count(engine, UrlAlias) == 2
    assert number


def test_one_canonical_url_for_all_stories_loses_none(engine: Engine, unit: UnitOfWork) -> None:
    home = "https://tide.example/"
    first = article("https://tide.example/a", canonical_url=home)
    second = article(
        "https://tide.example/b", canonical_url=home, headline="Ferry leaves late", article_body="Another text."
    )
    assert len(unit.write([first, second]).new) == 2
    assert len(unit.write([second, first]).unchanged) == 2


def test_equal_text_elsewhere_is_linked_and_kept(engine: Engine, unit: UnitOfWork) -> None:
    first, second = article(), article("https://other.example/copy", publisher="The Other")
    result = unit.write([first, second])
    assert result.duplicates == result.new[1:]
    stored = get_article(engine, result.new[1])
    assert stored is not None
    assert stored.duplicate_of == result.new[0]
    with reading(engine) as connection:
        edge = connection.execute(select(DuplicateEdge.kind, DuplicateEdge.other_id)).one()
    assert tuple(edge) == ("exact", result.new[0])


@pytest.mark.parametrize("order", ["target first", "target later"])
def test_a_related_link_finds_its_article(engine: Engine, unit: UnitOfWork, order: str) -> None:
    target = article("https://tide.example/storm", headline="The storm", article_body="It blew.", related_links=[])
    records = [target, article()] if order == "target first" else [article(), target]
    for record in records:
        unit.write([record])
    found = {hit.headline: hit.id for hit in search(engine, "")}
    stored = get_article(engine, found["Harbour to get its breakwater back"])
    assert stored is not None
    assert stored.related_links[0].target_article_id == found["The storm"]


@pytest.mark.parametrize("outcome", ["gone", "not-found"])
def test_a_withdrawn_article_is_marked_and_comes_back(engine: Engine, unit: UnitOfWork, outcome: str) -> None:
    (number,) = unit.write([article()]).new
    later = NOON + timedelta(days=1)
    assert unit.write([fetched("https://tide.example/breakwater", outcome, at=later)]).withdrawn == [number]
    stored = get_article(engine, number)
    assert stored is not None
    assert stored.withdrawn_at == later
    unit.write([article(at=later + timedelta(days=1))])
    stored = get_article(engine, number)
    assert stored is not None
    assert stored.withdrawn_at is None


def test_a_redirect_to_a_known_article_is_another_name_for_it(engine: Engine, unit: UnitOfWork) -> None:
    wrapper = "https://wire.example/out?1"
    to = "https://tide.example/breakwater"
    leads = fetched(wrapper, "duplicate", source="wire", final_url=to, final_url_key=key(to))
    unit.write([listing(wrapper, source="wire"), leads, article()])
    with reading(engine) as connection:
        assert connection.execute(select(Sighting.article_id)).scalar_one() is not None
        assert set(connection.execute(select(UrlAlias.url)).scalars()) == {wrapper, to}


def test_a_failing_batch_leaves_nothing(engine: Engine, unit: UnitOfWork) -> None:
    broken = article("https://tide.example/broken", source="tide")
    broken.date_published = NOON.replace(tzinfo=None)  # a time nobody can place
    with pytest.raises((StorageError, Exception)):
        unit.write([article(), broken])
    assert count(engine, Article) == 0
    assert count(engine, Fetch) == 0


def test_states_of_urls(engine: Engine, unit: UnitOfWork) -> None:
    url = "https://tide.example/slow"
    for hours in range(3):
        unit.write([fetched(url, "timeout", at=NOON + timedelta(hours=hours))])
    with reading(engine) as connection:
        failures, due = connection.execute(select(FetchState.failures, FetchState.next_due_at)).one()
    assert failures == 3
    assert due == NOON + timedelta(hours=2, minutes=20)
    unit.write([fetched(url, "ok", at=NOON + timedelta(hours=4), etag='"x"')])
    unit.write([fetched(url, "not-modified", at=NOON + timedelta(hours=5))])
    with reading(engine) as connection:
        row = connection.execute(select(FetchState.failures, FetchState.next_due_at, FetchState.etag)).one()
    assert tuple(row) == (0, None, '"x"')


def test_what_was_not_asked_for_leaves_no_state(engine: Engine, unit: UnitOfWork) -> None:
    unit.write([fetched("https://tide.example/later", "not-fetched")])
    assert (count(engine, Fetch), count(engine, FetchState)) == (1, 0)


def test_two_writers_of_one_article_make_one(engine: Engine, unit: UnitOfWork) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def write(number: int) -> WriteResult:
        record = article(f"https://tide.example/{number % 5}", article_body=f"Text {number % 5}.")
        record.aliases = [
            *record.aliases,
            AliasRecord(url=f"https://tide.example/alias/{number}", url_key=key(f"alias{number}"), relation="final"),
        ]
        return unit.write([record])

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(write, range(20)))
    assert count(engine, Article) == 5
    assert sum(len(result.new) for result in results) == 5
    assert schema.check(engine) == []
