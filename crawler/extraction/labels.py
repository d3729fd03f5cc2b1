"""Words that tell what a block is: "read also" labels, furniture, credits. Sorted tables; sources below each.

Labels were collected from stored pages of news sites and from the options of WordPress plugins that print them; those
without a page behind them were taken from dictionaries of the interface translations of such plugins and are matched
only at the start of a short or linked block, so that a sentence that begins with the same words stays.
"""

import re

READ_ALSO = {
    "ar": ("اقرأ أيضا", "اقرأ أيضاً", "إقرأ أيضا", "إقرأ أيضاً", "اقرأ المزيد", "طالع أيضا", "مواضيع ذات صلة"),
    "az": ("Həmçinin oxuyun", "Oxşar xəbərlər"),
    "bg": ("Още по темата", "Прочети още", "Прочети повече", "Прочетете още"),
    "bn": ("আরও পড়ুন", "আরো পড়ুন"),
    "bs": ("Pročitajte još", "Pročitajte i"),
    "ca": ("Llegiu també", "Llegeix també"),
    "cs": ("Čtěte také", "Přečtěte si také", "Čtěte více", "Související"),
    "da": ("Læs også", "Læs mere"),
    "de": ("Auch interessant", "Das könnte Dich auch interessieren", "Das könnte Sie auch interessieren", "Hier lesen Sie mehr", "Lesen Sie auch", "Lesen Sie dazu", "Lesen Sie hier", "Lesen Sie jetzt", "Lesen Sie mehr", "Lies auch", "Mehr dazu", "Mehr zum Thema", "Mehr lesen", "Weiterlesen", "Zum Thema"),
    "el": ("Διαβάστε ακόμα", "Διαβάστε ακόμη", "Διαβάστε επίσης", "Διαβάστε περισσότερα", "Δείτε επίσης"),
    "en": ("Also read", "Also see", "Click here to read", "Don't miss", "Editor's pick", "Editors' picks", "More on this", "More on this story", "More stories", "Read also", "Read more", "Read next", "Recommended", "Recommended reading", "Related", "Related article", "Related articles", "Related coverage", "Related news", "Related posts", "Related stories", "Related story", "Related topics", "Related video", "See also", "See more", "Watch", "Watch more", "You may also like", "You might also like"),
    "es": ("Lea también", "Lea más", "Lee también", "Lee más", "Leer más", "Leer también", "Mira también", "Más información", "Más noticias", "Noticias relacionadas", "Puede leer", "Relacionado", "También lea", "También puede leer", "También te puede interesar", "Te puede interesar", "Te recomendamos", "Ver también"),
    "et": ("Loe ka", "Loe lisaks", "Loe veel"),
    "fa": ("بخوانید", "بیشتر بخوانید", "همچنین بخوانید", "مطالب مرتبط"),
    "fi": ("Katso myös", "Lue lisää", "Lue myös"),
    "fr": ("A lire", "A lire aussi", "A voir aussi", "Lire aussi", "Lire également", "Lire la suite", "Lire plus", "Sur le même sujet", "Voir aussi", "À lire", "À lire aussi", "À lire également", "À relire", "À voir aussi", "Notre dossier", "En savoir plus", "Articles liés"),
    "gu": ("આ પણ વાંચો",),
    "he": ("קרא עוד", "קראו גם", "קראו עוד"),
    "hi": ("ये भी पढ़ें", "यह भी पढ़ें", "इसे भी पढ़ें", "और पढ़ें"),
    "hr": ("Pročitajte i", "Pročitajte još", "Pročitajte više"),
    "hu": ("Kapcsolódó cikk", "Kapcsolódó cikkek", "Olvassa el ezt is", "Olvasta már"),
    "id": ("Baca juga", "Baca selengkapnya", "Baca Juga", "Lihat juga", "Simak juga", "Artikel terkait"),
    "is": ("Lestu einnig", "Sjá einnig"),
    "it": ("Leggi anche", "Leggi tutto", "Leggi di più", "Guarda anche", "Per approfondire", "Vedi anche", "Potrebbe interessarti", "Articoli correlati"),
    "ja": ("あわせて読みたい", "合わせて読みたい", "関連記事", "関連ニュース", "おすすめ記事", "続きを読む"),
    "kk": ("Тағы оқыңыз",),
    "ko": ("관련기사", "관련 기사", "함께 읽으면 좋은", "더 보기"),
    "lt": ("Skaitykite taip pat", "Taip pat skaitykite"),
    "lv": ("Lasi arī", "Lasiet arī"),
    "mk": ("Прочитај и",),
    "ml": ("ഇതും വായിക്കുക",),
    "mr": ("हेही वाचा",),
    "ms": ("Baca lagi",),
    "ne": ("यो पनि पढ्नुहोस्",),
    "nl": ("Bekijk ook", "Lees meer", "Lees ook", "Lees verder", "Meer lezen"),
    "no": ("Les mer", "Les også", "Se også"),
    "pa": ("ਇਹ ਵੀ ਪੜ੍ਹੋ",),
    "pl": ("Czytaj dalej", "Czytaj także", "Czytaj też", "Czytaj więcej", "Przeczytaj także", "Przeczytaj również", "Zobacz także", "Zobacz też", "Zobacz również"),
    "pt": ("Leia mais", "Leia também", "Post relacionado", "Saiba mais", "Veja mais", "Veja também", "Confira também"),
    "ro": ("Citește și", "Citește mai mult", "Citiți și", "Pe aceeași temă", "Vezi și"),
    "ru": ("По теме", "Смотрите также", "Читайте также", "Читайте ещё", "Читать также", "Читать далее", "Материалы по теме"),
    "sk": ("Čítajte aj", "Čítajte tiež", "Prečítajte si"),
    "sl": ("Preberite tudi", "Preberite še"),
    "sq": ("Lexo edhe", "Lexoni edhe"),
    "sr": ("Прочитајте још", "Прочитајте и", "Čitajte još", "Pročitaj i"),
    "sv": ("Läs också", "Läs mer", "Läs även", "Se även"),
    "sw": ("Soma pia",),
    "ta": ("இதையும் படிக்க",),
    "te": ("ఇవి కూడా చదవండి",),
    "th": ("อ่านเพิ่มเติม", "อ่านข่าวเพิ่ม", "ข่าวที่เกี่ยวข้อง"),
    "tl": ("Basahin din",),
    "tr": ("Ayrıca okuyun", "Bunu da oku", "Bunlar da ilginizi çekebilir", "İlgili haber", "İlgili haberler"),
    "uk": ("Читайте також", "Дивіться також", "Читайте ще", "За темою"),
    "ur": ("یہ بھی پڑھیں", "مزید پڑھیں"),
    "vi": ("Xem thêm", "Đọc thêm", "Tin liên quan"),
    "zh": ("延伸閱讀", "延伸阅读", "推荐阅读", "相关新闻", "相关阅读", "相關報導", "相關文章", "相關新聞", "更多新聞"),
}  # fmt: skip

_LABELS = sorted({label for labels in READ_ALSO.values() for label in labels}, key=lambda label: (-len(label), label))
# The label at the start of a block, after an arrow or bullet, before a colon, an arrow, a blank or the end.
READ_ALSO_LABEL = re.compile(
    r"^[\W_]{0,4}("
    + "|".join(re.escape(label) for label in _LABELS)
    + r")(?:\s*[:：»→>|–—-]+|…|\.{3}|(?=\s|$|[\"“«]))",
    re.I,
)

# Furniture that stands between or behind paragraphs; matched against whole short blocks.
_FURNITURE_LINES = (
    "advertisement", "advertisements", "advertising", "anuncio", "anzeige", "article continues after ad", "article continues below",
    "continue reading", "copied", "copy link", "email", "embed", "facebook", "follow us", "gallery", "infographic", "leave a comment", "linkedin", "listen to this article",
    "listen", "loading", "loading...", "mehr", "more", "patrocinado", "pinterest", "play", "print", "pub", "publicidad", "publicidade", "publicité", "pubblicità", "reklam", "reklama", "reklame", "реклама",
    "reply", "report this ad", "save", "scroll to continue", "share", "share this", "share this article", "share this story", "skip ad", "sponsored", "story continues", "story continues below advertisement", "subscribe", "supported by", "teilen", "tweet", "twitter",
    "video", "whatsapp", "werbung", "x", "आगे पढ़ें", "विज्ञापन", "إعلان", "広告", "광고", "广告", "廣告",
)  # fmt: skip
FURNITURE_LINE = re.compile(r"^[\W_]*(?:" + "|".join(re.escape(line) for line in _FURNITURE_LINES) + r")[\W_]*$", re.I)

# Beginnings and parts of sentences that no article says of its subject: about the site, its letters, its rights.
_BOILERPLATE = (
    r"all rights reserved", r"alle rechte vorbehalten", r"tous droits réservés", r"todos los derechos reservados", r"todos os direitos reservados", r"riproduzione riservata", r"все права защищены",
    r"©\s*(?:copyright\s*)?(?:19|20)\d\d", r"copyright\s+(?:©\s*)?(?:19|20)\d\d",
    r"^(?:please )?(?:sign up|subscribe|register)\b.{0,80}\b(?:newsletters?|emails?|inbox|alerts?|channel|podcast|account|digital|today|now|free)\b",
    r"^(?:get|want)\b.{0,80}\b(?:newsletters?|in your inbox|to your inbox)\b", r"^by (?:signing up|submitting|clicking)\b", r"^thank you for (?:signing up|subscribing|registering)",
    r"^follow (?:us|[A-Z@]\S+(?: \S+){0,3}) on\b", r"^(?:like|find|join) us on\b", r"^download (?:the|our) .{0,40}\bapp\b",
    r"this site uses akismet", r"learn how your comment data", r"your email address will not be published", r"you must be logged in to", r"^(?:be the first to|log ?in to|please log ?in|leave a|post a) (?:comment|reply)\b",
    r"^(?:have|got) (?:a|any) (?:story|tip|news tip)\b.{0,60}\?", r"^(?:contact|email) (?:the author|the reporter|us at|[A-Z]\w+ [A-Z]\w+ at)\b", r"^(?:reach|write to) .{0,40}\bat\b.{0,40}@",
    r"^(?:reporting|additional reporting|editing|compiled|edited|written) by\b.{0,160}$", r"^our standards:", r"thomson reuters trust principles",
    r"^(?:this|the) (?:article|story|post|piece|column) (?:was |is |has been |originally )?(?:first |originally )?(?:appeared|published|produced|republished|syndicated)\b",
    r"^if you (?:enjoyed|liked|like) (?:this|what)\b", r"^support (?:our|independent|quality)\b.{0,60}\bjournalism\b",
    r"^melden sie sich\b", r"^(?:jetzt|hier) (?:anmelden|abonnieren|kostenlos)\b", r"^(?:inscrivez|abonnez)-vous\b", r"^(?:suscríbete|suscríbase|síguenos|sigue toda)\b", r"^(?:iscriviti|seguici)\b", r"^(?:inscreva-se|assine|siga)\b.{0,60}\b(?:newsletter|canal|nosso|whatsapp|telegram)\b", r"^(?:подписывайтесь|подпишитесь|підписуйтесь|підписуйтеся)\b", r"^(?:ikuti|dapatkan) .{0,60}\b(?:whatsapp|telegram|google news|channel|saluran)\b",
    r"^(?:javascript is|please enable javascript|enable javascript|your browser does)", r"^an error (?:occurred|has occurred)\b", r"^(?:we use|this website uses|this site uses) cookies",
    r"^wir verwenden cookies", r"^(?:redaktioneller hinweis|transparenzhinweis|disclaimer|disclosure|correction policy)\s*:", r"^\d+ (?:comments?|commentaires?|kommentare?|comentarios?|shares?|min(?:ute)?s? read)$",
)  # fmt: skip
BOILERPLATE = re.compile("|".join(_BOILERPLATE), re.I)

# News agencies whose name alone is a credit or a dateline; matched with case. Sources: their own style of signing.
AGENCIES = [
    "AAP",
    "AFP",
    "ANI",
    "ANP",
    "ANSA",
    "AP",
    "APA",
    "ATS",
    "BELGA",
    "CNS",
    "CP",
    "CTK",
    "DPA",
    "EFE",
    "EPA",
    "IANS",
    "KNA",
    "LUSA",
    "MTI",
    "NTB",
    "PAP",
    "PTI",
    "SDA",
    "SID",
    "STT",
    "TASS",
    "TT",
    "UPI",
    "Anadolu",
    "Bernama",
    "Getty",
    "Imago",
    "Interfax",
    "Keystone",
    "Kyodo",
    "Reuters",
    "Ritzau",
    "Sputnik",
    "Ukrinform",
    "Xinhua",
    "Yonhap",
    "dpa",
    "epd",
    "sda",
    "ТАСС",
    "УНИАН",
    "共同",
    "新华社",
    "ロイター",
]
_AGENCY = r"(?:" + "|".join(sorted(map(re.escape, AGENCIES), key=len, reverse=True)) + r")"
CREDIT_LINE = re.compile(
    r"^[\W_]*(?:(?:(?:la |die )?(?:source|sources|quelle|quellen|fuente|fuentes|fonte|fonti|bron|kilde|källa|źródło|zdroj|kaynak|sumber|nguồn|джерело|источник|المصدر|出典|来源|來源)|via|with (?:agency|agencies|inputs? from)|mit (?:agenturmaterial|material(?: der)?)|avec|con información de|con agencias?|com agências?)\s*(?:[:：]|\b)\s*.{0,100}"
    rf"|{_AGENCY}(?:\s*[/,&+-]\s*[\w.]+){{0,4}})[\W_]*$",
    re.I,
)
AGENCY_ONLY = re.compile(rf"^[\W_]*(?:\w{{2,5}}/)*{_AGENCY}(?:\s*[/,&+-]\s*[\w.]+){{0,4}}[\W_]*$")
SOURCE_LABEL = re.compile(
    r"^[\W_]*(?:la |die )?(source|sources|quelle|quellen|fuente|fuentes|fonte|fonti|bron|kilde|källa|źródło|zdroj|kaynak|sumber|nguồn|джерело|источник|المصدر|出典|来源|來源)\s*[:：]",
    re.I,
)

# Bylines and date lines, which stand around the text.
BYLINE = re.compile(
    r"^(?:by|von|par|por|di|door|av|af|текст|автор|written by|posted by|published by|author|autor|autorin|auteur|redazione|redaktion|updated|last updated|published|posted|aktualisiert|veröffentlicht|publié|mis à jour|publicado|actualizado|pubblicato|aggiornato|gepubliceerd|stand|oppdatert|publisert|uppdaterad|publicerad|diterbitkan|опубликовано|обновлено|опубліковано|оновлено)\b[^.!?。]{0,120}$",
    re.I,
)

# A caption or credit that lost its figure: the label, then a colon or ©. "Foto de familia" must not match.
PHOTO_LINE = re.compile(
    r"^[\W_]*(?:archivbild|bild|bilder|crédit photos?|credits?|crédits?|fot|foto|fotó|fotos|fotografía|fotografie|fotoğraf|grafik|image|images|imagem|imagen|kuva|nuotr|photo|photo credit|photographie|photograph|photography|photos|picture|pictures|symbolbild|symbolfoto|titelbild|zdjęcie|фото|світлина|снимка|תצוגה|צילום|تصوير|写真|사진|图|圖|ảnh)"
    r"(?: (?:by|credit|courtesy))?\s*(?:[:：©|]|\(c\))",
    re.I,
)

# Who wrote it, behind the text.
ABOUT_AUTHOR = re.compile(
    r"^(?:about the author|(?:[A-Z][\w.'’-]+ ){1,3}(?:is|was) (?:a|an|the)\b.{0,120}\b(?:reporter|editor|writer|correspondent|journalist|columnist|author|contributor|contributing|staff|freelance|professor|fellow)\b"
    r"|follow .{0,60}\bon (?:twitter|x|instagram|facebook)\b|.{0,80}@\w+\s*$|(?:follow|email|contact|write to) (?:him|her|them|me|the author)\b)",
    re.I,
)
