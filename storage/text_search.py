"""The words of a text and of a question, the same for SQLite and PostgreSQL.

Both databases index what `tokens` gives, so that both find the same articles: case and accents folded, and one token a
character in scripts that write no spaces between words (a run of them in a question becomes a phrase). Nothing of what
somebody types is ever an operator of a database.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

MAX_TERMS = 64  # words of a question, all phrases together; what follows is left out of the search
MAX_WORD = 60  # characters of a token; longer runs are addresses and codes, cut so that an index entry stays small

# Unicode blocks of scripts without spaces between words: Thai, Lao, Tibetan, Myanmar, Khmer; Han; Kana, whole and half width.
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0f40-\u0f84\u0f90-\u0fbc\u1000-\u103f\u1050-\u108f\u1780-\u17d3\u17dd"
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
# Marks are no letters to Python's \w; these belong to a word: accents, Hebrew and Arabic points, Syriac, Thaana, the vowel
# signs of the Indic scripts (without their full stops, U+0964 and U+0965), and the joiners inside words.
_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711\u0730-\u074a\u07a6-\u07b0\u0816-\u082d\u0859-\u085b\u08d3-\u0963\u0966-\u0dff\u1ab0-\u1aff\u1b00-\u1b44\u1dc0-\u1dff\u200c\u200d\u20d0-\u20f0\ua8e0-\ua8f1"
_WORD = re.compile(
    f"[{_UNSPACED}][\u3099\u309a\uff9e\uff9f]?|(?:(?![{_UNSPACED}])[^\\W_])(?:(?![{_UNSPACED}])(?:[^\\W_]|[{_MARKS}]))*"
)
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
# Marks that only decorate a letter: accents of Latin, Greek and Cyrillic, Hebrew points, Arabic vowel signs and the stretch
# U+0640, joiners. Vowel signs of other scripts are letters to their readers and stay.
_DECORATION = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20f0]"
)
# Letters Unicode does not take apart, but people look for without their stroke; Arabic letters that are typed either way.
_SAME = str.maketrans(
    {"ß": "ss", "æ": "ae", "ð": "d", "ø": "o", "þ": "th", "đ": "d", "ħ": "h", "ı": "i", "ł": "l", "œ": "oe", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك"}
)  # fmt: skip
_REST = re.compile(r"[^\W_]+")
_QUESTION = re.compile(r'"([^"]*)"|([^\s"]+)')


class Token(NamedTuple):
    """A token and the place in the original text it stands for: text[start:end]."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=50_000)
def _folded(word: str) -> tuple[str, ...]:
    """One word of `_WORD` as tokens; more than one only when folding takes it apart (½ → 1 2)."""
    if word.isascii():
        return (word.lower()[:MAX_WORD],)
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", word).casefold())
    plain = unicodedata.normalize("NFKC", _DECORATION.sub("", decomposed)).translate(_SAME)
    if _IS_UNSPACED.search(plain):
        return tuple(character for character in plain if ord(character) > 127 or character.isalnum())
    if not plain.isalnum():  # marks that stayed, or what a compatibility character stood for
        pieces = [found.group() for found in _WORD.finditer(plain)]
        return tuple(piece[:MAX_WORD] for piece in pieces)
    return (plain[:MAX_WORD],)


def places(text: str) -> Iterator[Token]:
    """The tokens of a text with their places, in order."""
    for found in _WORD.finditer(text):
        for token in _folded(found.group()):
            yield Token(token, found.start(), found.end())


def tokens(text: str) -> list[str]:
    """The tokens of a text, in order.

    >>> tokens("L'Élysée, 東京 and Straße")
    ['l', 'elysee', '東', '京', 'and', 'strasse']
    """
    return [token for found in _WORD.finditer(text) for token in _folded(found.group())]


def phrases(words: str) -> list[list[str]]:
    """A question as phrases that must all be found: what stands in double quotes, and every word by itself.

    >>> phrases('"red car" 東京 naïve')
    [['red', 'car'], ['東', '京'], ['naive']]
    """
    found: list[list[str]] = []
    room = MAX_TERMS
    for quoted, word in _QUESTION.findall(words[: MAX_TERMS * MAX_WORD * 4]):
        phrase = tokens(quoted or word)[:room]
        if phrase and phrase not in found:
            found.append(phrase)
            room -= len(phrase)
        if not room:
            break
    return found


def marks(text: str, asked: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Where the phrases stand in a text, as (start, end) in order and without overlap."""
    found = list(places(text))
    words = [token.text for token in found]
    spans: list[tuple[int, int]] = []
    for number, token in enumerate(found):
        length = max((len(p) for p in asked if words[number : number + len(p)] == list(p)), default=0)
        if length:
            spans.append((token.start, found[number + length - 1].end))
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
