"""Kind `jsonlist`: a JSON (or JSONP) answer that holds a list of articles, read by key paths such as `data.list`."""

import json
import re
from collections.abc import Iterable
from typing import Any

from scrapy import Request
from scrapy.http import Response

from crawler.decode import decode
from crawler.sources import JsonListSource
from indexer.errors import BadPage
from indexer.model import Link
from spiders.found import Found

_JSONP = re.compile(r"^[\w.$]+\((.*)\);?$", re.S)  # callback({...});


def requests(source: JsonListSource) -> Iterable[Request]:
    yield Request(source.url)


def links(source: JsonListSource, response: Response) -> Found:
    """Raises BadPage for an answer that is no JSON or has no list at `items`."""
    text = decode(response.body).text.strip()
    try:
        answer = json.loads(match[1] if (match := _JSONP.match(text)) else text)
    except ValueError as why:
        raise BadPage(f"no JSON: {why}") from None
    items = _at(answer, source.items)
    if not isinstance(items, list):
        raise BadPage(f"no list at items: {source.items}")
    found = []
    for item in items:
        address = _at(item, source.link)
        if isinstance(address, str) and address:
            found.append(
                Link(
                    response.urljoin(address),
                    title=_words(_at(item, source.title)),
                    time=_words(_at(item, source.time)),
                    author=_words(_at(item, source.author)),
                )
            )
    if items and not found:
        raise BadPage(f"no url at link: {source.link} in any of {len(items)} items")
    return Found(tuple(found))


def _at(value: Any, path: str | None) -> Any:
    """`data.list.0` in nested objects and lists; None where the path ends early."""
    if path is None:
        return None
    for key in path.split("."):
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def _words(value: object) -> str | None:
    return str(value) if isinstance(value, str | int | float) and value != "" else None
