"""The whole line against bare Scrapy and against news-please, on the same saved pages, in one go.

    bench/run line            (needs RETOLD_CORPUS; makes an environment of its own for news-please)

The 8 article pages under pages/163 are served on loopback under 1,000 addresses, their docids rewritten. Measured is
CPU time (user + system) of all processes of a side but the server; start-up, taken from a run over one page, is
subtracted on both sides.

    bare     a Scrapy spider that fetches the pages and parses each once with lxml
    retold   `retold crawl`: fetch, spool, read, normalise, fingerprint, file, both processes and the one that watches
    peer     NewsPlease.from_html(fetch_images=False) on the same bytes, one process, no fetching
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Process, Queue
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
DOCID = re.compile(rb"\b[0-9A-Z]{16}\b")
PAGES = ("gne-tests-1", "gne-tests-3", "gne-tests-5", "gne-tests-6", "gne-tests-9", "newscrawler-netease")
PAGES += ("magichtml-article-bb5f5ce0c70b", "magichtml-article-fd0a94a0e3bc")

BARE = """
import sys, scrapy, lxml.html
from scrapy.crawler import AsyncCrawlerProcess
class Bare(scrapy.Spider):
    name = "bare"
    async def start(self):
        yield scrapy.Request(sys.argv[1] + "/list.xml")
    def parse(self, response):
        response.selector.remove_namespaces()
        for url in response.xpath("//link/text()").getall():
            yield scrapy.Request(url, callback=self.page)
    def page(self, response):
        lxml.html.document_fromstring(response.body)
process = AsyncCrawlerProcess({"LOG_LEVEL": "ERROR", "TELNETCONSOLE_ENABLED": False, "COOKIES_ENABLED": False,
    "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "REMOTE_CONTROL_ENABLED": False})
process.crawl(Bare)
process.start()
"""

PEER = """
import sys, time, json
from pathlib import Path
from newsplease import NewsPlease
pages = [Path(name).read_text(encoding="utf-8", errors="replace") for name in sys.argv[1:]]
NewsPlease.from_html(pages[0], url="https://www.163.com/a.html", fetch_images=False)
began = time.process_time()
for page in pages:
    NewsPlease.from_html(page, url="https://www.163.com/a.html", fetch_images=False)
print((time.process_time() - began) / len(pages))
"""


class _Site(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    count: int
    bodies: tuple[bytes, ...]


class _Handler(BaseHTTPRequestHandler):
    server: _Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        kind = "text/html"
        if self.path == "/list.xml":
            base = f"http://127.0.0.1:{self.server.server_port}"
            links = "".join(f"<item><link>{base}{_path(n)}</link></item>" for n in range(self.server.count))
            body, kind = f"<rss version='2.0'><channel><title>x</title>{links}</channel></rss>".encode(), "text/xml"
        elif match := re.fullmatch(r"/dy/article/R(\d{15})\.html", self.path):
            number = int(match[1])
            page = self.server.bodies[number % len(self.server.bodies)]
            body = page.replace(b"@DOCID@DOCID@@@@", f"R{number:015d}".encode())
        else:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def _path(number: int) -> str:
    return f"/dy/article/R{number:015d}.html"


def _serve(bodies: tuple[bytes, ...], count: int, port: "Queue[int]") -> None:
    site = _Site(("127.0.0.1", 0), _Handler)
    site.bodies, site.count = bodies, count
    port.put(site.server_port)
    site.serve_forever()


@contextmanager
def site(bodies: tuple[bytes, ...], count: int) -> Any:
    port: Queue[int] = Queue()
    process = Process(target=_serve, args=(bodies, count, port), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{port.get()}"
    finally:
        process.kill()
        process.join()


def cpu_of(command: list[str], environment: Mapping[str, str]) -> float:
    """CPU seconds of a command and its children. Raises CalledProcessError."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env={**os.environ, **environment}, cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def bare(base: str, folder: Path) -> float:
    return cpu_of([sys.executable, "-c", BARE, base], {})


def retold(base: str, folder: Path) -> float:
    config = folder / "config"
    config.mkdir(parents=True)
    (config / "sources.yaml").write_text(
        "allow_private: true\ncontact: bench@retold.invalid\n"
        f"sources: [{{name: bench, kind: feed, url: '{base}/list.xml', delay: 0, follow: always}}]\n"
    )
    (config / "topics.yaml").write_text("topics: [{id: chips, name: 芯片, any: [芯片, 半导体]}]\n", encoding="utf-8")
    places = ["--config", str(config), "--var", str(folder / "var")]
    return cpu_of([sys.executable, "-m", "crawler", "crawl", *places], {})


def per_page(side: Callable[[str, Path], float], bodies: tuple[bytes, ...], count: int) -> float:
    """CPU milliseconds a page, start-up subtracted."""
    seconds = []
    for number in (1, count):
        with site(bodies, number) as base, tempfile.TemporaryDirectory() as folder:
            seconds.append(side(base, Path(folder)))
    return (seconds[1] - seconds[0]) / (count - 1) * 1000


def peer(files: list[Path], python: Path) -> float:
    done = subprocess.run(
        [str(python), "-W", "ignore", "-c", PEER, *map(str, files)], capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1]) * 1000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pages", type=int, default=1000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--peer", type=Path, help="python of an environment with news-please")
    given = arguments.parse_args()
    corpus = os.environ.get("RETOLD_CORPUS")
    if not corpus:
        sys.exit("bench/line.py: set RETOLD_CORPUS to the folder of saved pages")
    files = [Path(corpus) / "pages" / "163" / f"{name}.html" for name in PAGES]
    bodies = tuple(DOCID.sub(b"@DOCID@DOCID@@@@", file.read_bytes()) for file in files)
    print(f"{given.pages} pages, {sum(map(len, bodies)) / len(bodies) / 1000:.0f} kB on average, CPU ms a page")
    print("round\tbare\tretold\tratio")
    rounds = []
    for number in range(given.rounds):
        sides = per_page(bare, bodies, given.pages), per_page(retold, bodies, given.pages)
        rounds.append(sides)
        print(f"{number + 1}\t{sides[0]:.2f}\t{sides[1]:.2f}\t{sides[1] / sides[0]:.2f}", flush=True)
    best = min(own for _, own in rounds)
    print(f"median ratio\t{sorted(own / base for base, own in rounds)[len(rounds) // 2]:.2f}")
    if given.peer:
        theirs = min(peer(files, given.peer) for _ in range(given.rounds))
        print(
            f"news-please\t{theirs:.1f} ms a page, {theirs / best:.1f} times the whole line of retold ({best:.2f} ms)"
        )
    print(time.strftime("%Y-%m-%d"), os.cpu_count(), "cores")


if __name__ == "__main__":
    main()
