"""When a source is due: pure, from what it says and when it was last started."""

from datetime import datetime
from zoneinfo import ZoneInfo

from cronsim import CronSim

from crawler.sources import DEFAULT_EVERY, Source


def is_due(source: Source, last: datetime | None, now: datetime) -> bool:
    """True where a slot has come since `last`; a source that was never started is due. Missed slots count as one."""
    return last is None or next_slot(source, last) <= now


def next_slot(source: Source, last: datetime) -> datetime:
    """The first moment after `last` at which the source is to be crawled; cron lines mean what Debian's cron means."""
    if source.cron is not None:
        return next(CronSim(source.cron, last.astimezone(ZoneInfo(source.zone))))
    return last + (source.every or DEFAULT_EVERY)
