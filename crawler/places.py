"""Where a person's files are: the config folder, the var folder and the store, from options or the environment."""

import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Places:
    """The three places that every command works on."""

    config: Path
    var: Path
    store: str

    @property
    def spool(self) -> Path:
        return self.var / "spool.db"

    def environment(self) -> dict[str, str]:
        """What a child process needs to find the same places."""
        return {"RETOLD_CONFIG": str(self.config), "RETOLD_VAR": str(self.var), "RETOLD_STORE": self.store}


def find_places(config: Path | None = None, var: Path | None = None, store: str | None = None) -> Places:
    """Options first, then RETOLD_CONFIG, RETOLD_VAR, RETOLD_STORE, then ./watch or ./config, ./var, VAR/retold.db.

    Outside a checkout the checkout's own config folder is the last resort.
    """
    config = config or _path("RETOLD_CONFIG") or next(filter(Path.is_dir, (Path("watch"), Path("config"))), None)
    var_given = var or _path("RETOLD_VAR")
    var = var_given or Path("var")
    # a var folder that was named brings its own store along
    store = store or (None if var_given and not _path("RETOLD_VAR") else os.environ.get("RETOLD_STORE"))
    return Places(config or CHECKOUT / "config", var, store or f"sqlite:///{var / 'retold.db'}")


def _path(name: str) -> Path | None:
    value = os.environ.get(name)
    return Path(value) if value else None
