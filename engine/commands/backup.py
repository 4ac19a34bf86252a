from __future__ import annotations

import os
from pathlib import Path

import click

from engine import backups, config
from engine.clock import SystemClock
from engine.db import Database
from engine.files import Files


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> None:
    """Write the whole installation to FILE, as it is at one moment, while everybody goes on working."""
    settings = config.read(os.environ)
    database = Database(settings.database_url)
    backups.write(database, Files(settings.var / "files"), file, at=SystemClock().now())
    database.dispose()
    click.echo(f"{file}: {file.stat().st_size:,} bytes.")
