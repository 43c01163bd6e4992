"""Each kind of list, given bytes as servers send them: what links it finds, and what it makes of broken ones."""

import gzip
from datetime import timedelta

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.feed import read_feed
from crawler.sources import FeedSource, JsonListSource, ListingSource, SitemapSource
from indexer.errors import BadPage
from indexer.model import Link
from spiders import feed, jsonlist, listing, sitemap

BASE = "http://news.example/list/"


def response(body: str | bytes, url: str = BASE, **meta: object) -> Response:
    body = body.encode() if isinstance(body, str) else body
    return Response(url, body=body, request=Request(url, meta=dict(meta)))


RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>晨报</title>
<item><title>首批出口许可 发放</title><link>/a/1.html</link><pubDate>Wed, 18 Nov 2026 09:20:00 +0800</pubDate>
<description>摘要</description><content:encoded><![CDATA[<p>全文第一段，比摘要长。</p>]]></content:encoded></item>
<item><title>第二条</title><link>http://other.example/2.html</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>芯事</title>
<entry><title>一篇</title><link href="p/1.html"/><updated>2026-11-18T01:20:00Z</updated>
<author><name>老谭</name></author><content type="html">&lt;p&gt;正文&lt;/p&gt;</content></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>t</title></channel>
<item rdf:about="http://news.example/r/1"><title>旧式</title><link>http://news.example/r/1</link>
<dc:date>2026-11-18T09:20:00+08:00</dc:date></item></rdf:RDF>"""

JSON_FEED = """{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [
 {"id": "1", "url": "/j/1", "title": "甲", "date_published": "2026-11-18T09:20:00+08:00", "content_html": "<p>乙</p>"},
 {"id": "no address"}]}"""


class TestFeed:
    def test_rss_carries_all_that_an_entry_says(self) -> None:
        first, second = read_feed(RSS.encode(), BASE).links
        assert first.url == "http://news.example/a/1.html"
        assert first.title == "首批出口许可 发放"
        assert first.time == "Wed, 18 Nov 2026 09:20:00 +0800"
        assert first.html == "<p>全文第一段，比摘要长。</p>"
        assert second == Link("http://other.example/2.html", title="第二条")

    def test_atom_resolves_relative_links_against_the_feed(self) -> None:
        (link,) = read_feed(ATOM.encode(), BASE).links
        assert link.url == "http://news.example/list/p/1.html"
        assert (link.author, link.time, link.html) == ("老谭", "2026-11-18T01:20:00Z", "<p>正文</p>")

    def test_rdf(self) -> None:
        (link,) = read_feed(RDF.encode(), BASE).links
        assert (link.url, link.title, link.time) == ("http://news.example/r/1", "旧式", "2026-11-18T09:20:00+08:00")

    def test_json_feed_skips_items_without_an_address(self) -> None:
        links = read_feed(JSON_FEED.encode(), BASE).links
        assert len(links) == 1
        assert links[0] == Link(
            "http://news.example/j/1", title="甲", time="2026-11-18T09:20:00+08:00", html="<p>乙</p>"
        )

    @pytest.mark.parametrize("encoding", ["gb18030", "big5hkscs", "utf-8"])
    def test_whatever_the_bytes_the_declaration_does_not_mangle_them(self, encoding: str) -> None:
        text = RSS.replace('encoding="utf-8"', f'encoding="{encoding}"').replace("发放", "")
        text = text.replace("许可", "").replace("晨报", "").replace("条", "") if encoding == "big5hkscs" else text
        titles = [link.title for link in read_feed(text.encode(encoding, "ignore"), BASE).links]
        assert titles[0] is not None
        assert titles[0].startswith("首批出口")

    def test_gbk_bytes_that_claim_to_be_utf8_are_read_as_what_they_are(self) -> None:
        assert read_feed(RSS.encode("gb18030"), BASE).links[0].title == "首批出口许可 发放"

    def test_a_feed_cut_in_half_gives_what_came_and_is_not_whole(self) -> None:
        cut = RSS.encode()[: RSS.encode().index("第二".encode())]
        found = read_feed(cut, BASE)
        assert found.links[0].url == "http://news.example/a/1.html"
        assert not found.whole

    def test_a_whole_feed_is_whole(self) -> None:
        assert feed.links(FeedSource(name="a", kind="feed", url=BASE), response(RSS)).whole
        assert read_feed(ATOM.encode(), BASE).whole

    def test_html_in_place_of_a_feed_is_an_error(self) -> None:
        with pytest.raises(BadPage, match="HTML"):
            read_feed(b"<html><body><h1>Please log in</h1></body></html>", BASE)

    @pytest.mark.parametrize("address", ["file:///etc/passwd", "data:text/html,x", "ftp://x.example/1", "javascript:1"])
    def test_only_web_addresses_become_links(self, address: str) -> None:
        assert [link.url for link in read_feed(RSS.replace("/a/1.html", address).encode(), BASE).links] == [
            "http://other.example/2.html"
        ]


class TestSitemap:
    source = SitemapSource(name="s", kind="sitemap", url=BASE, match=r"/a/\d+")

    def test_an_index_leads_to_its_sitemaps(self) -> None:
        body = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
          <sitemap><loc>http://news.example/1.xml</loc></sitemap></sitemapindex>"""
        found = sitemap.links(self.source, response(body))
        assert [request.url for request in found.further] == ["http://news.example/1.xml"]
        assert found.links == ()

    def test_an_index_that_names_itself_ends(self) -> None:
        body = f"<sitemapindex><sitemap><loc>{BASE}</loc></sitemap></sitemapindex>"
        depth, count = 0, 0
        while further := sitemap.links(self.source, response(body, sitemap_depth=depth)).further:
            depth, count = further[0].meta["sitemap_depth"], count + 1
        assert count == 3

    @pytest.mark.parametrize("pack", [bytes, gzip.compress])
    def test_urls_with_news_titles_and_times(self, pack: type[bytes]) -> None:
        body = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
          xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
          <url><loc> http://news.example/a/1 </loc><lastmod>2026-11-19</lastmod><news:news>
            <news:publication><news:name>某报</news:name></news:publication>
            <news:publication_date>2026-11-18T09:20:00+08:00</news:publication_date><news:title>标题</news:title>
          </news:news></url>
          <url><loc>http://news.example/a/2</loc><lastmod>2026-11-18</lastmod></url>
          <url><loc>http://news.example/tag/3</loc></url></urlset>"""
        found = sitemap.links(self.source, response(pack(body.encode())))
        assert found.links == (
            Link("http://news.example/a/1", title="标题", time="2026-11-18T09:20:00+08:00"),
            Link("http://news.example/a/2", time="2026-11-18"),
        )
        assert found.whole

    def test_a_cut_sitemap_gives_what_came_and_is_not_whole(self) -> None:
        found = sitemap.links(self.source, response("<urlset><url><loc>http://news.example/a/1</loc></url><url><lo"))
        assert [link.url for link in found.links] == ["http://news.example/a/1"]
        assert not found.whole

    def test_entities_are_not_expanded_and_no_file_is_read(self) -> None:
        bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><urlset><url><loc>http://n.example/a/1&a;</loc></url></urlset>'
        assert [link.url for link in sitemap.links(self.source, response(bomb)).links] == ["http://n.example/a/1"]

    def test_html_is_no_sitemap(self) -> None:
        with pytest.raises(BadPage, match="no sitemap"):
            sitemap.links(self.source, response("<html><body>404</body></html>"))


class TestListing:
    source = ListingSource(
        name="l", kind="listing", url=BASE, links="h3 a", next="//a[@rel='next']", pages=2, time=".t"
    )
    page = """<html><body>
      <div class=row><h3><a href="/a/1.html#top" title="完整的标题">完整…</a></h3><span class=t>11-18 09:20</span></div>
      <div class=row><h3><a href="2.html"> 第二
        条 </a></h3></div>
      <h3><a href="javascript:void(0)">更多</a></h3>
      <a rel=next href="?page=2">下一页</a></body></html>"""

    def test_links_with_title_and_time_beside_them(self) -> None:
        found = listing.links(self.source, response(self.page))
        assert found.links == (
            Link("http://news.example/a/1.html#top", title="完整的标题", time="11-18 09:20"),
            Link("http://news.example/list/2.html", title="第二 条"),
        )

    def test_pagination_stops_at_the_limit(self) -> None:
        assert [request.url for request in listing.links(self.source, response(self.page)).further] == [
            BASE + "?page=2"
        ]
        assert listing.links(self.source, response(self.page, list_page=2)).further == ()

    def test_a_page_where_nothing_fits_is_an_error_that_names_the_key(self) -> None:
        with pytest.raises(BadPage, match="links: 'h3 a'"):
            listing.links(self.source, response("<html><body><p>redesigned</p></body></html>"))


class TestJsonList:
    source = JsonListSource(name="j", kind="jsonlist", url=BASE, items="data.list", link="url", title="t", time="at.s")
    answer = '{"data": {"list": [{"url": "/a/1", "t": "标题", "at": {"s": 1763428800}}, {"t": "no url"}]}}'

    @pytest.mark.parametrize("wrap", ["{}", "callback({});", "jQuery1_2.cb({})"])
    def test_json_and_jsonp(self, wrap: str) -> None:
        found = jsonlist.links(self.source, response(wrap.replace("{}", self.answer)))
        assert found.links == (Link("http://news.example/a/1", title="标题", time="1763428800"),)

    @pytest.mark.parametrize(
        ("body", "words"),
        [("<html>", "no JSON"), ('{"data": {}}', "items: data.list"), ('{"data": {"list": [{"x": 1}]}}', "link: url")],
    )
    def test_what_does_not_fit_is_an_error_that_names_the_key(self, body: str, words: str) -> None:
        with pytest.raises(BadPage, match=words):
            jsonlist.links(self.source, response(body))


def test_the_first_requests_of_each_kind_go_to_the_sources_url() -> None:
    for kind, source in (
        (feed, FeedSource(name="a", kind="feed", url=BASE)),
        (sitemap, TestSitemap.source),
        (listing, TestListing.source),
        (jsonlist, TestJsonList.source),
    ):
        assert [request.url for request in kind.requests(source)] == [BASE]


def test_sitemaps_leave_out_what_is_older_than_a_week_by_default() -> None:
    assert TestSitemap.source.within == timedelta(days=7)
