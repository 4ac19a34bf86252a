from __future__ import annotations

import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from engine import config
from engine.identity import SYSTEM
from engine.installation import opened
from engine.process.queries import sizes

if TYPE_CHECKING:
    from engine.process.queries.sizes import Sizes


@click.command()
@click.argument("key", type=int, required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for other programs.")
def command(*, key: int | None, as_json: bool) -> None:
    """Say how much the process instance KEY takes, or all of them together: state, history, effect journal."""
    with opened(config.read(os.environ)) as engine, engine.database.reading() as connection:
        found = sizes.sizes_of_all(connection) if key is None else sizes.sizes_of(connection, key, SYSTEM)
    if as_json:
        click.echo(json.dumps(asdict(found)))
        return
    for name, rows, size in _lines(found):
        click.echo(f"{name:<16} {rows:>12,} {size:>16,}")


def _lines(found: Sizes) -> list[tuple[str, int, int]]:
    """What, how many rows, how many bytes."""
    click.echo(f"{'':<16} {'rows':>12} {'bytes of text':>16}")
    return [
        ("state", found.instances, found.state_bytes),
        ("  the largest", min(found.instances, 1), found.largest_state),
        ("history", found.history_rows, found.history_bytes),
        ("effect journal", found.journal_rows, found.journal_bytes),
    ]
