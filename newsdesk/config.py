"""Where things are: from options, else from the environment, else beside the working directory."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crawler.errors import NewsdeskError


class ConfigError(NewsdeskError):
    """An option or environment variable cannot be used."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """What every command needs to know."""

    data_dir: Path
    database_url: str
    sources_file: Path
    allow_addresses: tuple[str, ...] = ()  # "host:port" that may be reached though it is not public
    quiet: bool = False
    verbose: bool = False
    json: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)


def read_config(
    *,
    data_dir: Path | None = None,
    database: str | None = None,
    sources: Path | None = None,
    allow_addresses: tuple[str, ...] = (),
    quiet: bool = False,
    verbose: bool = False,
    json: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Config:
    """Put the configuration together.

    Environment: DATABASE_URL or DATABASE_URL_FILE (a file that holds it, as containers hand over secrets),
    NEWSDESK_DATA_DIR, NEWSDESK_SOURCES.

    Raises:
        ConfigError: an address is not HOST:PORT, or the file of DATABASE_URL_FILE cannot be read.
    """
    env = os.environ if environment is None else environment
    folder = data_dir or Path(env.get("NEWSDESK_DATA_DIR") or "data")
    return Config(
        data_dir=folder,
        database_url=_database_url(database, env) or f"sqlite:///{folder / 'newsdesk.db'}",
        sources_file=sources or Path(env.get("NEWSDESK_SOURCES") or "sources.toml"),
        allow_addresses=tuple(_address(address) for address in allow_addresses),
        quiet=quiet,
        verbose=verbose,
        json=json,
        environment=env,
    )


def _database_url(option: str | None, env: Mapping[str, str]) -> str | None:
    if option:
        return option if "://" in option else f"sqlite:///{option}"
    if env.get("DATABASE_URL"):
        return env["DATABASE_URL"]
    if file := env.get("DATABASE_URL_FILE"):
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigError(f"DATABASE_URL_FILE names {file}, which cannot be read: {error.strerror}") from error
    return None


def _address(text: str) -> str:
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ConfigError(f"--allow-address takes HOST:PORT, for example 127.0.0.1:8000, not {text!r}")
    return f"{host.lower().strip('[]')}:{int(port)}"
