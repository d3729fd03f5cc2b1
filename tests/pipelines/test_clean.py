from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Article, Image, RelatedLink
from pipelines.clean import clean, distinct, in_utc, language_code
from pipelines.dropped import Dropped


def test_every_text_of_an_article_is_cleaned() -> None:
    article = Article(
        url="https://paper.example/story",
        headline=" Lâ€™Ã©lection \n dâ€™aujourdâ€™hui ",
        description="Q&amp;A\x00",
        article_body="One.\r\n\r\n\x1b\r\n\r\nTwo\xa0 words.",
        authors=["Ann  Lee", "ann lee", " ", "Bo\x00b"],
        keywords=["News", "NEWS", "sport"],
        in_language="pt_BR",
        article_section="\tWorld ",
        publisher="The &amp; Paper",
        date_published=datetime(2026, 11, 1, 8, tzinfo=timezone(timedelta(hours=2))),
        date_published_raw=" 1 Nov\x00 ",
        images=[Image(url="https://i.example/a.jpg", caption=" A\n b ", credit=" ", alt="c")],
        related_links=[RelatedLink(url="https://p.example/r", text="\x00", label="Lire aussi :\xa0")],
    )
    assert not clean(article)
    assert article.headline == "L’élection d’aujourd’hui"
    assert article.description == "Q&A"
    assert article.article_body == "One.\n\nTwo words."
    assert article.authors == ["Ann Lee", "Bob"]
    assert article.keywords == ["News", "sport"]
    assert (article.in_language, article.article_section, article.publisher) == ("pt", "World", "The & Paper")
    assert article.date_published == datetime(2026, 11, 1, 6, tzinfo=UTC)
    assert article.date_published.utcoffset() == timedelta(0)
    assert article.date_published_raw == "1 Nov"
    assert (article.images[0].caption, article.images[0].credit, article.images[0].alt) == ("A b", None, "c")
    assert (article.related_links[0].text, article.related_links[0].label) == ("", "Lire aussi :")
    again = deepcopy(article)
    clean(again)
    assert again == article


def test_nothing_readable_left() -> None:
    with pytest.raises(Dropped) as caught:
        clean(Article(url="https://paper.example/", headline="\ufeff\xad", article_body="\x00\n\n\u200b"))
    assert caught.value.reason == "empty"


@pytest.mark.parametrize(
    ("given_code", "code"),
    [("fr-FR", "fr"), ("EN", "en"), ("pt_BR", "pt"), ("zh-Hant-TW", "zh"), ("fre", "fr"), ("iw", "he"), ("nb-NO", "nb"),
     (" de\n", "de"), ("yue", "yue"), ("und", None), ("English", None), ("", None), (None, None), ("x", None),
     ("日本", None)],
)  # fmt: skip
def test_languages(given_code: str | None, code: str | None) -> None:
    assert language_code(given_code) == code


def test_an_unknown_language_is_counted() -> None:
    assert clean(Article(url="https://paper.example/", headline="x", in_language="klingon?")) == {"language": 1}


@given(
    st.datetimes(
        timezones=st.timezones() | st.builds(timezone, st.timedeltas(timedelta(hours=-23), timedelta(hours=23)))
    )
)
def test_no_moment_breaks_the_conversion(moment: datetime) -> None:
    converted = in_utc(moment)
    # By timestamp: Python calls aware times in a repeated hour unequal to everything (PEP 495).
    assert converted is None or (converted.tzinfo is UTC and converted.timestamp() == moment.timestamp())


def test_distinct_keeps_the_order_and_the_first_spelling() -> None:
    assert distinct(["B", "a", "b", "A", "Ça", "ça"]) == ["B", "a", "Ça"]
