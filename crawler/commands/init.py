"""retold init: commented config files in a folder of your own, which an update of the checkout never touches."""

import os
import shutil
from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.output import say
from crawler.places import CHECKOUT
from indexer.errors import UsageError

app = typer.Typer()
apps = {"init": app}

FILES = ("sources.yaml", "topics.yaml", ".env.example")
FOUND_BY_ITSELF = "watch"  # see crawler.places


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Folder to write.")] = Path(FOUND_BY_ITSELF),
) -> None:
    """Write commented config files into a folder of your own. A file that is there already is never replaced."""
    there = [str(folder / name) for name in FILES if (folder / name).exists()]
    if there:
        raise UsageError(f"already there, nothing was written: {', '.join(there)}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            shutil.copyfile(CHECKOUT / "config" / name, folder / name)
    except OSError as why:
        raise UsageError(f"{folder} cannot be written: {why.strerror}") from why
    _tell_next_steps(folder)


def _tell_next_steps(folder: Path) -> None:
    command = os.environ.get("RETOLD_COMMAND", "retold")
    option = "" if folder == Path(FOUND_BY_ITSELF) else f" --config {folder}"
    say(f"Written: {', '.join(str(folder / name) for name in FILES)}")
    say("Next:")
    say(f"  1. in {folder / 'sources.yaml'}: set `contact:` to your address, name the sources you want")
    say(f"  2. in {folder / 'topics.yaml'}: say what you look for")
    say(f"  3. {command} check{option}      # names file and line of every mistake")
    say(f"  4. {command} crawl{option}      # and then: {command} stories")
