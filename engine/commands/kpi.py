from __future__ import annotations

import json
import os

import click

from engine import config
from engine.analytics import kpis
from engine.installation import opened


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for other programs.")
def command(*, as_json: bool) -> None:
    """The sales figures, from records and process history."""
    with opened(config.read(os.environ)) as engine, engine.database.reading() as connection:
        figures = kpis.figures(connection)
    if as_json:
        click.echo(json.dumps({figure.id: figure.plain for figure in figures}))
        return
    for figure in figures:
        click.echo(f"{figure.name_in('en'):<32} {figure.shown:>16}   {figure.definition_in('en')}")
