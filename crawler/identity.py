"""Addresses and ids that stay the same: http://WWW.Example.com:80/a/?spm=1&b=2#top -> https://www.example.com/a?b=2."""

import hashlib
import re
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

# Query parameters that say how somebody came to a page, never which page it is: name -> who adds it, and why it goes.
TRACKING = {
    "spm": "Alibaba and Sohu: the place on the page that was clicked",
    "scm": "Alibaba and Sohu: the recommender that showed the link",
    "spss": "NetEase: the channel that showed the link",
    "spsw": "NetEase: the position of the link",
    "f": "NetEase and others: the channel, as in ?f=post2020_dy_recommends",
    "from": "WeChat, Weibo, Sina: where the link was shared",
    "isappinstalled": "WeChat: whether the reader's telephone has the app",
    "share_token": "Toutiao and Zhihu: who shared",
    "share_from": "various apps: where the link was shared",
    "share_source": "Bilibili and others: where the link was shared",
    "shareuid": "various apps: who shared",
    "timestamp_share": "various apps: when the link was shared",
    "wfr": "Baidu: the feed that showed the link",
    "for": "Baidu: the product that showed the link",
    "sudaref": "Sina: the referring page",
    "vt": "Sina: the template that shows the page",
    "wm": "Sina and Weibo: the telephone channel",
    "refer_flag": "Weibo: the place that was clicked",
    "tt_from": "Toutiao: where the link was shared",
    "chksm": "WeChat: a check sum over the sharing",
    "mpshare": "WeChat: marks a shared link",
    "scene": "WeChat: where the link was opened",
    "srcid": "WeChat: the sharing",
    "sharer_shareid": "WeChat: who shared",
    "sharer_shareinfo": "WeChat: who shared",
    "fbclid": "Facebook: the click",
    "gclid": "Google: the click",
    "mc_cid": "Mailchimp: the mailing",
    "mc_eid": "Mailchimp: the reader",
    "ref": "blogs and newsletters: the referring site",
}
TRACKING_PREFIX = "utm_"  # Google Analytics: utm_source, utm_medium, ...

# Second-level names that many owners share: there the site is one label longer. Not the whole public suffix list:
# a mistake here only means that a canonical link on a sister site is not taken.
SHARED_SUFFIXES = frozenset(
    f"{kind}.{country}"
    for kind in ("com", "net", "org", "gov", "edu", "co", "ac")
    for country in ("cn", "hk", "tw", "mo", "jp", "kr", "uk", "au", "sg", "my")
)

PERCENT = re.compile(r"%([0-9a-fA-F]{2})")
STRAY_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
DEFAULT_PORTS = {"http": 80, "https": 443}


def article_id(key: str) -> str:
    """The id of an article: 32 hexadecimal digits that depend on its key alone."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def canonical_url(url: str) -> str:
    """One spelling of an address, to compare by; do not fetch it (http becomes https, as no site puts two articles
    under one name).

    Host names are kept whole, since m. and www. are different pages on many sites. What is no http address is
    returned stripped of blanks.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # a host like [::1 or a port like :abc
        return url
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not parts.hostname:
        return url
    host = _host(parts.hostname)
    if port is not None and port not in DEFAULT_PORTS.values():
        host = f"{host}:{port}"
    path = _percent(parts.path, "/:@!$&'()*+,;=%").rstrip("/") or "/"
    return urlunsplit(("https", host, path, _query(parts.query), _fragment(parts)))


def site(url: str) -> str:
    """The part of a host name that belongs to one owner: news.sina.com.cn -> sina.com.cn; "" without a host."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    labels = host.rstrip(".").split(".")
    size = 3 if ".".join(labels[-2:]) in SHARED_SUFFIXES else 2
    return host if host.replace(".", "").isdigit() else ".".join(labels[-size:])


def _host(host: str) -> str:
    host = host.lower().rstrip(".")
    if ":" in host:
        return f"[{host}]"
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:  # labels that IDNA 2003 refuses: too long, empty, ...
        return host


def _query(query: str) -> str:
    """Sorted, without the tracking parameters. Values stay as they are: they may be percent-encoded GBK."""
    pairs = [pair for pair in _percent(query, "/?:@!$&'()*+,;=%").split("&") if pair and not _is_tracking(pair)]
    return "&".join(sorted(pairs))


def _is_tracking(pair: str) -> bool:
    name, _, value = pair.partition("=")
    name = name.lower()
    if name in {"from", "f", "for", "ref", "scene"} and value.isdigit():
        return False  # a number may well be a page or an id
    return name in TRACKING or name.startswith(TRACKING_PREFIX)


def _fragment(parts: SplitResult) -> str:
    """Dropped, but for the routes of pages that are one script: #/post?id=1, #!/post/1."""
    return _percent(parts.fragment, "/?:@!$&'()*+,;=%") if parts.fragment.startswith(("/", "!/")) else ""


def _percent(text: str, safe: str) -> str:
    """Percent-encoding in one spelling: %e4 -> %E4, %41 -> A, 中 -> %E4%B8%AD, 5%off -> 5%25off."""

    def spell(match: re.Match[str]) -> str:
        sign = chr(int(match[1], 16))
        return sign if sign in UNRESERVED else match[0].upper()

    return PERCENT.sub(spell, quote(STRAY_PERCENT.sub("%25", text), safe=safe + "~", errors="replace"))
