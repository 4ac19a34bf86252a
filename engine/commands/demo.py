from __future__ import annotations

import os

import click

from engine import config, demo
from engine.commands import _sources
from engine.installation import opened


@click.command()
def command() -> None:
    """Deploy the shipped processes and generate the demo company in a database where nobody works yet."""
    with opened(config.read(os.environ)) as engine:
        if not demo.is_missing(engine):
            click.echo("There are people in this database already; nothing was changed.")
            return
        _sources.deploy_shipped(engine)
        demo.generate(engine)
    for person in demo.SIGN_INS:
        click.echo(f"{person.job:<18} {person.login:<10} password: {demo.PASSWORD}")
