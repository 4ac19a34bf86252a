"""What the builder offers: fields, comparisons, and a control for the value, each in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engine.identity import queries as people
from engine.records import queries, totals, type_of
from engine.records.segments_conditions import ACCOUNT, OPERATORS, TAKES, fields_of
from webui import context, localization

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask_babel.speaklater import LazyString
    from sqlalchemy import Connection

    from engine.records.fields import Field
    from engine.records.segments_conditions import Condition, Filter

_WORDS: Mapping[str, LazyString] = {
    "equals": _l("is"),
    "one_of": _l("is one of"),
    "contains": _l("contains"),
    "greater": _l("is more than"),
    "less": _l("is less than"),
    "before": _l("is before"),
    "after": _l("is after"),
    "last_days": _l("is in the last … days"),
    "empty": _l("is empty"),
    "filled": _l("is filled in"),
}
_PEOPLE, _SHORT_LISTS = "user", frozenset({"product", "campaign", "team", "region"})
_MOST_OPTIONS = 200
_HIDDEN = frozenset({"external_id"})


@dataclass(frozen=True, kw_only=True)
class Control:
    """How a value is entered."""

    kind: str
    """none, text, list, number, days, date, choice or choices."""
    options: Sequence[tuple[str, str, bool]] = ()
    """(value, label, chosen)"""
    text: str = ""
    known: Sequence[str] = ()
    """Values that occur, to be suggested."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One condition of the builder."""

    id: str
    number: int
    fields: Sequence[tuple[str, Sequence[tuple[str, str, bool]]]]
    """Groups of (heading, [(path, label, chosen)])."""
    operators: Sequence[tuple[str, str, bool]]
    control: Control
    problem: str = ""


def operators_of(field: Field) -> tuple[str, ...]:
    """The comparisons that the builder offers; a long list of records can only be asked whether it is there."""
    allowed = OPERATORS[field.kind]
    if field.kind == "reference" and field.target != _PEOPLE and field.target not in _SHORT_LISTS:
        return tuple(one for one in allowed if TAKES[one] == "none")
    return allowed


def word(operator: str) -> str:
    return str(_WORDS[operator]) if operator in _WORDS else operator


def row(
    connection: Connection, type_name: str, condition: Condition, place: tuple[int, int], problem: str
) -> Row:
    """A condition with everything that may be chosen in it."""
    fields = fields_of(type_of(type_name))
    field = fields.get(condition.path)
    offered = operators_of(field) if field is not None else ()
    return Row(
        id=f"g{place[0]}-c{place[1]}",
        number=place[1] + 1,
        fields=_fields(type_name, fields, condition.path),
        operators=[(one, word(one), one == condition.operator) for one in offered],
        control=Control(kind="none") if field is None else _control(connection, type_name, field, condition),
        problem=problem,
    )


def in_words(connection: Connection, type_name: str, asked: Filter) -> list[tuple[str, list[str]]]:
    """The conditions as a person reads them, by group: (how they go together, lines)."""
    fields = fields_of(type_of(type_name))
    return [
        (
            gettext("any of") if group.match == "any" else gettext("all of"),
            [_line(connection, fields, one) for one in group.conditions],
        )
        for group in asked.groups
        if group.conditions
    ]


def _line(connection: Connection, fields: Mapping[str, Field], condition: Condition) -> str:
    field = fields.get(condition.path)
    if field is None:
        return str(gettext("%(field)s (no longer there)", field=condition.path))
    label = field_label(condition.path, field)
    if condition.operator == "last_days":
        days = ", ".join(condition.values)
        return str(gettext("%(field)s is in the last %(days)s days", field=label, days=days))
    labels = dict(_options(connection, field))
    values = ", ".join(f"“{labels.get(one, one)}”" for one in condition.values)
    return f"{label} {word(condition.operator)} {values}".rstrip()


def field_label(path: str, field: Field) -> str:
    label = field.label(localization.locale())
    return gettext("Company: %(field)s", field=label) if path.startswith(f"{ACCOUNT}.") else label


def _fields(
    type_name: str, fields: Mapping[str, Field], chosen: str
) -> list[tuple[str, Sequence[tuple[str, str, bool]]]]:
    locale = localization.locale()
    own = [
        (path, one)
        for path, one in fields.items()
        if not path.startswith(f"{ACCOUNT}.") and path not in _HIDDEN
    ]
    theirs = [(path, one) for path, one in fields.items() if path.startswith(f"{ACCOUNT}.")]
    headings = (type_of(type_name).labels.in_locale(locale), type_of(ACCOUNT).labels.in_locale(locale))
    groups = [
        (
            heading,
            [(path, one.label(locale), path == chosen) for path, one in members if one.name not in _HIDDEN],
        )
        for heading, members in zip(headings, (own, theirs), strict=True)
    ]
    gone = [] if chosen in fields else [(gettext("No longer there"), [(chosen, chosen, True)])]
    return [*gone, *[group for group in groups if group[1]]]


def _control(connection: Connection, type_name: str, field: Field, condition: Condition) -> Control:
    takes = TAKES.get(condition.operator, "one")
    if takes == "none":
        return Control(kind="none")
    if takes == "days":
        return Control(kind="days", text="".join(condition.values[:1]))
    options = _options(connection, field)
    if options:
        kind = "choices" if takes == "many" else "choice"
        return Control(
            kind=kind, options=[(value, text, value in condition.values) for value, text in options]
        )
    if field.kind in {"integer", "decimal", "money"}:
        return Control(kind="number", text="".join(condition.values[:1]))
    if field.kind in {"date", "instant"}:
        return Control(kind="date", text="".join(condition.values[:1]))
    known = _known(connection, type_name, condition.path, field)
    kind = "list" if takes == "many" else "text"
    return Control(kind=kind, text=", ".join(condition.values), known=known)


def _options(connection: Connection, field: Field) -> list[tuple[str, str]]:
    locale = localization.locale()
    if field.kind == "choice":
        return [(one.value, one.labels.in_locale(locale)) for one in field.choices]
    if field.kind == "boolean":
        return [("true", gettext("Yes")), ("false", gettext("No"))]
    if field.target == _PEOPLE:
        return [(str(one.key), one.name) for one in people.people(connection)]
    if field.target in _SHORT_LISTS:
        title = type_of(str(field.target)).title
        rows = queries.page(
            connection, str(field.target), context.current_user(), sort=title, limit=_MOST_OPTIONS
        ).rows
        return [(str(one.ref.key), str(one[title])) for one in rows]
    return []


def _known(connection: Connection, type_name: str, path: str, field: Field) -> list[str]:
    """Short texts repeat themselves; names and addresses do not."""
    if field.kind != "text" or field.searchable:
        return []
    of = ACCOUNT if path.startswith(f"{ACCOUNT}.") else type_name
    return totals.distinct_values(connection, of, field.name, context.current_user())[:_MOST_OPTIONS]
