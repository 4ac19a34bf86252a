from __future__ import annotations

import importlib
import json
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine import scenarios, schema
from engine.commands import _sources
from engine.db import Database
from engine.errors import BatonError
from engine.process import checking
from engine.process.errors import FileFinding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--strict", is_flag=True, help="What files refer to must be among the files.")
@click.option("--json", "as_json", is_flag=True, help="One object for other programs.")
@click.option("--locale", type=click.Choice(["en", "ru"]), default="en", help="The language of the findings.")
def command(*, paths: tuple[Path, ...], strict: bool, as_json: bool, locale: str) -> None:
    """Say what deploying the models, decisions and forms at PATHS would refuse, and what to do about it.

    A folder must be whole in itself. Of single files it is only a warning that they refer to others.
    """
    groups = _groups(paths)
    with _nothing_deployed() as connection:
        found = [(name, _findings(connection, files, whole=strict or whole)) for name, files, whole in groups]
    if locale == "ru":
        found = [(name, _in_russian(findings)) for name, findings in found]
    (_print_json if as_json else _print)(found)
    if any(_errors(findings) for _, findings in found):
        sys.exit(1)


_LISTED = 3
"""More files than that are counted."""
_Found = list[tuple[str, list[FileFinding]]]
"""The findings of each folder, and of the single files together."""


def _groups(paths: tuple[Path, ...]) -> list[tuple[str, list[Path], bool]]:
    """What is checked together: its name, its files, and whether it must be whole in itself."""
    single = [path for path in paths if path.is_file()]
    below = _sources.folders(tuple(path for path in paths if path.is_dir()), _sources.SUFFIXES)
    if not single and not below:
        raise click.UsageError(f"There is no .bpmn, .dmn or .form file in {', '.join(map(str, paths))}.")
    groups = [(str(folder), _sources.paths(folder), True) for folder in below]
    listed = ", ".join(map(str, single)) if len(single) <= _LISTED else f"{len(single)} files"
    return groups + ([(listed, single, False)] if single else [])


def _findings(connection: Connection, files: Sequence[Path], *, whole: bool) -> list[FileFinding]:
    """Errors first, in the order of the files; each names its file by the path that was given."""
    # Decisions import each other by file name, which in different folders may mean different files.
    together = len({path.parent for path in files}) == 1
    paths = {path.name if together else str(path): path for path in files}
    texts = {name: path.read_bytes() for name, path in paths.items()}
    checked = checking.check_files(connection, texts, whole=whole)
    found = [replace(one, file=str(paths[one.file])) for one in checked.findings]
    folders = {path.parent for path in files} if whole else set()
    found += (one for folder in sorted(folders) for one in _of_scenarios(folder))
    order = {"error": 0, "warning": 1}
    return sorted(found, key=lambda one: (order.get(one.severity, 2), one.file, one.line or 0))


def _of_scenarios(folder: Path) -> Iterator[FileFinding]:
    for path in sorted((folder / "scenarios").glob("*.yaml")):
        try:
            scenarios.load(path)
        except BatonError as error:
            yield FileFinding(
                file=str(path), severity="error", rule="scenario", place="the scenario", element_id=None, line=None,
                message=str(error), remedy="",
            )  # fmt: skip


@contextmanager
def _nothing_deployed() -> Iterator[Connection]:
    """What is deployed counts in a check; here nothing is."""
    with tempfile.TemporaryDirectory() as scratch:
        database = Database(f"sqlite:///{Path(scratch) / 'scratch.sqlite'}")
        schema.migrate(database)
        with database.reading() as connection:
            yield connection
        database.dispose()


def _in_russian(findings: Sequence[FileFinding]) -> list[FileFinding]:
    # Only who asks for Russian waits for the screens that speak it.
    said = importlib.import_module("webui.screens.studio.sayings").in_russian
    return [replace(one, message=said(one.message), remedy=said(one.remedy)) for one in findings]


def _print(found: _Found) -> None:
    for name, findings in found:
        for finding in findings:
            click.echo(_sources.told(Path(), finding))
        errors = _errors(findings)
        click.echo(f"{name}: " + (f"{errors} to mend" if errors else "ready to deploy"))


def _print_json(found: _Found) -> None:
    findings = [one for _, each in found for one in each]
    told = {"errors": _errors(findings), "findings": [asdict(one) for one in findings]}
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _errors(findings: Sequence[FileFinding]) -> int:
    return sum(one.severity == "error" for one in findings)
