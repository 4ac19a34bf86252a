from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine import scenarios, schema
from engine.commands import _sources
from engine.db import Database
from engine.errors import BatonError
from engine.process import checking

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def command(*, paths: tuple[Path, ...]) -> None:
    """Say everything that deploying the process folders at PATHS would refuse, and what to do about it."""
    folders = _sources.folders(paths)
    if not folders:
        raise click.UsageError(f"There is no .bpmn file in {', '.join(map(str, paths))}.")
    refused = [_lint(folder) for folder in folders]
    if any(refused):
        sys.exit(1)


def _lint(folder: Path) -> bool:
    """Print the findings of one folder; whether one of them is an error."""
    lines = [*_model_lines(folder), *_scenario_lines(folder)]
    for _, line in lines:
        click.echo(line)
    errors = sum(is_error for is_error, _ in lines)
    click.echo(f"{folder}: " + (f"{errors} to mend" if errors else "ready to deploy"))
    return errors > 0


def _model_lines(folder: Path) -> Iterator[tuple[bool, str]]:
    # What is deployed counts in a check; here nothing is, so that a folder must be whole in itself.
    with tempfile.TemporaryDirectory() as scratch:
        database = Database(f"sqlite:///{Path(scratch) / 'scratch.sqlite'}")
        schema.migrate(database)
        with database.reading() as connection:
            checked = checking.check_files(connection, _sources.files(folder))
        database.dispose()
    for finding in checked.findings:
        yield finding.severity == "error", _sources.told(folder, finding)


def _scenario_lines(folder: Path) -> Iterator[tuple[bool, str]]:
    for path in sorted((folder / "scenarios").glob("*.yaml")):
        try:
            scenarios.load(path)
        except BatonError as error:
            yield True, f"{path}: error: {error}"
