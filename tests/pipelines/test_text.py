import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.text import clean_line, clean_paragraphs, fix_mojibake, is_readable, storable, unescape_leftovers

# Any text a page can give, lone surrogates included, with the troublemakers frequent enough to meet each other.
TROUBLE = st.sampled_from(
    "\x00|\x1b|\x85|\x96|\ud83d|\ude00|\u200b|\u200c|\u200d|\u202e|\ufeff|\xad|\xa0|\r|\n|\n\n|\u2029| |\t"
    "|&amp;|&lt;|&#8217;|&#x0;|&|amp;|#38;|Ã©|â€™|Ã|e\u0301|\u0344|\ufb2c|คำ|می|👨|क्ष|<b>|a|Z".split("|")
)
ANY_TEXT = st.lists(st.one_of(TROUBLE, st.text(st.characters(), max_size=8)), max_size=12).map("".join)


@given(ANY_TEXT)
@example("&amp;&#110;bsp;")
@example("\r\r\x85\r")
def test_a_clean_line_is_storable_on_one_line_and_stays_as_it_is(text: str) -> None:
    line = clean_line(text)
    if line is None:
        return
    line.encode("utf-8")
    assert not [c for c in line if unicodedata.category(c) == "Cc"]
    assert line == line.strip()
    assert clean_line(line) == line


@given(ANY_TEXT)
@example("a\n\x00\nb")
@example("a\n\u200b\nb")
def test_clean_paragraphs_are_storable_and_stay_as_they_are(text: str) -> None:
    body = clean_paragraphs(text)
    body.encode("utf-8")
    assert not [c for c in body if unicodedata.category(c) == "Cc" and c != "\n"]
    assert "\n\n\n" not in body
    assert all(part == part.strip() and part for part in body.split("\n\n")) or body == ""
    assert clean_paragraphs(body) == body


@given(st.lists(st.text("abc漢字 ж’“”", min_size=1).map(str.strip).filter(bool), max_size=6))
def test_paragraphs_are_kept(paragraphs: list[str]) -> None:
    expected = [" ".join(paragraph.split()) for paragraph in paragraphs]
    assert clean_paragraphs(" \n\t\n ".join(paragraphs)).split("\n\n") == (expected or [""])


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("Lâ€™Ã©lection dâ€™aujourdâ€™hui", "L’élection d’aujourd’hui"),
        ("LÃ¶sung fÃ¼r MÃ¼nchen", "Lösung für München"),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚, Ð¼Ð¸Ñ€", "Привет, мир"),
        ("Ã quoi bon ?", "à quoi bon ?"),
        ("Lâ€™Ã‰cole et lâ€™HÃ´tel", "L’École et l’Hôtel"),
        ("Ã‰cole", "École"),
        ("cÅ“ur", "cœur"),
        ("FranÃ§ois", "François"),
        ("« mot Â»", "« mot »"),
        ("È™i È›ara", "și țara"),
        ("mÉ™nim AzÉ™rbaycan", "mənim Azərbaycan"),
        ("PhÃ¡t triá»ƒn kinh táº¿", "Phát triển kinh tế"),
        ("Ø§Ù„Ø³Ù„Ø§Ù…", "السلام"),
        ("æ—¥æœ¬èªž", "日本語"),
        ("ÎšÎ±Î»Î· Î±Î»Î·", "Καλη αλη"),
        ("\x93quoted\x94 and an ellipsis\x85", "“quoted” and an ellipsis…"),
    ],
)
def test_mojibake_is_put_right(given_text: str, expected: str) -> None:
    assert clean_line(given_text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "L’été “à la plage” – l’œuvre coûte 12 € … ™",
        "Größenwahn & Übermut: „Straße“ ‚einfach‘ »Gänsefüße«",
        "São Paulo, ação, Ãgua não é água",  # a tilde where none belongs is a misspelling, no mojibake
        "Ångström, smørrebrød, Þingvellir, łódź, İstanbul",
        "Ελλάδα: «Καλημέρα»",
        "Москва — столица",
        "東京・大阪　ＡＢＣ１２３",
        "فارسی می\u200cخواهم",
        "क्\u200dष श्री",
        "👨\u200d👩\u200d👧 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "שלום \u200fworld\u200e \u202babc\u202c",
        "\u202eabc",
        "AT&T, R&D, a=1&copy=2, 5 < 6 & 7 > 2",
        "&lt;script&gt;",
        "„CAFÉ“ heißt es",
        "“EL REY MURIÓ” y “TODO COMENZÓ…”, dice",
        "“ATÉ AMANHÔ – “VOCÊ” e “IRMÔ",
        "“PERÚ” «AIXÒ» «À…» MAMÁ… “BEBÉ”",
        "A letra “Ô e a letra “É”",
        "CAFÉ™ et ÉTÉ®",
    ],
)
def test_correct_text_is_not_touched(text: str) -> None:
    assert clean_paragraphs(text) == text.replace("\u3000", " ")


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("Q&amp;A", "Q&A"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("It&amp;#8217;s &#x201C;on&quot;&nbsp;!", 'It’s “on"\xa0!'),
        ("&bogus; &#xD800; &#0;", "&bogus; \ufffd \ufffd"),
        ("&#60;img&#62;", "&#60;img&#62;"),
    ],
)
def test_leftover_references_are_decoded_and_never_become_tags(given_text: str, expected: str) -> None:
    assert unescape_leftovers(given_text) == expected


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("a\x00b\x1b[31mc\x07", "ab[31mc"),
        ("so\xadft \ufeffbom z\u200bero", "soft bom zero"),
        ("ไทย\u200bแลนด์", "ไทย\u200bแลนด์"),
        ("Auf\u200clage", "Auflage"),
        ("\ud83d\ude00 \ud83d", "😀 \ufffd"),
        ("e\u0301te\u0301", "été"),
        ("  one\u2028two \xa0 three\u202f! ", "one two three !"),
    ],
)
def test_invisible_characters(given_text: str, expected: str) -> None:
    assert clean_line(given_text) == expected


def test_line_breaks_inside_a_paragraph_stay() -> None:
    assert clean_paragraphs("Roses are red, \r\n violets\tare  blue.\r\n\r\n \r\nNext.") == (
        "Roses are red,\nviolets are blue.\n\nNext."
    )


def test_storable_cuts_before_it_cleans() -> None:
    assert storable("ab\x00cdef", 4) == "abc"


def test_nothing_readable() -> None:
    assert clean_line(" \x00\u200b\xad ") is None
    assert not is_readable("\u200d \u202e\xa0\x00")
    assert is_readable("🔥")


def test_text_without_a_trace_of_mojibake_is_returned_as_it_is() -> None:
    text = "Москва 東京 plain" * 10
    assert fix_mojibake(text) is text
