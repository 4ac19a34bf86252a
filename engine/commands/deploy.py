from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine import config
from engine.commands import _sources
from engine.identity import SYSTEM
from engine.installation import opened
from engine.process.errors import DeploymentRefused

if TYPE_CHECKING:
    from engine.process.deployments import DeploymentResult


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--why", default="", help="A sentence for the people who look at the version later.")
def command(*, paths: tuple[Path, ...], why: str) -> None:
    """Deploy the process folders at PATHS; a folder with a finding is refused whole, with all findings."""
    with opened(config.read(os.environ)) as engine:
        for folder in _sources.folders(paths):
            try:
                result = engine.deploy(_sources.files(folder), by=SYSTEM, name=folder.name, why=why)
            except DeploymentRefused as refused:
                for finding in refused.findings:
                    click.echo(_sources.told(folder, finding), err=True)
                raise
            _tell(folder, result)


def _tell(folder: Path, result: DeploymentResult) -> None:
    new = [item for item in result.items if item.new]
    if not new:
        click.echo(f"{folder}: unchanged, nothing to deploy")
        return
    click.echo(f"{folder}: " + ", ".join(f"{item.kind} {item.id} version {item.version}" for item in new))
    for warning in result.warnings:
        click.echo(_sources.told(folder, warning))
