"""The `retold` command: one module a noun, found here by name and imported only when it is called.

`retold --help` lists them all without importing any (0.2 s instead of 1.5 s).
"""

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from indexer.errors import RetoldError

COMMANDS = {  # command -> (module of this package, one line of help); the order is the order of the help
    "demo": ("demo", "Serve a small web on loopback, crawl it twice and show its stories."),
    "init": ("init", "Write commented config files into a folder of your own."),
    "check": ("check", "Check the config and the store; say file and line of every fault."),
    "crawl": ("crawl", "Crawl sources now, whatever the schedule says."),
    "run": ("crawl", "Crawl all sources that are due, once. The line for crontab."),
    "ingest": ("ingest", "File what the crawl has kept, or files and folders."),
    "read": ("read", "Read pages into articles and print them; nothing is stored."),
    "search": ("search", "Search the articles."),
    "stories": ("stories", "List the stories, those told most often first."),
    "story": ("stories", "Follow one story: who was first, who copied."),
    "compare": ("compare", "Compare two articles sentence by sentence: who was first, what was changed."),
    "export": ("export", "Write all articles or stories as JSONL or CSV."),
    "rebuild": ("rebuild", "Read all kept pages again with today's readers and rules."),
    "sources": ("sources", "List the sources and when they are due."),
    "topics": ("topics", "Test a text against the topics, or apply them to the store."),
    "forget": ("forget", "Delete a source, an account or an address, with all that was kept of it."),
    "backup": ("backup", "Copy store, spool and config into a folder, while retold runs."),
    "doctor": ("doctor", "Look for what is wrong with this installation and its data."),
}


class _Lazy(TyperGroup):
    """A group that imports a command's module when the command is asked for. (Any: typer has a click of its own.)"""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, name: str) -> Any:
        if name not in COMMANDS:
            return None
        module, summary = COMMANDS[name]
        if _is_help_of_all():
            return TyperCommand(name, help=summary)
        return typer.main.get_command(import_module(f"crawler.commands.{module}").apps[name])


def _is_help_of_all() -> bool:
    """True for `retold`, `retold --help`: only names and summaries are printed."""
    return not any(word in COMMANDS for word in sys.argv[1:])


app = typer.Typer(
    cls=_Lazy,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Watch self-media and news, and see which articles retell one story.",
)


@app.callback()
def _root() -> None:
    pass


def main() -> None:
    """Run the command line. Errors for people are printed as one line; their code is the exit code."""
    try:
        app(prog_name="retold")
    except RetoldError as error:
        print(f"retold: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(error.exit_code)
