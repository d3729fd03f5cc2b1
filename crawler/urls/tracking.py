"""Query parameters that say where a reader came from and nothing about what is read: dropped from canonical URLs.

Facts from the ClearURLs rules (https://docs.clearurls.xyz/, `globalRules` and the news hosts), Mozilla's query
stripping list (https://wiki.mozilla.org/ETP/query_stripping), and the makers' documentation where a group names one.
A parameter stands here only if no site is known to use the name for content; ambiguous names (`ref`, `source`,
`from`, `id`, `p`, `page`, `v`, `q`, `s`, `cid` …) are kept, except on hosts or with values listed below.
Names are compared in lower case.
"""

import re

# One alternative a family, sorted. A name that begins so is tracking whatever follows.
PREFIXES = (
    "__hs",  # HubSpot: __hsfp __hssc __hstc
    "_hs",  # HubSpot: _hsenc _hsmi
    "_openstat",
    "_sm_",  # Sailthru, SiteMinder
    "at_campaign",  # Piano Analytics (AT Internet): https://developers.atinternet-solutions.com/
    "at_custom",
    "at_medium",
    "at_ptr_",
    "fb_action_",
    "ga_",  # Google Analytics
    "guce_",  # Yahoo's consent gate
    "hmb_",
    "hsa_",  # HubSpot ads
    "itm_",
    "mtm_",  # Matomo: https://matomo.org/faq/reports/what-is-campaign-tracking/
    "oly_",  # Omeda
    "otm_",
    "piwik_",
    "pk_",  # Piwik, the older Matomo
    "sc_",  # Emarsys, Sitecore campaign codes
    "trk_",
    "utm_",  # https://support.google.com/analytics/answer/10917952
    "vero_",
    "wt_",  # Webtrekk, now Mapp
)

NAMES = frozenset(
    (
        "__s",  # Drip
        "__twitter_impression",
        "_branch_match_id",
        "_branch_referrer",
        "_ga",
        "_gl",
        "_ke",  # Klaviyo
        "action_object_map",
        "action_ref_map",
        "action_type_map",
        "amp_gsa",  # Google's AMP viewer: https://amp.dev/documentation/
        "amp_js_v",
        "amp_r",
        "aqs",
        "cmpid",
        "dclid",
        "dicbo",  # Outbrain
        "echobox",
        "ef_id",  # Adobe Advertising Cloud
        "epik",  # Pinterest
        "fb_ref",
        "fb_source",
        "fbclid",
        "gad_source",
        "gbraid",
        "gclid",
        "gclsrc",
        "gs_l",
        "guccounter",
        "hsctatracking",
        "igsh",
        "igshid",
        "irclickid",
        "li_fat_id",
        "mc_cid",  # Mailchimp
        "mc_eid",
        "mc_tc",
        "mibextid",
        "mkt_tok",  # Marketo
        "ml_subscriber",
        "ml_subscriber_hash",
        "msclkid",
        "ns_campaign",  # comScore
        "ns_fee",
        "ns_linkname",
        "ns_mchannel",
        "ns_source",
        "obtkt",  # Outbrain
        "os_ehash",
        "outbrainclickid",
        "rb_clickid",
        "ref_src",  # added by Twitter's embeds
        "ref_url",
        "replytocom",  # WordPress: the same post with the reply form opened
        "s_cid",  # Adobe Analytics
        "srsltid",
        "taboolaclickid",
        "tblci",  # Taboola
        "tracking_source",
        "ttclid",
        "twclid",
        "usqp",  # Google's AMP viewer
        "vgo_ee",  # ActiveCampaign
        "wbraid",
        "wickedid",
        "wtrid",
        "xtor",  # AT Internet
        "yclid",
        # Session identifiers of PHP, Java, ColdFusion and old shops
        "cfid",
        "cftoken",
        "jsessionid",
        "phpsessid",
    )
)

# Registrable domain -> names that are tracking there; the host's subdomains included.
NAMES_BY_DOMAIN: dict[str, frozenset[str]] = {
    "bbc.co.uk": frozenset(
        ("at_bbc_team", "at_format", "at_link_id", "at_link_origin", "at_link_type", "intlink_from_url", "ocid")
    ),
    "bbc.com": frozenset(
        ("at_bbc_team", "at_format", "at_link_id", "at_link_origin", "at_link_type", "intlink_from_url", "ocid")
    ),
    "bloomberg.com": frozenset(("cmpid", "leadsource", "sref", "srnd")),
    "businessinsider.com": frozenset(("op",)),
    "cnbc.com": frozenset(("__source", "par")),
    "cnet.com": frozenset(("ftag",)),
    "cnn.com": frozenset(("cid", "hpt", "iref")),
    "dailymail.co.uk": frozenset(("ico", "ito")),
    "derstandard.at": frozenset(("ref",)),
    "diepresse.com": frozenset(("xtor",)),
    "economist.com": frozenset(("etear", "fsrc")),
    "elpais.com": frozenset(("autoplay", "id_externo_rsoc", "prm", "ssm")),
    "facebook.com": frozenset(
        ("__tn__", "_rdr", "eav", "hc_location", "hc_ref", "paipv", "rdc", "rdr", "refid", "refsrc", "sfnsn")
    ),
    "faz.net": frozenset(("gepc", "printpagedarticle")),
    "forbes.com": frozenset(("sh", "ss")),
    "ft.com": frozenset(("ftcamp", "segmentid", "sharetype", "shareid")),
    "heise.de": frozenset(("from-classic", "wt_mc")),
    "hs.fi": frozenset(("share",)),
    "instagram.com": frozenset(("igsh", "igshid")),
    "latimes.com": frozenset(("_amp",)),
    "linkedin.com": frozenset(("lipi", "refid", "trackingid", "trk")),
    "medium.com": frozenset(("sk", "source")),
    "metro.co.uk": frozenset(("ito",)),
    "msn.com": frozenset(("cvid", "ei", "li", "ocid", "pc")),
    "nbcnews.com": frozenset(("cid",)),
    "news.google.com": frozenset(("ceid", "gl", "hl", "oc")),
    "newyorker.com": frozenset(("mbid",)),
    "nikkei.com": frozenset(("n_cid",)),
    "nypost.com": frozenset(("__twitter_impression",)),
    "nytimes.com": frozenset(
        ("campaign_id", "emc", "instance_id", "nl", "partner", "regi_id", "segment_id", "smid", "smtyp", "te")
    ),
    "orf.at": frozenset(("ref",)),
    "reddit.com": frozenset(("correlation_id", "rdt", "ref_campaign", "ref_source", "share_id")),
    "repubblica.it": frozenset(("ref",)),
    "reuters.com": frozenset(("feedname", "feedtype", "il", "rpc", "taid", "virtualbrandchannel")),
    "sohu.com": frozenset(("scm", "spm")),
    "spiegel.de": frozenset(("b", "sara_ref")),
    "sueddeutsche.de": frozenset(("reduced",)),
    "techcrunch.com": frozenset(("ncid", "sr", "sr_share")),
    "theguardian.com": frozenset(("cmp", "index")),
    "thetimes.co.uk": frozenset(("region", "sharetoken")),
    "theverge.com": frozenset(("scrolla",)),
    "twitter.com": frozenset(("cn", "ref_src", "ref_url", "s", "t")),
    "washingtonpost.com": frozenset(("hpid", "itid", "nid", "tid", "wpisrc", "wpmk", "wpmm")),
    "wired.com": frozenset(("bxid", "cndid", "esrc", "hashb", "hasha", "mbid")),
    "wsj.com": frozenset(("mod", "page_pos", "reflink", "st")),
    "x.com": frozenset(("cn", "ref_src", "ref_url", "s", "t")),
    "yahoo.com": frozenset((".tsrc", "bcmt", "fr", "ncid", "soc_src", "soc_trk", "src", "tsrc")),
    "yle.fi": frozenset(("origin",)),
    "youtube.com": frozenset(("feature", "pp", "si")),
    "zdnet.com": frozenset(("ftag",)),
    "zeit.de": frozenset(("wt_cc1", "wt_mc", "wt_zmc")),
}

# Names that are tracking, or another rendering of the same page, with these values only.
VALUES: dict[str, frozenset[str]] = {
    "amp": frozenset(("", "1", "true", "yes")),  # https://amp.dev/documentation/, WordPress AMP plugin
    "context": frozenset(("amp",)),
    "feed": frozenset(("rss", "rss2", "atom")),
    "from": frozenset(("feed", "rss")),
    "fromrss": frozenset(("", "1", "true", "yes")),
    "noamp": frozenset(("", "1", "available", "mobile", "true")),  # WordPress AMP plugin
    "output": frozenset(("amp",)),
    "outputtype": frozenset(("amp",)),  # Arc XP
    "ref": frozenset(("feed", "rss")),
    "rss": frozenset(("", "1", "true", "yes")),
    "share": frozenset(
        ("email", "facebook", "linkedin", "pinterest", "reddit", "telegram", "twitter", "whatsapp", "x")
    ),  # Jetpack
    "source": frozenset(("feed", "rss")),
    "src": frozenset(("feed", "rss")),
    "type": frozenset(("amp",)),
}

_PREFIX = re.compile("|".join(map(re.escape, PREFIXES)))
_NONE: frozenset[str] = frozenset()


def is_tracking(name: str, value: str, domain: str, host: str = "") -> bool:
    """Whether a query parameter (name in lower case, both percent-decoded) can go on this domain."""
    if name in NAMES or _PREFIX.match(name):
        return True
    if value.lower() in VALUES.get(name, _NONE):
        return True
    return name in NAMES_BY_DOMAIN.get(domain, _NONE) or (host != domain and name in NAMES_BY_DOMAIN.get(host, _NONE))
