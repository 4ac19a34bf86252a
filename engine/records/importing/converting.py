"""From cells to values: aliases, templates, dates, numbers, and the records that a text names."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine.feel.values import RecordRef, Value
from engine.records.discovery import type_of, types
from engine.records.importing.mapping import placeholders
from engine.records.kinds import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.records.fields import Field
    from engine.records.importing.mapping import FieldRule, Step

_DIRECTIVES = (("YYYY", "%Y"), ("MM", "%m"), ("M", "%m"), ("DD", "%d"), ("D", "%d"))
_NUMBERS = {"integer", "decimal", "money"}


class CellRefused(Exception):
    """A cell does not fit; the row is rejected."""

    def __init__(self, column: str, reason: str) -> None:
        self.column = column
        self.reason = reason
        super().__init__(reason)


class Converter:
    """Turns the rows of one step into field values."""

    def __init__(self, connection: Connection, step: Step) -> None:
        self._connection = connection
        self._step = step
        record_type = types().get(step.type)
        self._fields: Mapping[str, Field] = record_type.fields if record_type else {}
        self._indexes: dict[tuple[str, str], dict[str, int | None]] = {}
        self.aliases: Counter[tuple[str, str]] = Counter()
        """How often a value of a column was read as another one, by column and value."""

    def cells(self, cells: Mapping[str, str]) -> dict[str, str]:
        """The cells with aliases replaced, and counted."""
        replaced = dict(cells)
        for column, aliases in self._step.aliases.items():
            if cells.get(column) in aliases:
                replaced[column] = aliases[cells[column]]
                self.aliases[column, cells[column]] += 1
        return replaced

    def values(self, cells: Mapping[str, str], rules: tuple[FieldRule, ...]) -> dict[str, Value]:
        """The fields that *rules* make of the cells; raises `CellRefused`."""
        values: dict[str, Value] = {}
        for rule in rules:
            value = self._value(rule, cells)
            if value is not None or not rule.keep_if_empty:
                values[rule.field] = value
        return values

    def _value(self, rule: FieldRule, cells: Mapping[str, str]) -> Any:
        if rule.value is not None:
            return rule.value
        text = cells[rule.column] if rule.column else _filled(rule, cells)
        if not text:
            return None
        try:
            if rule.lookup:
                return self._named(rule.lookup, text)
            return _read(rule, self._fields.get(rule.field), _translated(rule, text))
        except Refused as refused:
            raise CellRefused(rule.column or rule.field, str(refused.message)) from None

    def _named(self, lookup: tuple[str, str], text: str) -> RecordRef:
        """The record that *text* names; the index of a type is read once, since most rows name one."""
        if lookup not in self._indexes:
            self._indexes[lookup] = _index(self._connection, *lookup)
        index = self._indexes[lookup]
        if text not in index:
            facts = {"type": lookup[0], "field": lookup[1], "text": text}
            raise Refused("There is no {type} whose {field} is {text!r}.", **facts)
        key = index[text]
        if key is None:
            facts = {"type": lookup[0], "field": lookup[1], "text": text}
            raise Refused("Several records of {type} have the {field} {text!r}.", **facts)
        return RecordRef(lookup[0], key)


def _index(connection: Connection, type_name: str, field: str) -> dict[str, int | None]:
    """The keys of a type's records by the text of a field; None where the text is not unique."""
    record_type = type_of(type_name)
    table = record_type.table
    statement = select(table.c.key, table.c[field])
    if record_type.writable:
        statement = statement.where(table.c.deleted_at.is_(None))
    index: dict[str, int | None] = {}
    for key, text in connection.execute(statement):
        index[str(text)] = None if str(text) in index else key
    return index


def _filled(rule: FieldRule, cells: Mapping[str, str]) -> str:
    template = rule.template or ""
    if rule.otherwise is not None and not all(cells[column] for column in placeholders(template)):
        template = rule.otherwise
    return template.format_map(cells)


def _translated(rule: FieldRule, text: str) -> str:
    if rule.values is None:
        return text
    if text not in rule.values:
        raise Refused("{text!r} is none of: {known}.", text=text, known=", ".join(rule.values))
    return rule.values[text]


def _read(rule: FieldRule, field: Field | None, text: str) -> Value:
    if rule.date is not None:
        return _date(rule.date, text)
    if field is None or field.kind not in _NUMBERS:
        return text
    try:
        return Decimal(text.replace(" ", "").replace("\u00a0", "").replace(rule.decimal, ".")) * rule.scale
    except InvalidOperation:
        raise Refused("{text!r} is no number.", text=text) from None


def _date(form: str, text: str) -> date:
    directive, rest = "", form
    while rest:
        token, code = next(
            ((one, code) for one, code in _DIRECTIVES if rest.startswith(one)), (rest[0], rest[0])
        )
        directive, rest = directive + code, rest[len(token) :]
    try:
        return datetime.strptime(text, directive).date()  # noqa: DTZ007  a date has no zone
    except ValueError:
        raise Refused("{text!r} is no date of the form {form}.", text=text, form=form) from None
