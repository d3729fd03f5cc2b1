"""Scrapy's settings for every crawl, polite and hardened. Used by `scrapy …` from the root and by `newsdesk crawl`.

Ours, not Scrapy's, are ALLOW_ADDRESSES, CRAWL_STATE, DATABASE_URL, DATA_DIR, MAX_ARTICLES_PER_RUN,
MAX_ARTICLES_PER_SOURCE, MAX_MINUTES, READ_TIMEOUT, READ_WORKERS, REVISITS_PER_SOURCE, ROBOTS_TIMEOUT, RUN_ID and
SOURCES_FILE.
"""

import os
from pathlib import Path

from crawler.network import log

BOT_NAME = "newsdesk"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# --- Where things are ---------------------------------------------------------------------------
DATA_DIR = os.environ.get("NEWSDESK_DATA_DIR", "data")
DATABASE_URL = os.environ.get("DATABASE_URL") or f"sqlite:///{Path(DATA_DIR) / 'newsdesk.db'}"
SOURCES_FILE = os.environ.get("NEWSDESK_SOURCES", "sources.toml")
CRAWL_STATE = "storage.crawl_state.SqlCrawlState"
RUN_ID: int | None = None

# --- Who we are, and how we behave --------------------------------------------------------------
USER_AGENT = "newsdesk/0.1 (+https://pypi.org/project/newsdesk/)"
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0  # seconds between two requests to a host; a source may set its own host's
DOWNLOAD_DELAY_JITTER = 0  # a jitter would go below the second
CONCURRENT_REQUESTS = 64  # over all hosts
CONCURRENT_REQUESTS_PER_DOMAIN = 2
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = DOWNLOAD_DELAY
AUTOTHROTTLE_MAX_DELAY = 30.0
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "*",
}
COOKIES_ENABLED = False
REFERER_ENABLED = True
REFERRER_POLICY = "no-referrer"

# --- Bounds ---------------------------------------------------------------------------------------
DOWNLOAD_TIMEOUT = 20  # seconds, in all, for one try
DNS_TIMEOUT = 10
ROBOTS_TIMEOUT = 9.0  # for one try; with the one further try a silent host costs less than 20
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024  # bytes, before and after decompression
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True
RETRY_TIMES = 2
RETRY_HTTP_CODES = [408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]
RETRY_EXCEPTIONS = [
    "scrapy.exceptions.CannotResolveHostError",
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.DownloadTimeoutError",
    "scrapy.exceptions.ResponseDataLossError",
    "twisted.internet.error.ConnectError",
    "twisted.internet.error.ConnectionDone",
    "twisted.internet.error.ConnectionLost",
]
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
URLLENGTH_LIMIT = 2083
DEPTH_LIMIT = 0  # listings are bounded by the spiders, articles are leaves
MEMUSAGE_ENABLED = True
MEMUSAGE_LIMIT_MB = 512
MEMUSAGE_CHECK_INTERVAL_SECONDS = 5
CLOSESPIDER_TIMEOUT = 6 * 3600  # seconds; the last net. MAX_MINUTES ends a run in order
MAX_MINUTES = 0  # no bound
MAX_ARTICLES_PER_RUN = 0  # no bound
MAX_ARTICLES_PER_SOURCE = 200  # in a run, where the source names no max_articles; the rest waits for the next run
REVISITS_PER_SOURCE = 50  # waiting and vanished articles asked for, of a source, in a run
READ_WORKERS = min(4, os.cpu_count() or 1)  # processes that read pages; 0 reads in this one
READ_TIMEOUT = 20.0  # seconds for one page
REACTOR_THREADPOOL_MAXSIZE = 20
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 16 * 1024 * 1024

# --- The guard, and everything that would lead past it -------------------------------------------
ALLOW_ADDRESSES: list[str] = []  # host:port of what is not public and may be reached; set on the command line only
TWISTED_DNS_RESOLVER = "crawler.network.guard.GuardResolver"
HTTPPROXY_ENABLED = False
DOWNLOAD_HANDLERS: dict[str, str | None] = {"data": None, "file": None, "ftp": None, "s3": None}
DOWNLOAD_VERIFY_CERTIFICATES = True
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
HTTPCACHE_ENABLED = False

# --- The way of a request, from the engine to the network ----------------------------------------
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.network.guard.GuardMiddleware": 50,  # before robots.txt: nothing of a forbidden place is asked for
    "crawler.network.robots.RobotsMiddleware": 100,
    "crawler.network.conditional.ConditionalRequestMiddleware": 450,
    "crawler.network.patience.PatientRetryMiddleware": 550,
    "crawler.network.guard.GuardRefusalMiddleware": 560,  # sees "cannot resolve" before a retry does
    "crawler.network.completeness.CompleteBodyMiddleware": 595,  # before decompression at 590
    "crawler.network.redirects.CountedRedirectMiddleware": 600,
}
SPIDER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # every status has its outcome
}
REQUEST_FINGERPRINTER_CLASS = "crawler.network.identity.UrlKeyFingerprinter"
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # newest first, as listed
SCHEDULER_START_MEMORY_QUEUE = None
EXTENSIONS: dict[str, int | None] = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "scrapy.extensions.logstats.LogStats": None,
    "crawler.network.throttle.HostThrottle": 0,
    "crawler.network.ending.OrderlyEnd": 0,
    "crawler.spiders.tally.Tally": 0,
}
ITEM_PIPELINES: dict[str, int] = {
    "pipelines.validate.ValidatePipeline": 100,
    "pipelines.clean.CleanPipeline": 200,
    "pipelines.duplicates.DuplicatesPipeline": 300,
    "pipelines.images.ImagesPipeline": 500,
    "pipelines.persist.PersistPipeline": 900,  # last: a URL counts as seen in the same transaction as its article
}

# --- The log --------------------------------------------------------------------------------------
LOG_LEVEL = "INFO"
LOG_FORMAT = log.FORMAT
LOG_DATEFORMAT = log.DATE_FORMAT
LOG_FORMATTER = "crawler.network.log.ShortLogFormatter"
LOG_VERSIONS: list[str] = []
STATS_DUMP = False
