"""Scrapy's settings for every crawl: polite, safe, and deaf to anything but http and https.

What a person sets (contact, delays, private addresses) comes from sources.yaml by way of `spiders.spider`; any setting
can be overridden with `scrapy crawl NAME -s KEY=VALUE`.
"""

BOT_NAME = "retold"
SPIDER_MODULES: list[str] = []
SPIDER_LOADER_CLASS = "spiders.loader.SourceLoader"

# Polite. One request at a time and host, robots.txt, a delay that does not jitter below what was asked for.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 2.0
DOWNLOAD_DELAY_JITTER = 0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = DOWNLOAD_DELAY

# Safe. Scrapy's defaults: 1 GiB a body, 180 s, no check of certificates, a Python-eval server and a telnet console.
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_FAIL_ON_DATALOSS = True  # a body shorter than its Content-Length is asked for again, not taken for whole
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False
HTTPPROXY_ENABLED = False  # a proxy resolves names itself, so that the guard would not see the address
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
TWISTED_DNS_RESOLVER = "crawler.guard.GuardedResolver"

EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "crawler.middlewares.Throttle": 0,
    "scrapy.extensions.memusage.MemoryUsage": None,
}
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.GuardMiddleware": 10,  # before all others: also for every redirect and for robots.txt
    "crawler.middlewares.PaceMiddleware": 20,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.RobotsMiddleware": 100,
}
RETRY_TIMES = 2  # at once; the spool tries again later
SCHEDULER_MEMORY_QUEUE = (
    "scrapy.squeues.FifoMemoryQueue"  # in the order of the lists; Scrapy's default is last in, first out
)
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
}

LOG_LEVEL = "INFO"
LOGSTATS_INTERVAL = 0
FEED_EXPORT_ENCODING = "utf-8"
