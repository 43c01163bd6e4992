"""What a kind of list gives: links, requests for more of the same list, and whether it came whole."""

from dataclasses import dataclass

from scrapy import Request
from scrapy.http import Response

from indexer.model import Link


@dataclass(frozen=True, slots=True)
class Found:
    """`whole` is False for a body that was cut or repaired, whose validators must not be saved."""

    links: tuple[Link, ...]
    further: tuple[Request, ...] = ()
    whole: bool = True


def header(response: Response, name: str) -> str:
    """A header of a response, "" where it has none."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else ""
