from __future__ import annotations

import os
from pathlib import Path

import click

from engine import config
from engine.commands import _sources
from engine.identity import SYSTEM
from engine.installation import opened


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--why", default="", help="A sentence for the people who look at the version later.")
def command(*, paths: tuple[Path, ...], why: str) -> None:
    """Deploy the process folders at PATHS; a folder with a finding is refused whole, with all findings."""
    with opened(config.read(os.environ)) as engine:
        for folder in _sources.folders(paths):
            deployment = engine.deploy(_sources.files(folder), by=SYSTEM, name=folder.name, why=why)
            click.echo(f"{folder}: {deployment}")
