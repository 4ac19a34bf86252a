"""A mapping file: which columns of which file become which fields of which record type. See docs/how-to.

::

    source: maven                       # external ids are unique within it
    steps:                              # in this order
      - file: accounts.csv
        type: account
        external_id: account            # a column
        ignore: [notes]                 # columns that are left out on purpose
        aliases:
          sector: {technolgy: technology}
        fields:
          name: {column: account}
          revenue: {column: revenue, scale: 1000000}
          parent: {column: subsidiary_of, lookup: account.name}
          tier: {value: B}
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from string import Formatter
from typing import TYPE_CHECKING, Any

import yaml

from engine.errors import Invalid
from engine.records.discovery import types
from engine.records.importing.people import FIELDS as PEOPLE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping as AbstractMapping
    from pathlib import Path

    from engine.records.record import RecordType


class BadMapping(Invalid):
    """A mapping file does not say what an import needs."""

    text = "{file}, {place}: {reason} {remedy}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRule:
    """Where a field's value comes from: a column, a template over columns, or one value for all rows."""

    field: str
    column: str | None = None
    template: str | None = None
    otherwise: str | None = None
    """The template to take when a column of the first one is empty."""
    value: Any = None
    lookup: tuple[str, str] | None = None
    """Record type and field by which the text names another record."""
    date: str | None = None
    """The form of dates, such as M/D/YYYY."""
    scale: Decimal = Decimal(1)
    decimal: str = "."
    values: AbstractMapping[str, str] | None = None
    """What each text of the column stands for; any other text is rejected."""
    keep_if_empty: bool = False
    """An empty cell leaves the field as it is."""

    @property
    def columns(self) -> frozenset[str]:
        """The columns that it reads."""
        named = placeholders(self.template or "") | placeholders(self.otherwise or "")
        return named | ({self.column} if self.column else frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One file that becomes records of one type."""

    file: str
    type: str
    external_id: str | None
    ignore: frozenset[str]
    aliases: AbstractMapping[str, AbstractMapping[str, str]]
    fields: tuple[FieldRule, ...]
    delimiter: str = ","
    encoding: str = "utf-8-sig"
    start: bool = False
    """New records start the processes that wait for such, as if somebody had entered them."""

    @property
    def columns(self) -> frozenset[str]:
        """Every column that the step knows, used or left out."""
        used = frozenset().union(*(rule.columns for rule in self.fields))
        return used | self.ignore | ({self.external_id} if self.external_id else frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """A whole mapping file."""

    source: str
    steps: tuple[Step, ...] = field(default=())


def placeholders(template: str) -> frozenset[str]:
    """The columns that a template names in braces."""
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


_STEP_KEYS = {"file", "type", "external_id", "ignore", "aliases", "fields", "delimiter", "encoding", "start"}
_RULE_KEYS = {
    "column",
    "template",
    "otherwise",
    "value",
    "lookup",
    "date",
    "scale",
    "decimal",
    "values",
    "empty",
}
_DATE_PARTS = {"YYYY", "MM", "M", "DD", "D"}


def read_mapping(path: Path) -> Mapping:
    """The mapping in the YAML file *path*; raises `BadMapping` that names the place."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _bad(
            path, "the file", "it does not exist.", "Give --mapping the path of a mapping file."
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}" if mark else "the file"
        raise _bad(
            path, place, f"it is not YAML ({getattr(error, 'problem', error)}).", "Correct it."
        ) from error
    return _Reader(path).mapping(document)


def _bad(path: Path, place: str, reason: str, remedy: str) -> BadMapping:
    return BadMapping(file=path.name, place=place, reason=reason, remedy=remedy)


class _Reader:
    """Checks one document from the top down, so that a finding can say where it is."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def mapping(self, document: Any) -> Mapping:
        top = self._context(document, "the file", {"source", "steps"})
        steps = top.get("steps")
        if not isinstance(steps, list) or not steps:
            raise _bad(self._path, "steps", "it is no list of steps.", "List at least one file to import.")
        source = self._text(top, "source", "the file")
        return Mapping(
            source=source,
            steps=tuple(self._step(step, f"step {number}") for number, step in enumerate(steps, 1)),
        )

    def _step(self, document: Any, place: str) -> Step:
        step = self._context(document, place, _STEP_KEYS)
        type_name = self._text(step, "type", place)
        known = self._known_fields(type_name, place)
        fields = self._context(step.get("fields"), f"{place}, fields", known)
        person = type_name in PEOPLE_FIELDS
        if not person and "external_id" not in step:
            raise _bad(self._path, place, "external_id is missing.", "Name the column that identifies a row.")
        return Step(
            file=self._text(step, "file", place),
            type=type_name,
            external_id=None if person else self._text(step, "external_id", place),
            ignore=frozenset(self._list(step, "ignore", place)),
            aliases=self._aliases(step, place),
            fields=tuple(self._rule(name, rule, f"{place}, field {name}") for name, rule in fields.items()),
            delimiter=step.get("delimiter", ","),
            encoding=step.get("encoding", "utf-8-sig"),
            # A lead is a request: somebody should answer it. A deal has a past that `baton replay` tells.
            start=step.get("start", step.get("type") == "lead") is True,
        )

    def _rule(self, name: str, document: Any, place: str) -> FieldRule:
        rule = self._context(document, place, _RULE_KEYS)
        if len({"column", "template", "value"} & set(rule)) != 1:
            raise _bad(
                self._path, place, "it has no single origin.", "Give exactly one of column, template, value."
            )
        if rule.get("empty", "keep") != "keep":
            raise _bad(
                self._path, place, f"empty is {rule['empty']!r}.", "Write `empty: keep`, or leave it out."
            )
        return FieldRule(
            field=name,
            column=rule.get("column"),
            template=rule.get("template"),
            otherwise=rule.get("otherwise"),
            value=rule.get("value"),
            lookup=self._lookup(rule, place),
            date=self._date(rule, place),
            scale=self._scale(rule, place),
            decimal=rule.get("decimal", "."),
            values=self._texts(rule["values"], f"{place}, values") if "values" in rule else None,
            keep_if_empty="empty" in rule,
        )

    def _known_fields(self, type_name: str, place: str) -> set[str]:
        if type_name in PEOPLE_FIELDS:
            return set(PEOPLE_FIELDS[type_name])
        record_type = types().get(type_name)
        if record_type is None:
            known = ", ".join(types())
            raise _bad(self._path, place, f"there is no record type {type_name!r}.", f"Use one of: {known}.")
        own = {"source", "external_id"}
        return {
            name
            for name, one in record_type.fields.items()
            if not (one.stamped or one.process_owned or name in own)
        }

    def _lookup(self, rule: dict[str, Any], place: str) -> tuple[str, str] | None:
        if "lookup" not in rule:
            return None
        name, _, by = str(rule["lookup"]).partition(".")
        record_type: RecordType | None = types().get(name)
        if record_type is None or by not in record_type.fields:
            remedy = "Write it as type.field, such as account.name."
            raise _bad(self._path, place, f"there is no {rule['lookup']!r} to look up.", remedy)
        return name, by

    def _date(self, rule: dict[str, Any], place: str) -> str | None:
        form = rule.get("date")
        parts = [] if form is None else "".join(c if c.isalpha() else " " for c in str(form)).split()
        if form is not None and (set(parts) - _DATE_PARTS or len(parts) != 3):  # noqa: PLR2004  year, month, day
            raise _bad(
                self._path, place, f"{form!r} is no form of dates.", "Write it like M/D/YYYY or DD.MM.YYYY."
            )
        return form

    def _scale(self, rule: dict[str, Any], place: str) -> Decimal:
        try:
            return Decimal(str(rule.get("scale", 1)))
        except InvalidOperation:
            raise _bad(self._path, place, "scale is no number.", "Write a number such as 1000.") from None

    def _aliases(self, step: dict[str, Any], place: str) -> dict[str, dict[str, str]]:
        columns = self._context(step.get("aliases", {}), f"{place}, aliases", None)
        return {
            str(column): self._texts(pairs, f"{place}, aliases of {column}")
            for column, pairs in columns.items()
        }

    def _texts(self, value: Any, place: str) -> dict[str, str]:
        return {str(one): str(other) for one, other in self._context(value, place, None).items()}

    def _context(self, value: Any, place: str, allowed: set[str] | None) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise _bad(self._path, place, "names and values are needed here.", "Write `name: value` lines.")
        unknown = [] if allowed is None else sorted(set(map(str, value)) - allowed)
        if unknown:
            known = ", ".join(sorted(allowed or ()))
            raise _bad(self._path, place, f"{', '.join(unknown)} is not known.", f"Use: {known}.")
        return value

    def _text(self, context: dict[str, Any], name: str, place: str) -> str:
        value = context.get(name)
        if not isinstance(value, str) or not value:
            raise _bad(self._path, place, f"{name} is missing.", f"Add `{name}: ...`.")
        return value

    def _list(self, context: dict[str, Any], name: str, place: str) -> list[str]:
        value = context.get(name, [])
        if not isinstance(value, list):
            raise _bad(self._path, place, f"{name} is no list.", f"Write `{name}: [one, another]`.")
        return [str(one) for one in value]
