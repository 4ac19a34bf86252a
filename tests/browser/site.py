"""A running installation: the web server that ships, in a thread, and a worker beside it."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache
from waitress.server import create_server

from engine import config as configuration
from engine import worker
from engine.clock import SystemClock
from engine.db import Database
from engine.engine import Engine
from engine.files import Files
from engine.identity import sessions, store
from engine.keys import Keys
from webui import create_app, live

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from jinja2.bccache import Bucket

    from engine.clock import Clock

_THREADS = 48
"""Requests at once: a page and the parts it loads, and the live streams of a few people."""
_STOP = 5.0
"""Seconds after which a thread that does not end fails the test."""


@dataclass(frozen=True)
class Site:
    """A server that answers, the engine behind it and the address in front of it."""

    engine: Engine
    app: Flask
    address: str

    def session(self, login: str) -> str:
        """The token of a new session, as after signing in."""
        with self.engine.database.transaction() as connection:
            key = store.find_user(connection, login).key
            return str(sessions.start(connection, key, now=self.engine.system_clock.now()))


class _Kept(BytecodeCache):
    """Templates that a site of this process has compiled, for the next one."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


_TEMPLATES = _Kept()


@contextmanager
def running(url: str, folder: Path, *, business_clock: Clock | None = None) -> Iterator[Site]:
    """Serve the database at *url* on a free port of this machine until the block ends."""
    settings = configuration.read({"BATON_VAR": str(folder)})
    database, system_clock = Database(url), SystemClock()
    engine = Engine(
        database,
        business_clock=business_clock or system_clock,
        system_clock=system_clock,
        files=Files(settings.var / "files"),
        keys=Keys(2, system_clock),
    )
    app = create_app(engine, settings)
    app.jinja_env.bytecode_cache = _TEMPLATES
    with _serving(app) as port, _working(engine):
        yield Site(engine=engine, app=app, address=f"http://127.0.0.1:{port}")
        live.stop(app)
    database.dispose()


@contextmanager
def _serving(app: Flask) -> Iterator[int]:
    sockets: dict[int, object] = {}
    server = create_server(app, host="127.0.0.1", port=0, threads=_THREADS, map=sockets, ident=None)
    thread = threading.Thread(target=server.run, name="web")
    thread.start()
    try:
        yield server.effective_port
    finally:
        # In the server's own thread: its loop ends when it has no sockets left.
        with suppress(OSError):  # the loop may take the order before the call that wakes it up has returned
            server.trigger.pull_trigger(lambda: [one.close() for one in list(sockets.values())])
        _join(thread)
        server.task_dispatcher.shutdown()


@contextmanager
def _working(engine: Engine) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=worker.run_worker, args=(engine, 1, stop), name="worker")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        _join(thread)


def _join(thread: threading.Thread) -> None:
    thread.join(_STOP)
    assert not thread.is_alive(), f"The thread {thread.name} did not end."
