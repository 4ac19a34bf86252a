from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING, NoReturn, Protocol

import click
from waitress.server import create_server

import webui
from engine import config, longevity, schema, worker
from engine.commands import _sources
from engine.db import Database
from engine.errors import Unavailable
from engine.installation import opened
from webui import live

if TYPE_CHECKING:
    from engine.config import Config
    from engine.engine import Engine


_PAGES = 500
"""Connections that browsers keep open between two pages, besides those that a thread serves."""


class AddressTaken(Unavailable):
    """Another program listens there, or this machine has no such address."""


class _Server(Protocol):
    """What waitress, which has no types, gives back."""

    def run(self) -> None: ...
    def close(self) -> None: ...


@click.command()
@click.option(
    "--demo", "with_demo", is_flag=True, help="Set up what is missing: schema, processes, demo company."
)
def command(*, with_demo: bool) -> None:
    """Start the web server and a worker in one process."""
    settings = config.read(os.environ)
    if with_demo:
        _migrate(settings)
    with opened(settings) as engine:
        if with_demo:
            _furnish(engine)
        _serve(engine, settings, with_demo=with_demo)


def _migrate(settings: Config) -> None:
    database = Database(settings.database_url)
    schema.migrate(database)
    database.dispose()


def _furnish(engine: Engine) -> None:
    from engine import demo  # noqa: PLC0415  its generator of names takes a second to load; a real company needs none

    _sources.deploy_shipped(engine)
    if demo.is_missing(engine):
        click.echo("Generating the demo company ...")
        demo.generate(engine)


def _serve(engine: Engine, settings: Config, *, with_demo: bool) -> None:
    app = webui.create_app(engine, settings)
    server = _listen(app, settings)
    stop = threading.Event()
    work = threading.Thread(
        target=worker.run_worker,
        args=(engine,),
        kwargs={"threads": settings.worker_threads, "stop": stop},
        name="worker",
    )

    def leave(*_: object) -> NoReturn:
        # Open tabs hold a thread each; the server would wait for them.
        live.stop(app)
        raise SystemExit(0)

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, leave)
    longevity.settle_in()
    work.start()
    _greet(settings, with_demo=with_demo)
    try:
        server.run()
    finally:
        stop.set()
        server.close()
        work.join()


def _listen(app: webui.Application, settings: Config) -> _Server:
    try:
        server: _Server = create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.web_threads,
            connection_limit=_PAGES + 2 * settings.web_threads,
            ident=None,
        )
    except (OSError, ValueError) as error:  # a ValueError is waitress's word for a name without an address
        raise AddressTaken(
            what=f"http://{settings.host}:{settings.port}",
            reason=f"{str(getattr(error, 'strerror', error)).rstrip('.')}.",
            remedy="Stop the other program, or choose another PORT or HOST.",
        ) from error
    return server


def _greet(settings: Config, *, with_demo: bool) -> None:
    click.echo(f"\nBaton is on http://{settings.host}:{settings.port}    Ctrl-C stops it.\n")
    if with_demo:
        from engine import demo  # noqa: PLC0415  as above

        for person in demo.SIGN_INS:
            click.echo(f"  {person.job:<18} {person.login:<10} password: {demo.PASSWORD}")
        click.echo()
