"""Month names and zone abbreviations as news pages write them. Sources: Unicode CLDR 46 (months, wide and abbreviated,
format and stand-alone), RFC 5322 §4.3 and the IANA zone database for the abbreviations; names are folded (lower case,
no accents, no full stop) when they are looked up."""

import unicodedata
from functools import lru_cache

# One row a month: names in many languages; where two languages disagree about a name, see BY_LANGUAGE.
MONTHS = (
    "jan january januar januari janvier janv enero ene gennaio gen janeiro gener styczen stycznia leden ledna januara sijecanj sijecnja "
    "ianuarie ian ocak yanvar tammikuu tammikuuta jaanuar janvaris janvari sausis sausio janar janari ιανουαριος ιανουαριου ιαν "
    "январь января янв январи січень січня січ студзень студзеня қаңтар јануар јануари ינואר בינואר يناير كانون جانفي ژانویه جنوری जनवरी जानेवारी "
    "জানুয়ারি জানুয়ারী જાન્યુઆરી ਜਨਵਰੀ ஜனவரி జనవరి ಜನವರಿ ജനുവരി ජනවාරි มกราคม ม.ค มค มกรา มกราค januarija januarja eanair ionawr urtarrila xaneiro",
    "feb february februar februari fevrier fevr fev febrero febbraio fevereiro febrer luty lutego unor unora februara veljaca veljace "
    "februarie subat fevral helmikuu helmikuuta veebruar februaris februari vasaris vasario shkurt shkurti φεβρουαριος φεβρουαριου φεβ "
    "февраль февраля фев февр февруари лютий лютого лют люты лютага ақпан фебруар פברואר בפברואר فبراير شباط فيفري فوریه فروری फरवरी फ़रवरी फेब्रुवारी "
    "ফেব্রুয়ারি ফেব্রুয়ারী ફેબ્રુઆરી ਫ਼ਰਵਰੀ ਫਰਵਰੀ பிப்ரவரி ఫిబ్రవరి ಫೆಬ್ರವರಿ ഫെബ്രുവരി පෙබරවාරි กุมภาพันธ์ กพ otsaila febreiro februarja",
    "mar march marz maerz mrz mars marzo marco março marc maart mrt marzec marca brezen brezna ozujak ozujka martie mart mart "
    "maaliskuu maaliskuuta marts marss kovas kovo maret mac marcius marc μαρτιος μαρτιου μαρ март марта мар березень березня бер сакавік сакавіка наурыз "
    "марта מרץ במרץ مارس اذار آذار مارچ मार्च মার্চ માર્ચ ਮਾਰਚ மார்ச் మార్చి ಮಾರ್ಚ್ മാർച്ച് මාර්තු มีนาคม มีค martxoa marts",
    "apr april avril avr abril abr aprile kwiecien kwietnia duben dubna aprila travanj travnja aprilie nisan aprel huhtikuu huhtikuuta "
    "aprill aprilis balandis balandzio prill prilli απριλιος απριλιου απρ апрель апреля апр април квітень квітня квіт красавік красавіка сәуір אפריל באפריל "
    "ابريل أبريل إبريل نيسان افريل آوریل آوریل اپریل अप्रैल एप्रिल এপ্রিল એપ્રિલ ਅਪ੍ਰੈਲ ஏப்ரல் ఏప్రిల్ ಏಪ್ರಿಲ್ ഏപ്രിൽ අප්‍රේල් เมษายน เมย apirila aprilja",
    "may mai mayo maggio mag maio maig mei maj maja kveten kvetna svibanj svibnja majus toukokuu toukokuuta maijs maija geguze geguzes maji mayis "
    "μαιος μαιου μαι май мая маи травень травня трав мај маја травень мамыр מאי במאי مايو ايار أيار ماي مه مئی मई मे মে મે ਮਈ மே మే ಮೇ മേയ് මැයි พฤษภาคม พค maiatza mei",
    "jun june juni juin junio giugno giu junho juny czerwiec czerwca cerven cervna juna lipanj lipnja iunie iun haziran iyun kesakuu kesakuuta "
    "juuni junijs junija junius birzelis birzelio qershor qershori ιουνιος ιουνιου ιουν июнь июня июн юни червень червня черв чэрвень чэрвеня маусым јун јуни "
    "יוני ביוני يونيو حزيران جوان ژوئن جون जून জুন જૂન ਜੂਨ ஜூன் జూన్ ಜೂನ್ ജൂൺ ජූනි มิถุนายน มิย ekaina xuno junija",
    "jul july juli juillet juil julio luglio lug julho juliol lipiec lipca cervenec cervence jula srpanj srpnja iulie iul temmuz iyul "
    "heinakuu heinakuuta juuli julijs julija julius liepa liepos korrik korriku ιουλιος ιουλιου ιουλ июль июля июл юли липень липня лип ліпень ліпеня шілде јул јули "
    "יולי ביולי يوليو تموز جويلية ژوئیه جولای جولائی जुलाई जुलै জুলাই જુલાઈ ਜੁਲਾਈ ஜூலை జులై జూలై ಜುಲೈ ജൂലൈ ජූලි กรกฎาคม กค uztaila xullo",
    "aug august augusti aout agosto ago augustus agost sierpien sierpnia srpen srpna augusta kolovoz kolovoza agustus agust agustos avqust "
    "elokuu elokuuta augusts augustus rugpjutis rugpjucio gusht gushti ogos ag αυγουστος αυγουστου αυγ август августа авг серпень серпня серп жнівень жніўня тамыз "
    "август אוגוסט באוגוסט اغسطس أغسطس آب اوت آگوست اگست अगस्त ऑगस्ट আগস্ট આગસ્ટ ਅਗਸਤ ஆகஸ்ட் ఆగస్టు ಆಗಸ್ಟ್ ഓഗസ്റ്റ് අගෝස්තු สิงหาคม สค abuztua avgust avgusta",
    "sep sept september septembre septiembre setiembre settembre set setembro setembre wrzesien wrzesnia zari septembra rujan rujna "
    "septembrie eylul sentyabr syyskuu syyskuuta septembris septembri rugsejis rugsejo shtator shtatori szeptember σεπτεμβριος σεπτεμβριου σεπ σεπτ сентябрь сентября сен сент септември "
    "вересень вересня вер верасень верасня қыркүйек септембар ספטמבר בספטמבר سبتمبر ايلول أيلول سپتامبر ستمبر सितंबर सितम्बर सप्टेंबर সেপ্টেম্বর સપ્ટેમ્બર ਸਤੰਬਰ செப்டம்பர் సెప్టెంబర్ ಸೆಪ್ಟೆಂಬರ್ സെപ്റ്റംബർ "
    "සැප්තැම්බර් กันยายน กย iraila setembro",
    "oct okt october oktober octobre octubre ottobre ott outubro out pazdziernik pazdziernika rijen rijna oktobra octombrie ekim oktyabr "
    "lokakuu lokakuuta oktoober oktobris oktobri spalis spalio tetor tetori okt. οκτωβριος οκτωβριου οκτ октябрь октября окт октомври жовтень жовтня жовт кастрычнік кастрычніка қазан октобар "
    "אוקטובר באוקטובר اكتوبر أكتوبر تشرين اکتبر اکتوبر अक्टूबर ऑक्टोबर অক্টোবর ઑક્ટોબર ਅਕਤੂਬਰ அக்டோபர் అక్టోబర్ ಅಕ್ಟೋಬರ್ ഒക്ടോബർ ඔක්තෝබර් ตุลาคม ตค urria outubro octubre oktober",
    "nov november novembre noviembre novembro listopad listopada novembra studeni studenoga studenog noiembrie kasim noyabr marraskuu marraskuuta "
    "novembris novembri lapkritis lapkricio nentor nentori νοεμβριος νοεμβριου νοε ноябрь ноября ноя нояб ноември листопад листопада лист лістапад лістапада қараша новембар "
    "נובמבר בנובמבר نوفمبر نوامبر نومبر नवंबर नवम्बर नोव्हेंबर নভেম্বর નવેમ્બર ਨਵੰਬਰ நவம்பர் నవంబర్ ನವೆಂಬರ್ നവംബർ නොවැම්බර් พฤศจิกายน พย azaroa",
    "dec dez december dezember decembre diciembre dic dicembre dezembro desembre des desember grudzien grudnia prosinec prosince prosinac prosinca "
    "decembra decembrie aralik dekabr joulukuu joulukuuta detsember decembris decembri gruodis gruodzio dhjetor dhjetori disember δεκεμβριος δεκεμβριου δεκ декабрь декабря дек декември "
    "грудень грудня груд снежань снежня желтоқсан децембар דצמבר בדצמבר ديسمبر دجنبر دسامبر دسمبر दिसंबर दिसम्बर डिसेंबर ডিসেম্বর ડિસેમ્બર ਦਸੰਬਰ டிசம்பர் డిసెంబర్ ಡಿಸೆಂಬರ್ ഡിസംബർ දෙසැම්බර් ธันวาคม ธค abendua decembro",
)
# Names that mean another month in this language (hr: CLDR; the others share theirs with nobody).
BY_LANGUAGE = {"hr": {"listopad": 10, "listopada": 10}, "bs": {"listopad": 10, "listopada": 10}}
# Two-word months: the Levantine names that need their number, and "tháng 10".
SECOND_WORD = {("كانون", "الثاني"): 1, ("كانون", "الاول"): 12, ("تشرين", "الثاني"): 11, ("تشرين", "الاول"): 10}
# Offsets in minutes. CST and IST are read as North American and Indian, their commonest use on news pages.
ZONES = {
    "aedt": 660, "aest": 600, "bst": 60, "cdt": -300, "cest": 120, "cet": 60, "cst": -360, "edt": -240, "eest": 180, "eet": 120,
    "est": -300, "gmt": 0, "hkt": 480, "ist": 330, "jst": 540, "kst": 540, "mdt": -360, "mesz": 120, "mez": 60, "msk": 180,
    "mst": -420, "pdt": -420, "pht": 480, "pkt": 300, "pst": -480, "sast": 120, "sgt": 480, "trt": 180, "ut": 0, "utc": 0,
    "wat": 60, "wib": 420, "wit": 540, "wita": 480, "z": 0,
}  # fmt: skip


def folded(word: str) -> str:
    """A month name as the table has it: lower case, without accents and full stops."""
    text = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i").replace("ł", "l"))
    # Only Latin, Greek and Cyrillic accents go; Indic vowel signs are letters.
    return unicodedata.normalize("NFC", "".join(c for c in text if not "\u0300" <= c <= "\u036f" and c != "."))


@lru_cache(maxsize=1)
def _table() -> dict[str, int]:
    table: dict[str, int] = {}
    for number, row in enumerate(MONTHS, 1):
        for word in row.split():
            table.setdefault(folded(word), number)
    return table


def month_number(word: str, following: str = "", language: str | None = None) -> int | None:
    """1 to 12 for a month name in any of the languages of the table, else None."""
    name = folded(word)
    own = BY_LANGUAGE.get(language or "", {}).get(name)
    if own:
        return own
    if following and (pair := SECOND_WORD.get((name, folded(following).replace("أ", "ا")))):
        return pair
    return _table().get(name) or _table().get(name.removeprefix("v ").removesuffix("ta"))
