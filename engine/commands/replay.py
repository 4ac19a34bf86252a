from __future__ import annotations

import os

import click

from engine import config, replay
from engine.commands import _sources
from engine.commands.import_ import progress_bar
from engine.installation import opened


@click.command()
def command() -> None:
    """Run the imported deals through their process under the simulated business clock, and leave it at their end."""
    with opened(config.read(os.environ)) as engine:
        _sources.deploy_shipped(engine)
        report = replay.run(engine, progress=progress_bar)
    click.echo(
        f"{report.won} won, {report.lost} lost, {report.open} open; business time stands at {report.until:%Y-%m-%d}."
    )
