"""`python -m spiders only=a,b limit=10 since=2d`: one crawl, started by `crawler.run`; environment names the places."""

import os
import sys

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from crawler import settings as project
from crawler.logs import log_to_file
from crawler.places import find_places
from indexer.errors import RetoldError
from spiders.spider import SourcesSpider


def main(arguments: list[str]) -> int:
    places = find_places()
    settings = Settings()
    settings.setmodule(project, priority="project")
    settings.setdict({"LOG_ENABLED": False, "RETOLD_RUN": os.environ.get("RETOLD_RUN", "0")}, priority="cmdline")
    log_to_file(places.var / "log" / "crawl.log")  # Scrapy's own would leave out the fields of our events
    process = AsyncCrawlerProcess(settings)
    failed: list[str] = []
    try:
        crawl = process.crawl(SourcesSpider, **dict(argument.split("=", 1) for argument in arguments))
        process.start()
    except RetoldError as why:
        failed.append(str(why))
    else:
        if crawl.exception() is not None:
            failed.append(str(crawl.exception()))
    for words in failed:
        print(f"crawl: {words}", file=sys.stderr)  # noqa: T201 - the run shows it
    return 1 if failed or process.bootstrap_failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
