"""faktencheck.afp.com: no JSON-LD; authors and topics stand in elements of their own."""

from crawler.pages.base import ArticlePage, field, handle_urls


@handle_urls("faktencheck.afp.com")
class AfpFaktencheckPage(ArticlePage):
    @field
    def authors(self) -> list[str] | None:
        return list(dict.fromkeys(self.texts(".person-link a"))) or None

    @field
    def keywords(self) -> list[str] | None:
        return list(dict.fromkeys(self.texts(".tag-like"))) or None
