"""Month names as feeds and pages write them.

Source: Unicode CLDR, `dates/calendars/gregorian/months` (wide and abbreviated, formatting and stand-alone),
https://github.com/unicode-org/cldr-json. One string a language, twelve groups of spellings apart by "|".
Where a whole word is not listed, its first three letters are tried.
"""

import unicodedata

_NAMES = {
    "ar": "يناير|فبراير شباط|مارس آذار اذار|أبريل ابريل نيسان|مايو أيار ايار|يونيو حزيران|يوليو تموز|أغسطس اغسطس آب"
    "|سبتمبر أيلول ايلول|أكتوبر اكتوبر|نوفمبر|ديسمبر",
    "az": "yanvar yan|fevral fev|mart mar|aprel apr|may|iyun iyn|iyul iyl|avqust avq|sentyabr sen|oktyabr okt|noyabr noy"
    "|dekabr dek",
    "bg": "януари яну|февруари фев|март мар|април апр|маи|юни|юли|август авг|септември сеп|октомври окт|ноември ное"
    "|декември дек",
    "bn": "জানুয়ারি জানুয়ারি|ফেব্রুয়ারি ফেব্রুয়ারি|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট|সেপ্টেম্বর|অক্টোবর|নভেম্বর|ডিসেম্বর",
    "ca": "gener gen|febrer febr|marc|abril abr|maig|juny|juliol jul|agost ag|setembre set|octubre oct|novembre nov"
    "|desembre des",
    "cs": "leden ledna led|unor unora uno|brezen brezna bre|duben dubna dub|kveten kvetna kve|cerven cervna"
    "|cervenec cervence|srpen srpna srp|zari zar|rijen rijna rij|listopad listopadu lis|prosinec prosince pro",
    "da": "januar jan|februar feb|marts mar|april apr|maj|juni jun|juli jul|august aug|september sep|oktober okt"
    "|november nov|december dec",
    "de": "januar janner jan|februar feber feb|marz mar mrz|april apr|mai|juni jun|juli jul|august aug|september sep"
    "|oktober okt|november nov|dezember dez",
    "el": "ιανουαριου ιανουαριος ιαν|φεβρουαριου φεβρουαριος φεβ|μαρτιου μαρτιος μαρ|απριλιου απριλιος απρ|μαιου μαιος μαι"
    "|ιουνιου ιουνιος ιουν|ιουλιου ιουλιος ιουλ|αυγουστου αυγουστος αυγ|σεπτεμβριου σεπτεμβριος σεπ"
    "|οκτωβριου οκτωβριος οκτ|νοεμβριου νοεμβριος νοε|δεκεμβριου δεκεμβριος δεκ",
    "en": "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct"
    "|november nov|december dec",
    "es": "enero ene|febrero feb|marzo mar|abril abr|mayo may|junio jun|julio jul|agosto ago|septiembre setiembre sep set"
    "|octubre oct|noviembre nov|diciembre dic",
    "et": "jaanuar jaan|veebruar veebr|marts|aprill|mai|juuni|juuli|august|september|oktoober|november|detsember dets",
    "fa": "ژانویه|فوریه|مارس|آوریل|مه|ژوئن|ژوییه ژوئیه|اوت|سپتامبر|اکتبر|نوامبر|دسامبر",
    "fi": "tammikuu tammikuuta tammi|helmikuu helmikuuta helmi|maaliskuu maaliskuuta maalis|huhtikuu huhtikuuta huhti"
    "|toukokuu toukokuuta touko|kesakuu kesakuuta kesa|heinakuu heinakuuta heina|elokuu elokuuta elo"
    "|syyskuu syyskuuta syys|lokakuu lokakuuta loka|marraskuu marraskuuta marras|joulukuu joulukuuta joulu",
    "fr": "janvier janv|fevrier fevr fev|mars|avril avr|mai|juin|juillet juil|aout aou|septembre sept|octobre oct"
    "|novembre nov|decembre dec",
    "he": "ינואר בינואר|פברואר בפברואר|מרץ במרץ|אפריל באפריל|מאי במאי|יוני ביוני|יולי ביולי|אוגוסט באוגוסט|ספטמבר בספטמבר"
    "|אוקטובר באוקטובר|נובמבר בנובמבר|דצמבר בדצמבר",
    "hi": "जनवरी जन|फ़रवरी फरवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर सितम्बर|अक्टूबर|नवंबर नवम्बर|दिसंबर दिसम्बर",
    "hr": "sijecanj sijecnja sij|veljaca veljace vel|ozujak ozujka ozu|travanj travnja tra|svibanj svibnja svi"
    "|lipanj lipnja lip|srpanj srpnja srp|kolovoz kolovoza kol|rujan rujna ruj|listopad listopada lis"
    "|studeni studenog stu|prosinac prosinca pro",
    "hu": "januar jan|februar febr|marcius marc|aprilis apr|majus maj|junius jun|julius jul|augusztus aug|szeptember szept"
    "|oktober okt|november nov|december dec",
    "id": "januari jan|februari feb|maret mar|april apr|mei|juni jun|juli jul|agustus agu ags|september sep|oktober okt"
    "|november nov|desember des",
    "it": "gennaio gen|febbraio feb|marzo mar|aprile apr|maggio mag|giugno giu|luglio lug|agosto ago|settembre set"
    "|ottobre ott|novembre nov|dicembre dic",
    "lt": "sausio sausis|vasario vasaris|kovo kovas|balandzio balandis|geguzes geguze|birzelio birzelis|liepos liepa"
    "|rugpjucio rugpjutis|rugsejo rugsejis|spalio spalis|lapkricio lapkritis|gruodzio gruodis",
    "lv": "janvaris janv|februaris febr|marts|aprilis|maijs|junijs|julijs|augusts|septembris|oktobris|novembris|decembris",
    "nl": "januari jan|februari feb|maart mrt|april apr|mei|juni jun|juli jul|augustus aug|september sep|oktober okt"
    "|november nov|december dec",
    "no": "januar jan|februar feb|mars mar|april apr|mai|juni jun|juli jul|august aug|september sep|oktober okt"
    "|november nov|desember des",
    "pl": "stycznia styczen sty|lutego luty lut|marca marzec mar|kwietnia kwiecien kwi|maja maj|czerwca czerwiec cze"
    "|lipca lipiec lip|sierpnia sierpien sie|wrzesnia wrzesien wrz|pazdziernika pazdziernik paz|listopada listopad lis"
    "|grudnia grudzien gru",
    "pt": "janeiro jan|fevereiro fev|marco mar|abril abr|maio mai|junho jun|julho jul|agosto ago|setembro set|outubro out"
    "|novembro nov|dezembro dez",
    "ro": "ianuarie ian|februarie feb|martie mar|aprilie apr|mai|iunie iun|iulie iul|august aug|septembrie sept"
    "|octombrie oct|noiembrie noi|decembrie dec",
    "ru": "января январь янв|февраля февраль фев|марта март мар|апреля апрель апр|мая маи|июня июнь июн|июля июль июл"
    "|августа август авг|сентября сентябрь сен|октября октябрь окт|ноября ноябрь ноя|декабря декабрь дек",
    "sk": "januara januar jan|februara februar feb|marca marec mar|aprila april apr|maja maj|juna jun|jula jul"
    "|augusta august aug|septembra september sep|oktobra oktober okt|novembra november nov|decembra december dec",
    "sl": "januar|februar|marec marca|april|maj|junij|julij|avgust avg|september|oktober|november|december",
    "sq": "janar|shkurt shk|mars|prill pri|maj|qershor qer|korrik kor|gusht gus|shtator sht|tetor tet|nentor nen|dhjetor dhj",
    "sr": "јануар јан januar|фебруар феб|март|април апр|мај|јун|јул|август авг avgust|септембар септ septembar"
    "|октобар окт oktobar|новембар нов novembar|децембар дец decembar",
    "sv": "januari jan|februari feb|mars mar|april apr|maj|juni jun|juli jul|augusti aug|september sep|oktober okt"
    "|november nov|december dec",
    "th": "มกราคม ม.ค|กุมภาพันธ์ ก.พ|มีนาคม มี.ค|เมษายน เม.ย|พฤษภาคม พ.ค|มิถุนายน มิ.ย|กรกฎาคม ก.ค|สิงหาคม ส.ค|กันยายน ก.ย|ตุลาคม ต.ค"
    "|พฤศจิกายน พ.ย|ธันวาคม ธ.ค",
    "tr": "ocak oca|subat sub|mart mar|nisan nis|mayis mayıs may|haziran haz|temmuz tem|agustos agu|eylul eyl|ekim eki"
    "|kasim kasım kas|aralik aralık ara",
    "uk": "січня січень січ|лютого лютии лют|березня березень бер|квітня квітень кві|травня травень тра|червня червень чер"
    "|липня липень лип|серпня серпень сер|вересня вересень вер|жовтня жовтень жов|листопада листопад лис"
    "|грудня грудень гру",
    "ur": "جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر",
}

# Where two languages write one word for different months, the language of the listing decides; without it, the
# first one here (Czech before Croatian, Polish before Croatian, Indonesian "mei" is Dutch "mei" anyway).
_PRECEDENCE = ("en", "de", "fr", "es", "pt", "it", "ru", "pl", "cs", "uk")


def fold(text: str) -> str:
    """Lower case without the marks of Latin, Greek and Cyrillic letters, so that "févr." and "fevr" are one."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(character for character in decomposed if not "\u0300" <= character <= "\u036f")


def _table(names: str) -> dict[str, int]:
    return {fold(word): number for number, words in enumerate(names.split("|"), 1) for word in words.split()}


MONTHS_BY_LANGUAGE: dict[str, dict[str, int]] = {language: _table(names) for language, names in sorted(_NAMES.items())}

MONTHS: dict[str, int] = {}
for _language in (*_PRECEDENCE, *(name for name in MONTHS_BY_LANGUAGE if name not in _PRECEDENCE)):
    for _word, _number in MONTHS_BY_LANGUAGE[_language].items():
        MONTHS.setdefault(_word, _number)
