from __future__ import annotations

import os
from pathlib import Path

import click

from engine import backups, config, schema
from engine.db import Database
from engine.files import Files


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def command(file: Path) -> None:
    """Fill an empty database, and the folder of files, from a backup. Nothing that exists is overwritten."""
    settings = config.read(os.environ)
    database = Database(settings.database_url)
    found = backups.restore(database, Files(settings.var / "files"), file)
    name = database.url.render_as_string(hide_password=True)
    click.echo(f"{name} is as it was when {file} was taken.")
    if found != schema.head():
        click.echo("It was taken by another version of Baton: run `baton migrate`.")
    database.dispose()
