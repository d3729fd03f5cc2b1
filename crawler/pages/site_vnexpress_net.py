"""vnexpress.net: the metadata name the paper; the author signs below the last paragraph."""

from crawler.extraction.author_names import people
from crawler.pages.base import ArticlePage, field, handle_urls


@handle_urls("vnexpress.net")
class VnExpressPage(ArticlePage):
    @field
    def authors(self) -> list[str] | None:
        signed = self.texts('p[style*="text-align:right"] strong, .author_mail strong')
        return people(signed[-1]) if signed else None
