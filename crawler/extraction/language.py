"""The language of an article: what the page declares, confirmed by its text."""

import re
from functools import lru_cache

from crawler.extraction.json_ld import Node
from crawler.extraction.meta_tags import MetaTags
from crawler.extraction.page import Page
from crawler.extraction.plain_text import Reading, plain

# Both written standards of Norwegian count as Norwegian; old and wrong codes that pages carry (ISO 639, IANA registry).
_ALIASES = {"cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "in": "id", "iw": "he", "ji": "yi", "jp": "ja", "kr": "ko", "nb": "no", "nn": "no", "se": "sv", "ua": "uk", "tl": "fil", "eng": "en", "ger": "de", "deu": "de", "fra": "fr", "fre": "fr", "spa": "es"}  # fmt: skip
_DETECT = 400  # characters: more did not help (.992 on 126 pages), and cost twice as much
_COUNT = 1_000
# Function words that hardly occur in the other languages of the table. Sorted.
_WORDS = {
    "cs": "a aby ale že je jsem jsou když která které který na od po pro se si tak také to už ve však za z",
    "da": "af at de den der det efter er en et fra har i ikke kan med men og også om på sig som til var ved",
    "de": "als am auch auf aus bei das dass dem den der des die ein eine er es für hat im in ist mit nach nicht sich sie sind und von war wie zu zum zur",
    "en": "a an and are as at be been but by for from had has have he his in is it its not of on or said that the their they this to was were which who will with",
    "es": "al como con de del el en es está este ha la las los más no para pero por que se según sin sobre su sus también un una y ya",
    "fi": "ei että hän ja joka jos kun mutta myös mukaan niin oli on ovat se sekä tai vain vuoden ole ollut",
    "fr": "à au aux avec ce cette dans de des du elle en est et être il la le les leur mais n'est par pas pour plus qu'il que qui sa se ses son sur un une",
    "hr": "a ali bi biti da do i iz je kao kako koja koje koji na ne nije od po s sa se su što u uz za",
    "hu": "a az és egy hogy is nem de csak már meg még mint volt van lesz ez azt aki ami szerint után",
    "id": "akan atau dalam dan dari dengan di ini itu juga kepada ke mereka oleh pada para saat sebagai telah tersebut tidak untuk yang",
    "it": "al alla anche che ci con da dal dei del della di è e gli ha i il in la le lo ma nel nella non per più sono su un una",
    "nl": "aan als bij dat de die een en er het heeft hij in is maar met naar niet nog om ook op te uit van voor was worden wordt ze zijn",
    "no": "å at av de den det en er et etter for fra har han i ikke kan med men og også om på seg sier som til var ved vil",
    "pl": "a ale co czy dla do i jak jego jest już która które który na nie o od po przez się są tak też to w z za ze że",
    "pt": "a ao as com como da das de do dos e em é foi mais mas não na nas no nos o os para pela pelo por que se seu são sua também um uma",
    "ro": "a al ale au că ce cu de din este fi în la mai nu o pe pentru prin sa să se sunt și un",
    "sv": "är att av de den det du efter en ett för från han har hon i inte kan med men och också om på sig som till var vid",
    "tr": "bir bu çok da daha de değil en gibi göre her için ile ise kadar olan olarak oldu olduğunu sonra ve ya yeni",
    "vi": "các cho có của được đã đến để không là một này người những năm ở sau tại theo trong từ và về với",
    "ru": "в и на не что с по для как от это к из о его но у за до так же",
    "uk": "в і на не що з до для як від це та його але у за про так ж є",
}
_SETS = {code: frozenset(words.split()) for code, words in _WORDS.items()}
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Scripts that settle the language, or nearly: (pattern, languages written in it; the first is the default).
_SCRIPTS = (
    (re.compile("[\u3040-\u30ff]"), ("ja",)),
    (re.compile("[\uac00-\ud7af]"), ("ko",)),
    (re.compile("[\u4e00-\u9fff]"), ("zh", "ja")),
    (re.compile("[\u0e00-\u0e7f]"), ("th",)),
    (re.compile("[\u0590-\u05ff]"), ("he", "yi")),
    (re.compile("[\u0370-\u03ff]"), ("el",)),
    (re.compile("[\u0600-\u06ff]"), ("ar", "fa", "ur", "ps", "ckb", "ug", "sd")),
    (re.compile("[\u0900-\u097f]"), ("hi", "mr", "ne")),
    (re.compile("[\u0980-\u09ff]"), ("bn", "as")),
    (re.compile("[\u0400-\u04ff]"), ("ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg", "uz", "tt", "az")),
    (re.compile("[\u10a0-\u10ff]"), ("ka",)),
    (re.compile("[\u0530-\u058f]"), ("hy",)),
    (re.compile("[\u0a80-\u0aff]"), ("gu",)),
    (re.compile("[\u0b80-\u0bff]"), ("ta",)),
    (re.compile("[\u0c00-\u0c7f]"), ("te",)),
    (re.compile("[\u0c80-\u0cff]"), ("kn",)),
    (re.compile("[\u0d00-\u0d7f]"), ("ml",)),
    (re.compile("[\u0a00-\u0a7f]"), ("pa",)),
    (re.compile("[\u1000-\u109f]"), ("my",)),
    (re.compile("[\u1780-\u17ff]"), ("km",)),
    (re.compile("[\u0e80-\u0eff]"), ("lo",)),
)
_ONE_LANGUAGE = {"ja", "ko", "th", "el", "ka", "hy", "gu", "ta", "te", "kn", "ml", "pa", "my", "km", "lo"}


def normalise(tag: str | None) -> str | None:
    """The primary subtag in lower case of a language tag as pages write it ("fr_FR", "pt-br"); None for nonsense."""
    code = re.split(r"[-_,;\s]", (tag or "").strip().lower(), maxsplit=1)[0]
    code = _ALIASES.get(code, code)
    return (
        code
        if 2 <= len(code) <= 3 and code.isalpha() and code.isascii() and code not in {"xx", "und", "mul", "zxx"}
        else None
    )


def read_declared(page: Page, meta: MetaTags, article: Node | None) -> tuple[Reading | None, str | None]:
    """The declared language with its reader, and the locale as written ("en-US")."""
    root = page.tree.root
    html = page.tree.css_first("html") if root is not None else None
    attributes = html.attributes if html is not None else {}
    locale = meta.first("og:locale")
    written = [
        (attributes.get("lang") or attributes.get("xml:lang"), "css:html[lang]"),
        (locale.value if locale else None, "meta:og:locale"),
        (plain(_name(article.get("inLanguage"))) if article is not None else None, "json-ld:inLanguage"),
        *(
            (tag.value, tag.reader)
            for key in ("content-language", "language", "dc.language", "inlanguage")
            if (tag := meta.first(key))
        ),
    ]
    for value, reader in written:
        if code := normalise(value):
            return Reading(code, reader), value
    return None, None


def _name(value: object) -> object:
    if isinstance(value, list):
        value = value[0] if value else None
    return value.get("alternateName") or value.get("name") if isinstance(value, dict) else value


def confirm(declared: str | None, text: str) -> str | None:
    """The language of `text`: the declared one if the text bears it out, else the detected one.

    Function words decide where they can (0.05 ms); the detector (0.2 ms) is asked only when they do not. A text too
    short to tell keeps the declared language.
    """
    declared = normalise(declared)
    sample = text[:_COUNT]
    script = _script(sample)
    if script and script[0] in _ONE_LANGUAGE:
        return script[0]
    if declared and (not script or declared in script) and _borne_out(declared, sample):
        return declared
    if sum(map(str.isalpha, sample)) < 60:
        return declared or (script[0] if script else None)
    found, probability = detect(sample)
    if found is None or (declared and declared in script and declared not in _SETS and found in {"ar", "hi", "ru"}):
        return declared or (script[0] if script else None)
    if probability < 0.9 and declared and (not script or declared in script):
        return declared
    return found


def detect(text: str) -> tuple[str | None, float]:
    """The language py3langid finds in the first 400 characters, and its probability."""
    sample = " ".join(text.split())[:_DETECT]
    if not any(map(str.isalpha, sample)):
        return None, 0.0
    code, probability = _identifier().classify(sample)
    return normalise(str(code)), float(probability)


@lru_cache(maxsize=1)
def _identifier():  # type: ignore[no-untyped-def]
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # the model takes 0.1 s to load

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _script(sample: str) -> tuple[str, ...]:
    """The languages of the script most letters are in; () for Latin."""
    if sample.isascii():
        return ()
    letters = sum(map(str.isalpha, sample)) or 1
    for pattern, languages in _SCRIPTS:
        share = len(pattern.findall(sample)) / letters
        if share > (0.1 if languages == ("ja",) else 0.4):
            return languages
    return ()


def _borne_out(declared: str, sample: str) -> bool:
    """Whether at least 12 % of the words are function words of `declared`, and no other language has clearly more."""
    own = _SETS.get(declared)
    words = [word.replace("’", "'") for word in _TOKEN.findall(sample.lower())]
    if own is None or len(words) < 12:
        return False
    count = sum(word in own for word in words)
    if count < 0.12 * len(words):
        return False
    return all(sum(word in other for word in words) <= count + 1 for code, other in _SETS.items() if code != declared)
