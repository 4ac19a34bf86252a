"""The decision log of an instance: the version of each table, what went in, which rules matched, what came out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import select

from engine import feel
from engine.dmn import UnusableDecisions, written
from engine.process import definitions
from engine.process.journal import DecisionLog
from engine.process.models import DecisionDefinition, ProcessInstance
from engine.process.queries.naming import Named, named_in
from engine.process.queries.rights import sees_instance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from engine.dmn.written import Table
    from engine.feel.values import Value
    from engine.identity import User

MOST = 100
"""Evaluations of one instance that are told, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedRule:
    """A rule that matched, as the table says it."""

    number: int
    conditions: tuple[tuple[str, str], ...]
    """Column and cell, of the columns that say something."""
    answers: tuple[tuple[str, str], ...]
    """Column and cell of its outputs: of several rules, what each gave."""
    annotation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedDecision:
    """One evaluation of a decision."""

    key: int
    decision_id: str
    name: str
    version: int
    deployment: int
    element: Named
    at: datetime
    inputs: Mapping[str, Value]
    """By the table's column, in its order; after them what else was read."""
    rules: tuple[MatchedRule, ...]
    outputs: Mapping[str, Value]
    """By the table's column; one value by the name of the decision."""
    is_table: bool
    translations: Mapping[str, Mapping[str, str]]
    """Of its name and columns: by language, then as they stand in the file."""

    def said_in(self, locale: str, text: str) -> str | None:
        """A name or column in a language; None if the file does not say it."""
        return self.translations.get(locale, {}).get(text)


def decisions(connection: Connection, instance: int, user: User) -> tuple[LoggedDecision, ...]:
    """The log of an instance that *user* may see, the newest first; of any other nothing."""
    if not sees_instance(connection, user, instance):
        return ()
    rows = connection.execute(
        select(
            DecisionLog,
            ProcessInstance.definition,
            *(DecisionDefinition.decision_id, DecisionDefinition.name, DecisionDefinition.version),
            DecisionDefinition.deployment,
        )
        .join(DecisionDefinition, DecisionDefinition.key == DecisionLog.decision)
        .join(ProcessInstance, ProcessInstance.key == DecisionLog.instance)
        .where(DecisionLog.instance == instance)
        .order_by(DecisionLog.key.desc())
        .limit(MOST)
    )
    tables = _Tables(connection)
    return tuple(_logged(connection, row, tables.of(row.decision, row.decision_id)) for row in rows)


@dataclass(frozen=True, slots=True)
class _Read:
    """What the log needs of a decision's file."""

    table: Table | None = None
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class _Tables:
    """The tables of the log, each file read once: an instance that goes in circles asks one a hundred times."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[int, _Read] = {}

    def of(self, definition: int, decision_id: str) -> _Read:
        """The table of a decision; none if it has none, or stands in a file that is refused today."""
        if definition not in self._known:
            self._known[definition] = self._read(definition, decision_id)
        return self._known[definition]

    def _read(self, definition: int, decision_id: str) -> _Read:
        found = select(DecisionDefinition.xml).where(DecisionDefinition.key == definition)
        xml = self._connection.scalar(found) or b""
        try:
            table = next((one for one in written.tables(xml) if one.owner == decision_id), None)
            return _Read(table, written.translations(xml))
        except UnusableDecisions:
            return _Read()


def _logged(
    connection: Connection,
    row: Row,  # type: ignore[type-arg]  # the columns above
    read: _Read,
) -> LoggedDecision:
    table = read.table
    deployed = definitions.get(connection, row.definition)
    element = deployed.elements.get(row.element_id)
    return LoggedDecision(
        key=row.key,
        decision_id=row.decision_id,
        name=row.name or row.decision_id,
        version=row.version,
        deployment=row.deployment,
        element=Named(row.element_id, ()) if element is None else named_in(deployed, element),
        at=row.at,
        inputs=_in_order(feel.loads(row.inputs), table),
        rules=_rules(table, orjson.loads(row.matched)),
        outputs=_outputs(
            next(iter(feel.loads(row.output).values()), None), row.name or row.decision_id, table
        ),
        is_table=table is not None,
        translations=read.translations,
    )


def _in_order(inputs: Mapping[str, Value], table: Table | None) -> dict[str, Value]:
    """The columns, and the other names that were read; not those that a column only looks into."""
    if table is None:
        return dict(inputs)
    columns = [column.label for column in table.inputs if column.label in inputs]
    looked_into = {name for column in table.inputs for name in _names_in(column.expression, table)}
    others = [name for name in inputs if name not in looked_into or not columns]
    return {name: inputs[name] for name in dict.fromkeys((*columns, *others))}


def _names_in(expression: str, table: Table) -> frozenset[str]:
    """What *expression* reads; nothing is known of one that only its imports, or an older version, can read."""
    try:
        return feel.parse(expression, table.names).names
    except feel.FeelSyntaxError:
        return frozenset()


def _outputs(value: Value, name: str, table: Table | None) -> dict[str, Value]:
    columns = () if table is None else table.outputs
    if len(columns) == 1:
        return {columns[0].label: value}
    if isinstance(value, dict) and value and value.keys() == {column.expression for column in columns}:
        return {column.label: value[column.expression] for column in columns}
    return {name: value}


def _rules(table: Table | None, matched: Sequence[int]) -> tuple[MatchedRule, ...]:
    rows = () if table is None else table.rows
    return tuple(_rule(table, rows[number - 1]) for number in matched if table and number <= len(rows))


def _rule(table: Table, row: written.Row) -> MatchedRule:
    return MatchedRule(
        number=row.number,
        conditions=_said(table.inputs, row.inputs),
        answers=_said(table.outputs, row.outputs),
        annotation=row.annotations[0],
    )


def _said(columns: Sequence[written.Column], cells: Sequence[written.Cell]) -> tuple[tuple[str, str], ...]:
    """The cells that say something, each with its column."""
    pairs = zip(columns, cells, strict=False)
    return tuple((column.label, cell.text) for column, cell in pairs if cell.text not in {"", "-"})
