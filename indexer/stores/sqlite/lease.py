"""One filer at a time: who may write, decided inside the transaction that writes.

A filer keeps the number that it got; whoever takes the store over raises it. So a filer that slept through the loss of
its lease finds another number, and nothing of what it wanted to write is written.
"""

import os
import socket
import time
from pathlib import Path

from indexer.errors import AlreadyRunning, LeaseLost
from indexer.stores.sqlite.database import Database

SECONDS = 60.0  # without a write after which a filer counts as gone; every write begins them anew


def take(database: Database, owner: str, held: int | None) -> int:
    """Take or renew the lease for `owner` ("host:pid"); gives its number. `held` is the number of this filer so far."""
    row = database.row("SELECT owner, fence, until FROM lease")
    holder, fence, until = row if row else (None, 0, 0.0)
    now = time.time()
    if held is not None and held != fence:
        raise LeaseLost(f"store {database.path}: {holder or 'another process'} files here now; nothing was written")
    if holder not in (None, owner) and until > now and not _is_dead(holder):
        raise AlreadyRunning(f"store {database.path}: {holder} files here now; wait for it to end, or end it")
    if holder != owner:
        fence += 1
    database.run("REPLACE INTO lease VALUES (1, ?, ?, ?)", (owner, fence, now + SECONDS))
    return int(fence)


def release(database: Database, held: int) -> None:
    """Leave the store to the next filer without a wait; where it is another's already, nothing happens."""
    database.run("UPDATE lease SET owner = NULL WHERE fence = ?", (held,))


def _is_dead(owner: str) -> bool:
    """Whether the owner was a process of this host that is gone. Of other hosts nobody can say: they run out."""
    host, _, pid = owner.rpartition(":")
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # alive, of another user
        return False
    return _is_zombie(int(pid))


def _is_zombie(pid: int) -> bool:
    """Whether a process has ended and nobody has asked how: in a container without an init that stays so for good."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:  # no /proc (macOS, whose launchd leaves no zombies), or gone by now
        return False
    return stat.rpartition(")")[2].split()[:1] == ["Z"]
