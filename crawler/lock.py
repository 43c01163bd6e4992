"""One run at a time on a var folder: an flock, which the kernel frees when its holders end, however they end."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import AlreadyRunning, StoreError


@contextmanager
def run_lock(var: Path) -> Iterator[int]:
    """Hold `var/run.lock`; the file descriptor may be passed to children, who then hold it, too.

    Raises AlreadyRunning where another process holds it.
    """
    file = var / "run.lock"
    try:
        var.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as why:
        raise StoreError(f"{file}: {why.strerror}") from why
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
            raise AlreadyRunning(f"{var}: another run is under way (process {holder or 'unknown'})") from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        yield handle
    finally:
        os.close(handle)
