"""Page objects: registration, overriding, and what stays generic."""

import pytest

from crawler.pages import ArticlePage, base, field, handle_urls, page_object_for

PAGE = b"""<html lang="en"><head><meta charset="utf-8"><title>A quiet day on the river</title></head><body><article>
<h1>A quiet day on the river</h1><p class="kicker">River notes</p>
<p>Nothing much happened on the river on Tuesday, which is what the ferryman had hoped for when he untied his boat.</p>
<p>Two passengers crossed in the morning, one came back at noon, and the ferryman slept under the willow until evening.</p>
<p>The council will discuss next week whether a day like this deserves to be recorded in the chronicle of the town.</p>
</article></body></html>"""


@pytest.fixture
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "_REGISTRY", {})


@pytest.mark.usefixtures("_own_registry")
def test_host_and_subdomains_are_handled_and_others_are_not() -> None:
    @handle_urls("www.river.example")
    class RiverPage(ArticlePage):
        @field
        def article_section(self) -> str | None:
            return self.text(".kicker")

        @field
        def headline(self) -> str | None:
            return self.text(".no-such-class")

    assert page_object_for("https://news.river.example/a") is RiverPage
    assert page_object_for("https://river.example/a") is RiverPage
    assert page_object_for("https://notriver.example/a") is ArticlePage
    article = RiverPage(PAGE, "https://river.example/a").to_article()
    assert article.article_section == "River notes"
    assert article.field_provenance["article_section"] == "page:RiverPage.article_section"
    assert article.headline == "A quiet day on the river"


@pytest.mark.parametrize("url", ["", "no url", "http://[", "https://example.org/"])
def test_any_string_has_a_page_object(url: str) -> None:
    assert page_object_for(url) is ArticlePage
