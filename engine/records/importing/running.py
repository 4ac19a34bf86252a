"""Runs a mapping over its files: in one transaction, again and again without doubling anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.identity import SYSTEM
from engine.records.importing import rows
from engine.records.importing.converting import CellRefused, Converter
from engine.records.importing.people import FIELDS as PEOPLE
from engine.records.importing.rows import BadFile, Reject
from engine.records.importing.targets import PeopleTarget, RecordTarget, Stamp, Target

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from engine.db import Database
    from engine.feel.values import RecordRef
    from engine.identity import User
    from engine.keys import Keys
    from engine.records.importing.mapping import FieldRule, Mapping, Step
    from engine.records.importing.rows import Row

Progress = Callable[[str, int, int], None]
"""Told the file, the rows done and the rows in all."""
Imported = Callable[["Connection", "StepReport", "Sequence[RecordRef]"], None]
"""Told, in the import's transaction, what became of a file, and the new records whose processes shall begin."""


@dataclass(kw_only=True)
class StepReport:
    """What became of one file."""

    file: str
    type: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    aliases: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many cells were read as another value, by column and value."""
    rejects: list[Reject] = field(default_factory=list)


@dataclass(kw_only=True)
class Report:
    """What became of an import."""

    dry_run: bool
    steps: list[StepReport] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        return sum(step.rejected for step in self.steps)


_TELL_EVERY = 200


class _Undone(Exception):
    """Leaves the transaction of a dry run, so that nothing of it stays."""


def run(
    database: Database,
    path: Path,
    mapping: Mapping,
    *,
    at: datetime,
    keys: Keys,
    by: User = SYSTEM,
    dry_run: bool = False,
    rejects: Path | None = None,
    progress: Progress = lambda _file, _done, _total: None,
    imported: Imported = lambda _connection, _report, _begin: None,
) -> Report:
    """Import the files of the folder *path* (or the steps of the one file *path*); all of it or nothing.

    *imported* writes down each file, and lets the processes of the new records of steps that start some begin.

    Rows that do not fit are left out, reported, and written to ``<file>.<type>.rejects.csv`` in the folder
    *rejects*. Raises `BadFile` and `BadMapping` before anything is written.
    """
    report = Report(dry_run=dry_run)
    work = [(step, file, rows.read(file, step)) for step, file in _files(path, mapping)]
    with suppress(_Undone), database.transaction() as connection:
        for step, _, found in work:
            one = _Run(connection, mapping.source, step, at=at, keys=keys, by=by)
            report.steps.append(one.import_rows(found, progress))
            imported(connection, report.steps[-1], one.created if step.start else ())
        _undo(dry_run=dry_run)
    if rejects is not None:
        _keep_rejects(rejects, work, report)
    return report


class _Run:
    """One step of an import."""

    def __init__(
        self, connection: Connection, source: str, step: Step, *, at: datetime, keys: Keys, by: User
    ) -> None:
        self._step = step
        self._report = StepReport(file=step.file, type=step.type)
        self._converter = Converter(connection, step)
        self._target: Target = (
            PeopleTarget(connection, step.type, keys)
            if step.type in PEOPLE
            else RecordTarget(connection, step, source, Stamp(at=at, keys=keys, by=by))
        )

    @property
    def created(self) -> list[RecordRef]:
        """The new records, when the rows are imported."""
        return self._target.created

    def import_rows(self, found: list[Row], progress: Progress) -> StepReport:
        # A company's parent may stand further down in the same file: such fields are filled in a second pass.
        own = tuple(rule for rule in self._step.fields if rule.lookup and rule.lookup[0] == self._step.type)
        plain = tuple(rule for rule in self._step.fields if rule not in own)
        accepted = []
        for done, row in enumerate(found, 1):
            cells = self._converter.cells(row.cells)
            if self._accepted(row, cells, plain):
                accepted.append((row, cells))
            if done % _TELL_EVERY == 0 or done == len(found):
                progress(self._step.file, done, len(found))
        self._target.flush()
        for row, cells in accepted if own else ():
            self._linked(row, cells, own)
        counts = self._target.counts
        self._report.created, self._report.updated = counts["created"], counts["updated"]
        self._report.unchanged, self._report.rejected = counts["unchanged"], len(self._report.rejects)
        self._report.aliases = self._converter.aliases
        return self._report

    def _accepted(self, row: Row, cells: dict[str, str], rules: tuple[FieldRule, ...]) -> bool:
        try:
            self._target.write(cells, self._converter.values(cells, rules))
        except CellRefused as refused:
            self._report.rejects.append(Reject(row=row, column=refused.column, reason=refused.reason))
            return False
        return True

    def _linked(self, row: Row, cells: dict[str, str], rules: tuple[FieldRule, ...]) -> None:
        try:
            self._target.link(cells, self._converter.values(cells, rules))
        except CellRefused as refused:
            reason = f"{refused.reason} The row is imported without it."
            self._report.rejects.append(Reject(row=row, column=refused.column, reason=reason))


def _undo(*, dry_run: bool) -> None:
    if dry_run:
        raise _Undone


def _files(path: Path, mapping: Mapping) -> list[tuple[Step, Path]]:
    """The steps with their files; for one file only the steps that name it."""
    if path.is_dir():
        return [(step, path / step.file) for step in mapping.steps]
    if not path.exists():
        raise BadFile(
            file=str(path), reason="it does not exist.", remedy="Give a folder or a file to import."
        )
    steps = [(step, path) for step in mapping.steps if step.file == path.name]
    if not steps:
        named = ", ".join(sorted({step.file for step in mapping.steps}))
        raise BadFile(file=path.name, reason="the mapping has no step for it.", remedy=f"It has: {named}.")
    return steps


def _keep_rejects(folder: Path, work: list[tuple[Step, Path, list[Row]]], report: Report) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for (step, file, found), outcome in zip(work, report.steps, strict=True):
        path = folder / f"{file.stem}.{step.type}.rejects.csv"
        if outcome.rejects:
            rows.write_rejects(path, list(found[0].cells), outcome.rejects)
        else:
            path.unlink(missing_ok=True)  # those of an earlier run fit by now
