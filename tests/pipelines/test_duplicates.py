from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Article
from crawler.outcomes import Outcome
from pipelines.dropped import Dropped
from pipelines.duplicates import DuplicatesPipeline, text_digest

TEXT = " ".join(f"word{n}" for n in range(40))
HAN = "新闻" * 60


class Counts:
    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def inc_value(self, name: str, number: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + number


@pytest.fixture
def pipeline() -> DuplicatesPipeline:
    return DuplicatesPipeline(Counts())


def story(url: str, canonical: str | None = None, headline: str = "A headline", body: str = TEXT) -> Article:
    return Article(url=url, canonical_url=canonical, headline=headline, article_body=body)


def test_the_digest_looks_at_words_only() -> None:
    assert text_digest(TEXT) == text_digest(TEXT.upper().replace(" ", " … \n\n "))
    assert text_digest(TEXT) != text_digest(TEXT + " more")
    assert len(text_digest(TEXT) or b"") == 16


@pytest.mark.parametrize(
    ("text", "is_long"),
    [("", False), ("word " * 29, False), ("word " * 30, True), ("新" * 99, False), ("新" * 100, True),
     ("word " * 15 + "新" * 49, False), ("word " * 15 + "新" * 50, True), ("…!?" * 500, False), ("ไทย" * 40, True)],
)  # fmt: skip
def test_short_texts_have_no_digest(text: str, is_long: bool) -> None:
    assert (text_digest(text) is not None) is is_long


@given(st.text(st.characters()))
def test_any_text_can_be_digested(text: str) -> None:
    assert text_digest(text + TEXT) is not None


def test_the_same_story_under_its_canonical_url_is_dropped(pipeline: DuplicatesPipeline) -> None:
    pipeline.process_item(story("https://p.example/a", "https://p.example/story"))
    for second in (story("https://p.example/story"), story("https://www.p.example/amp/a", "https://p.example/story")):
        with pytest.raises(Dropped) as caught:
            pipeline.process_item(second)
        assert (caught.value.reason, caught.value.outcome) == ("duplicate", Outcome.DUPLICATE)
        assert "https://p.example/a" in caught.value.detail


def test_the_same_text_under_another_url_is_kept_and_marked(pipeline: DuplicatesPipeline) -> None:
    one = pipeline.process_item(story("https://p.example/a"))
    other = pipeline.process_item(story("https://q.example/b"))
    assert one.text_digest == other.text_digest is not None


def test_a_canonical_url_of_another_site_is_not_believed(pipeline: DuplicatesPipeline) -> None:
    pipeline.process_item(story("https://original.example/story"))
    copy = pipeline.process_item(story("https://copy.example/story", "https://original.example/story"))
    assert copy.canonical_url == "https://original.example/story"  # said, stored, not acted upon


def test_different_stories_that_claim_one_canonical_url_all_stay(pipeline: DuplicatesPipeline) -> None:
    stories = [
        pipeline.process_item(story(f"https://p.example/{n}", "https://p.example/news", f"Story {n}", f"{TEXT} {n}"))
        for n in range(5)
    ]
    assert [one.canonical_url for one in stories] == ["https://p.example/news", None, None, None, None]
    assert "https://p.example/0" in stories[1].field_provenance["canonical_url"]
    assert pipeline.stats.counts == {"newsdesk/duplicates/contested_canonical": 4}


def test_an_edited_story_under_the_same_url_passes(pipeline: DuplicatesPipeline) -> None:
    pipeline.process_item(story("https://p.example/a"))
    assert pipeline.process_item(story("https://p.example/a", body=TEXT + " corrected"))


def test_other_items_pass(pipeline: DuplicatesPipeline) -> None:
    item: Any = object()
    assert pipeline.process_item(item) is item
