"""From a byline to the people in it: by-words, joined names, roles, agencies and addresses split off."""

import re

from crawler.extraction.plain_text import bare, fold, plain

MAX_AUTHORS = 30
# Words that open a byline. Sources: bylines of the development pages and CLDR language lists; sorted.
_BY = re.compile(
    r"^(?:a cura di|af|auteurs?|autore?s?|autorin|autor(?:in)?(?:nen)?|av|by|da|de|di|door|écrit par|ecrit par|el|escrito por|foto och text|geschrieben von|giả|από|του|της|"
    r"di|kirjoittaja|laporan|napisał[a]?|od|oleh|par|penulis|pisze|po[rř]|posted by|propos recueillis par|por|publié par|redigée? par|reporter|reported by|scritto da|skrevet av|skriven av|story by|szerző|"
    r"tác giả|tekst|teks(?:t)?|text|texte|texto|testo|text und fotos|un article de|von|words by|written by|yazan|автор(?:ы|и)?|текст|от|від|بقلم|كتب(?:ت)?|نویسنده|מאת|文|文／|記者|作者|編集|撰文|글)"
    r"(?:\s*[:：]\s*|\s+(?=[A-ZÀ-ÖØ-Þ\u0370-\uffff]))",
    re.I,
)
# "de" and "el" are particles too ("de Vries"): they open a byline only before a colon.
_PARTICLE_BY = frozenset({"da", "de", "di", "el", "po", "од", "do"})
_JOINER = re.compile(
    r"\s*(?:[;|•·،؛、]|\s/\s|\s[-–—]\s|\n)\s*|\s*,\s*(?:and|und|et|y|e|en|og|och)\s+|\s*,\s*(?!(?:Jr|Sr|II|III|IV|MD|PhD|Dr)\b)"
    r"|\s+(?:and|und|et|y|e|og|och|en|ve|dan|and by|avec|mit|with|и|і|та|και|i|a|&|và|és|ja|și)\s+(?=[A-ZÀ-ÖØ-Þ\u0370-\uffff])"
)
# A role, an office, a place of work: a part with one of these is no name. Compared word by word, folded.
_ROLES = frozenset(
    """abteilungsleiter analyst analista anchor assistant associate bureau chef chief collaboratore collaborator columnist columnista
    contributing contributor correspondant correspondante correspondent corresponsal corrispondente coordinator desk developer digital director
    directora direktor editor editora editorial editors executive fotograf freelance head jefe journalist journaliste korrespondent korrespondentin leiter
    leiterin managing manager multimedia news newsroom online photographer politikredakteur producer professor profesor profesora profesorius redactie redacteur redaction redaccion
    redação redacao redaktion redaktionsleitung redakteur redakteurin redaktor redaktorin reporter reporterin reporters ressortleiter senior
    specialist sportredaktion staff stringer team volontär volontärin volontarin webredaktion writer writers admin administrator webmaster guest""".split()
)
# Agencies sign texts beside people; standing alone they are the author. Folded.
AGENCIES = frozenset(
    """aap aa afp afp.com agencies agences agencias agenturen agerpres anadolu ani ans ansa antara ap apa apa-ots associated\u0020press ats belga bloomberg bta cna cp cnn ctk
    dpa dpa-afx dts efe epd epa europa\u0020press interfax iac ians imago jiji kna keystone keystone-ats kyodo lusa mti nta ntb nzn pa pap press\u0020association pti reuters rfe/rl ritzau sda sid sputnik stt
    tass tt tt-rss ukrinform uni upi xinhua yonhap ап афп риа тасс унн рейтер 共同 時事 新华社 新華社 中央社 연합뉴스""".replace(
        "\u0020", "_"
    ).split()
)
_PLACEHOLDERS = frozenset(
    """admin administrator author autor auteur by contributor default desk editor editorial editors guest none null redactie redaction
    redaccion redakcja redaktion redazione root staff superadmin system test undefined unknown user webdesk webmaster wordpress www 未知""".split()
)
_ADDRESS = re.compile(r"https?:|www\.|@|\.(?:com|net|org|html?)\b", re.I)
_PARENTHESIS = re.compile(r"\s*[(\[][^()\[\]]{0,80}[)\]]\s*$")
_CUT = re.compile(
    r"\s*(?:\d{1,2}[:.]\d{2}|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}|\b(?:19|20)\d{2}\b|\b\d+\s*min|published|updated|aktualisiert|veröffentlicht|publié|publicado|lesezeit|follow\b|@\w).*$",
    re.I | re.S,
)
_NAME_WORD = re.compile(r"^[\"'’‘“(]?[^\W\d_]", re.U)
_PARTICLES = frozenset(
    "af al av bin da dal de degli del della den der di do dos du e el ibn la las le los mac of ten ter the van vande vander vom von y zu zum zur ’t 't".split()
)


def people(text: str) -> list[str]:
    """The names in a byline, in order, without by-words, roles, places of work and addresses.

    >>> people("By Jane Doe, Political Editor, and John Roe in Berlin")
    ['Jane Doe', 'John Roe']
    """
    line = without_by(plain(text, 600))
    if not line or (_ADDRESS.search(line) and " " not in line):
        return []
    parts = [part.strip(" .,:;-–—|/*") for part in _JOINER.split(line) if part]
    names = [name for part in parts if part and (name := _one(part))]
    clean = [name for name in names if not has_role(name) and looks_like_name(name)]
    chosen = clean or [name for name in names if not is_placeholder(name)]
    signed = [name for name in chosen if not is_agency(name)]
    return unique(signed or chosen)[:MAX_AUTHORS]


def without_by(text: str) -> str:
    """A byline without the word that opens it."""
    for _ in range(2):
        match = _BY.match(text)
        if not match:
            break
        word = fold(match[0].rstrip(": ："))
        if word in _PARTICLE_BY and ":" not in match[0]:
            break
        text = text[match.end() :].strip()
    return text


def byline_names(text: str) -> list[str]:
    """Names in visible text near the headline: stricter than `people`, since anything may stand there."""
    line = without_by(_CUT.sub("", plain(text, 300)))
    if not line or len(line) > 200:
        return []
    return [
        name
        for name in people(line)
        if looks_like_name(name) and (" " in name or not name.isascii()) and not has_role(name)
    ]


def _one(part: str) -> str:
    name = _PARENTHESIS.sub("", without_by(part)).strip(' .,:;-–—|/*"“”')
    if _ADDRESS.search(name):
        name = re.sub(r"\S*@\S*|https?:\S*|www\.\S*", "", name).strip(" ,;<>()")
    # "John Roe in Berlin", "Hans Muster aus Kiew": a place of work
    name = re.sub(r"(?<=\w)\s+(?:in|aus|à|reporting from|en)\s+[A-ZÀ-Þ][\w-]+(?:\s[A-ZÀ-Þ][\w-]+)?$", "", name)
    return name if 1 < len(name) <= 80 else ""


def looks_like_name(text: str) -> bool:
    """Up to six words, each capitalised or a particle; scripts without case pass with up to five words."""
    words = text.split()
    if not 0 < len(words) <= 6 or any(c.isdigit() for c in text):
        return False
    if any(c.isupper() for c in text) or text.isascii():
        return (
            all(
                word[0].isupper()
                or word.lower() in _PARTICLES
                or word[:2] in {"d'", "d’", "l'"}
                or not word[0].isalpha()
                for word in words
            )
            and words[-1][0].isalpha()
        )
    return len(text) <= 40 and all(_NAME_WORD.match(word) for word in words)


def has_role(text: str) -> bool:
    """Whether a word of `text` names a job or an office."""
    return any(word.strip(".,()") in _ROLES for word in re.split(r"[\s/-]+", fold(text)))


def is_agency(text: str) -> bool:
    """Whether `text` is (only) the name of a news agency."""
    name = fold(text).replace(" ", "_")
    return name in AGENCIES or all(part in AGENCIES for part in re.split(r"[/,+&_-]+", name) if part)


def is_placeholder(text: str) -> bool:
    """Whether `text` is what a CMS writes when nobody signed."""
    return fold(text).replace("-", "").replace(" ", "") in _PLACEHOLDERS or len(bare(text)) < 2


def unique(names: list[str]) -> list[str]:
    """Names in order, each once."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(bare(name), name)
    return list(seen.values())
