from __future__ import annotations

import os
import signal
import threading

import click

from engine import config, longevity, worker
from engine.installation import opened


@click.command()
def command() -> None:
    """Run one more worker: it fires timers and runs jobs until it is stopped."""
    settings = config.read(os.environ)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with opened(settings) as engine:
        longevity.settle_in()
        click.echo(f"Working with {settings.worker_threads} threads. Ctrl-C stops.")
        worker.run_worker(engine, threads=settings.worker_threads, stop=stop)
