"""Decoding: accents right where they can be known, and never an exception."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.page import decode, parse_page

FRENCH = "<html><head>{}</head><body><p>Élève, forêt, cœur : l’été à Besançon.</p></body></html>"
RUSSIAN = (
    "<html><head>{}</head><body>" + "<p>Президент подписал закон о бюджете на следующий год.</p>" * 5 + "</body></html>"
)


@pytest.mark.parametrize(
    ("declared", "meta", "codec"),
    [
        ("utf-8", "", "utf-8"),
        (None, "", "utf-8"),
        ("windows-1252", "", "cp1252"),
        ("iso-8859-1", "", "cp1252"),  # browsers read Latin-1 as windows-1252
        (None, '<meta charset="windows-1252">', "cp1252"),
        (None, '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">', "cp1252"),
        ("utf-16", '<meta charset="utf-8">', "utf-8"),  # the header is wrong
        ("no-such-charset", '<meta charset="windows-1252">', "cp1252"),
        ("rot13", '<meta charset="windows-1252">', "cp1252"),  # a Python codec, but of no text
        ("utf-7", "", "utf-8"),
    ],
)
def test_french_is_read_right(declared: str | None, meta: str, codec: str) -> None:
    html = FRENCH.format(meta)
    text, used = decode(html.encode(codec), declared=declared)
    assert text == html
    assert used == codec


@pytest.mark.parametrize(
    ("mark", "codec"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_goes_before_every_declaration(mark: bytes, codec: str) -> None:
    html = RUSSIAN.format('<meta charset="windows-1251">')
    assert decode(mark + html.encode(codec), declared="koi8-r") == (html, codec)


def test_utf8_goes_before_a_wrong_declaration_on_the_page() -> None:
    html = RUSSIAN.format('<meta charset="windows-1251">')
    assert decode(html.encode())[0] == html


def test_an_undeclared_legacy_encoding_is_detected() -> None:
    html = RUSSIAN.format("")
    assert decode(html.encode("windows-1251"))[0] == html


def test_nothing_unstorable_comes_through() -> None:
    text, _ = decode(b"<p>a\x00b\x07c\xed\xa0\x80d</p>")
    assert "\x00" not in text
    assert "\x07" not in text
    text.encode("utf-8")


@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=12)))
def test_any_bytes_with_any_declaration_become_text(body: bytes, declared: str | None) -> None:
    decode(body, declared=declared)[0].encode("utf-8")


@pytest.mark.parametrize(
    ("base", "link", "expected"),
    [
        ("", "b.html", "https://example.org/news/b.html"),
        ('<base href="/other/">', "b.html", "https://example.org/other/b.html"),
        ('<base href="javascript:void(0)">', "b.html", "https://example.org/news/b.html"),
        ("", "//cdn.example.net/a", "https://cdn.example.net/a"),
        ("", "javascript:alert(1)", None),
        ("", "mailto:a@example.org", None),
        ("", "http://[", None),
        ("", "http://example.org:99999999/", None),
        ("", "  ", None),
        ("", None, None),
    ],
)
def test_links_become_absolute_or_nothing(base: str, link: str | None, expected: str | None) -> None:
    page = parse_page(f"<html><head>{base}</head><body>x</body></html>".encode(), url="https://example.org/news/a.html")
    assert page.absolute(link) == expected
