"""The errors that people see. Each carries the words to print and the code to exit with."""


class RetoldError(Exception):
    """Something a person can act on; printed without a traceback."""

    exit_code = 1


class ConfigError(RetoldError):
    """A config file says something that cannot be: `file:line: key: what is wrong`."""

    exit_code = 2


class UsageError(RetoldError):
    """A command was called with words that do not fit."""

    exit_code = 2


class AlreadyRunning(RetoldError):
    """Another process does this now."""

    exit_code = 75  # EX_TEMPFAIL of sysexits.h: cron mails say "try again later"


class StoreError(RetoldError):
    """The store cannot be read or written: locked, full, damaged, of a newer version."""


class LeaseLost(StoreError):
    """Another filer has taken the store over since; nothing was written."""


class BadPage(Exception):
    """A page that can never be read; `str(error)` is the reason that is counted and kept."""
