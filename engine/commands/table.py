from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine import dmn
from engine.dmn import checks, sheets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.dmn.sheets import Change
    from engine.dmn.sheets.reading import NewRow
    from engine.dmn.written import Table

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_DECISION = click.option("--decision", help="Name or id of the decision, where the model has several tables.")


@click.group()
def command() -> None:
    """Edit a decision table in a spreadsheet: out as CSV, and in again with every difference told."""


@command.command()
@click.argument("model", type=_FILE)
@_DECISION
@click.option(
    "--locale",
    type=click.Choice(["en", "ru"]),
    default="en",
    help="Headings; ru: semicolons, as Excel there.",
)
def export(*, model: Path, decision: str | None, locale: str) -> None:
    """Print a table of MODEL (.dmn) as CSV."""
    table = sheets.find(model.read_bytes(), decision)
    click.echo(sheets.write(table, locale=locale), nl=False)


@command.command(name="import")
@click.argument("model", type=_FILE)
@click.argument("sheet", type=_FILE)
@_DECISION
@click.option("--write", is_flag=True, help="Change MODEL; without it only the differences are told.")
def take(*, model: Path, sheet: Path, decision: str | None, write: bool) -> None:
    """Tell what the CSV file SHEET changes in a table of MODEL (.dmn), and with --write change it."""
    xml = model.read_bytes()
    beside = {path.name: path.read_bytes() for path in model.parent.glob("*.dmn") if path.name != model.name}
    dmn.load(xml, beside)
    table = sheets.find(xml, decision)
    difference = sheets.compare(table, _rows(table, sheet))
    for line in _told(difference.changes):
        click.echo(line)
    merged = sheets.merge(xml, table, difference)
    for finding in checks.check(merged, beside):
        click.echo(f"{finding.severity}: {finding.message} {finding.remedy}")
    if write and difference.changes:
        dmn.load(merged, beside)
        model.write_bytes(merged)
        click.echo(f"{model}: written")
    elif difference.changes:
        click.echo("Nothing is written yet: add --write.")


def _rows(table: Table, sheet: Path) -> tuple[NewRow, ...]:
    """The rules of the sheet; if it is refused, a line for each reason."""
    try:
        return sheets.read(table, sheet.read_bytes())
    except sheets.UnusableSheet as refused:
        for finding in refused.findings:
            place = f"{sheet}:{finding.cell}" if finding.cell else str(sheet)
            click.echo(f"{place}: error: {finding.message} {finding.remedy}", err=True)
        sys.exit(1)


def _told(changes: tuple[Change, ...]) -> Iterator[str]:
    if not changes:
        yield "Nothing differs."
    for one in changes:
        place = {"added": f"rule {one.new}", "removed": f"rule {one.old}"}.get(one.kind, f"rule {one.old}")
        to = f", moved to {one.new}" if one.moved else ""
        kind = "" if one.kind == "moved" else f" {one.kind}"
        yield f"{place}{kind}{to}" + (
            f": {' | '.join(one.summary)}" if one.kind in {"added", "removed"} else ""
        )
        yield from (f"  {cell.column}: {cell.old or '-'} -> {cell.new or '-'}" for cell in one.cells)
