from __future__ import annotations

import os

import click

from engine import config, schema
from engine.db import Database


@click.command()
def command() -> None:
    """Bring the database to this version of Baton; an empty one is set up."""
    database = Database(config.read(os.environ).database_url)
    schema.migrate(database)
    database.dispose()
    click.echo(f"{database.url.render_as_string(hide_password=True)} is up to date.")
