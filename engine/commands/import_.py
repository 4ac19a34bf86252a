from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine import config
from engine.installation import opened
from engine.records import importing

if TYPE_CHECKING:
    from engine.records.importing import Report, StepReport


@click.command(name="import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--mapping", "mapping_path", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The YAML file that says which column becomes which field.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Report what would happen; change nothing.")
@click.option(
    "--rejects", type=click.Path(file_okay=False, path_type=Path), default=Path("var/rejects"), show_default=True,
    help="The folder for rows that do not fit, each with its column and reason.",
)  # fmt: skip
def command(*, path: Path, mapping_path: Path, dry_run: bool, rejects: Path) -> None:
    """Make records of the CSV file or folder PATH. Running it again updates; all of it happens or nothing."""
    mapping = importing.read_mapping(mapping_path)
    with opened(config.read(os.environ)) as engine:
        report = importing.run(
            engine.database,
            path,
            mapping,
            at=engine.business_clock.now(),
            keys=engine.keys,
            dry_run=dry_run,
            rejects=rejects,
            progress=progress_bar,
            imported=engine.note_import,
        )
    _tell(report, rejects)
    if report.rejected:
        sys.exit(3)


def progress_bar(what: str, done: int, total: int) -> None:
    """Draw one bar on standard error; nothing when that is no terminal."""
    if sys.stderr.isatty():
        filled = 30 * done // max(total, 1)
        end = "\n" if done >= total else ""
        click.echo(f"\r{what:<28} [{'#' * filled:<30}] {done:>7}/{total}{end}", nl=False, err=True)


def _tell(report: Report, rejects: Path) -> None:
    for step in report.steps:
        click.echo(_line(step))
        for (column, value), count in sorted(step.aliases.items()):
            click.echo(f"    {count:>6} x {column} {value!r} read by its alias")
    if report.rejected:
        click.echo(f"{report.rejected} rows do not fit; see {rejects}/")
    if report.dry_run:
        click.echo("Dry run: nothing was changed.")


def _line(step: StepReport) -> str:
    counts = f"{step.created} created, {step.updated} updated, {step.unchanged} unchanged, {step.rejected} rejected"
    return f"{step.file} -> {step.type}: {counts}"
