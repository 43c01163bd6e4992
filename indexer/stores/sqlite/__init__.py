"""The store in one SQLite file, the default: nothing to install, nothing to run.

database  the connection and its errors        schema    tables and their upgrades       lease   who may write
rows      an article as columns and a record   postings  candidates for a new article    search  the index of words
store     the Store made of them
"""

from indexer.stores.sqlite.store import SqliteStore, open_sqlite

__all__ = ["SqliteStore", "open_sqlite"]
