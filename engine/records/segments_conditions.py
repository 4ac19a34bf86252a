"""A segment's conditions: read from JSON, checked against the fields that exist, made a predicate. No text becomes SQL.

::

    {"match": "all", "groups": [{"match": "any", "conditions": [
        {"field": "account.country", "operator": "one_of", "values": ["DE", "AT"]}]}]}
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from sqlalchemy import and_, false, func, or_, select, true

from engine.errors import Invalid
from engine.records import kinds
from engine.records.discovery import type_of
from engine.records.messages import Message
from engine.records.money import DEFAULT_CURRENCY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import ColumnElement

    from engine.feel.values import Value
    from engine.records.fields import Field, Kind
    from engine.records.record import RecordType

Match = Literal["all", "any"]
Takes = Literal["none", "one", "many", "days"]
MOST_GROUPS, MOST_CONDITIONS, MOST_VALUES, MOST_DAYS = 10, 20, 500, 36_500
ACCOUNT: Final = "account"
"""The reference through which conditions look at the person's company."""

_TEXT = ("equals", "one_of", "contains", "empty", "filled")
_CHOICE = ("equals", "one_of", "empty", "filled")
_NUMBER = ("equals", "greater", "less", "empty", "filled")
_DAY = ("before", "after", "last_days", "empty", "filled")
OPERATORS: Mapping[Kind, tuple[str, ...]] = {
    **dict.fromkeys(
        cast("tuple[Kind, ...]", ("text", "long_text", "email", "phone", "url", "currency")), _TEXT
    ),
    **dict.fromkeys(cast("tuple[Kind, ...]", ("choice", "reference")), _CHOICE),
    **dict.fromkeys(cast("tuple[Kind, ...]", ("integer", "decimal", "money")), _NUMBER),
    **dict.fromkeys(cast("tuple[Kind, ...]", ("date", "instant")), _DAY),
    "boolean": ("equals", "empty", "filled"),
}
"""What can be asked of each kind of field, the usual first."""
TAKES: Mapping[str, Takes] = {
    "equals": "one",
    "one_of": "many",
    "contains": "one",
    "greater": "one",
    "less": "one",
    "before": "one",
    "after": "one",
    "last_days": "days",
    "empty": "none",
    "filled": "none",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a segment, and where; both places count from 1, 0 stands for the whole."""

    group: int
    condition: int
    message: Message


class BrokenConditions(Invalid):
    """A segment asks for what cannot be found out; ``problems`` says what and where."""

    text = "The segment's conditions cannot be used: {summary}"

    def __init__(self, problems: Sequence[Problem]) -> None:
        summary = "; ".join(
            f"group {one.group}, condition {one.condition}: {one.message}" for one in problems
        )
        super().__init__(summary=summary, problems=tuple(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One question about one field of the person or, with ``account.`` before it, of the person's company."""

    path: str
    operator: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    match: Match = "all"
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Everything that a segment asks; no group at all is everybody."""

    match: Match = "all"
    groups: tuple[Group, ...] = ()

    def plain(self) -> dict[str, Value]:
        """As it is stored."""
        return {
            "match": self.match,
            "groups": [
                {
                    "match": group.match,
                    "conditions": [
                        {"field": one.path, "operator": one.operator, "values": list(one.values)}
                        for one in group.conditions
                    ],
                }
                for group in self.groups
            ],
        }


def fields_of(record_type: RecordType) -> dict[str, Field]:
    """What can be asked about, by path."""
    found = {name: field for name, field in record_type.fields.items() if field.kind in OPERATORS}
    company = record_type.fields.get(ACCOUNT)
    if company is not None and company.target == ACCOUNT:
        own = type_of(ACCOUNT).fields
        found |= {f"{ACCOUNT}.{name}": field for name, field in own.items() if field.kind in OPERATORS}
    return found


def load(document: Value) -> Filter:
    """A stored or submitted document as a `Filter`; raises `BrokenConditions` when it has another shape."""
    try:
        return Filter(
            match=_match(document), groups=tuple(_group(one) for one in (document or {}).get("groups", ()))
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        message = Message("These are no conditions of a segment. Build them anew.")
        raise BrokenConditions([Problem(group=0, condition=0, message=message)]) from None


def check(asked: Filter, record_type: RecordType) -> list[Problem]:
    """What is wrong, with its place: a field that has gone, an operator that does not fit, a value that is none."""
    known = fields_of(record_type)
    too_many = len(asked.groups) > MOST_GROUPS
    problems = [_whole(Message("Use at most {most} groups.", most=MOST_GROUPS))] if too_many else []
    for number, group in enumerate(asked.groups, 1):
        if len(group.conditions) > MOST_CONDITIONS:
            message = Message("Use at most {most} conditions in a group.", most=MOST_CONDITIONS)
            problems.append(Problem(group=number, condition=0, message=message))
        for place, condition in enumerate(group.conditions, 1):
            message_or_none = _wrong(condition, known)
            if message_or_none is not None:
                problems.append(Problem(group=number, condition=place, message=message_or_none))
    return problems


def predicate(asked: Filter, record_type: RecordType, today: date) -> ColumnElement[bool]:
    """The rows of the type that match; raises `BrokenConditions`."""
    problems = check(asked, record_type)
    if problems:
        raise BrokenConditions(problems)
    groups = [
        _together(group.match, [_of_condition(one, record_type, today) for one in group.conditions])
        for group in asked.groups
        if group.conditions
    ]
    return _together(asked.match, groups)


def _together(match: Match, parts: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    if not parts:
        return true()
    return and_(true(), *parts) if match == "all" else or_(false(), *parts)


def _of_condition(condition: Condition, record_type: RecordType, today: date) -> ColumnElement[bool]:
    field = fields_of(record_type)[condition.path]
    if not condition.path.startswith(f"{ACCOUNT}."):
        return _of_column(condition, field, record_type.table.c[condition.path], today)
    company, reference = type_of(ACCOUNT).table, record_type.table.c[ACCOUNT]
    inside = _of_column(condition, field, company.c[field.name], today)
    found = reference.in_(select(company.c.key).where(company.c.deleted_at.is_(None), inside))
    # Who has no company has no country of it either.
    return or_(reference.is_(None), found) if condition.operator == "empty" else found


def _of_column(condition: Condition, field: Field, column: Any, today: date) -> ColumnElement[bool]:
    if condition.operator == "last_days":
        return _since(field, column, today - timedelta(days=int(condition.values[0])), today)
    kept = [_kept(field, text) for text in condition.values]
    folds = field.kind in {"text", "long_text", "email", "url"}
    return _BUILD[condition.operator](
        func.lower(column) if folds else column, _folded(kept) if folds else kept
    )


def _since(field: Field, column: Any, first: date, today: date) -> ColumnElement[bool]:
    if field.kind == "date":
        return and_(column >= first, column <= today)
    return and_(column >= _midnight(first), column < _midnight(today + timedelta(days=1)))


def _folded(values: Sequence[Any]) -> list[Any]:
    return [value.lower() for value in values]


def _after(column: Any, day: Any) -> ColumnElement[bool]:
    """From the next midnight on; after the last day of the calendar is nothing."""
    try:
        return cast("ColumnElement[bool]", column >= day + timedelta(days=1))
    except OverflowError:
        return false()


_BUILD: Mapping[str, Callable[[Any, Sequence[Any]], ColumnElement[bool]]] = {
    "equals": lambda column, values: column == values[0],
    "one_of": lambda column, values: column.in_(values),
    "contains": lambda column, values: column.contains(values[0], autoescape=True),
    "greater": lambda column, values: column > values[0],
    "less": lambda column, values: column < values[0],
    "before": lambda column, values: column < values[0],
    "after": lambda column, values: _after(column, values[0]),
    "empty": lambda column, _values: column.is_(None),
    "filled": lambda column, _values: column.is_not(None),
}


def _wrong(condition: Condition, known: Mapping[str, Field]) -> Message | None:
    field = known.get(condition.path)
    if field is None:
        return Message(
            "The field “{field}” does not exist any more. Choose another one.", field=condition.path
        )
    if condition.operator not in OPERATORS[field.kind]:
        return Message("This cannot be asked of the field. Choose another comparison.")
    takes = TAKES[condition.operator]
    return None if takes == "none" else _wrong_values(field, takes, condition.values)


def _wrong_values(field: Field, takes: Takes, values: Sequence[str]) -> Message | None:
    if not values or (takes != "many" and len(values) > 1):
        return Message("Enter a value.")
    if len(values) > MOST_VALUES:
        return Message("Use at most {most} values.", most=MOST_VALUES)
    if takes == "days":
        return _wrong_days(values[0])
    return next((wrong for text in values if (wrong := _refused(field, text)) is not None), None)


def _wrong_days(text: str) -> Message | None:
    if text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_DAYS)) and int(text) <= MOST_DAYS:
        return None
    return Message("Enter a number of days from 0 to {most}.", most=MOST_DAYS)


def _refused(field: Field, text: str) -> Message | None:
    try:
        if _kept(field, text) is None:
            return Message("Enter a value.")
    except kinds.Refused as refused:
        return refused.message
    return None


def _kept(field: Field, text: str) -> Any:
    """A value as the column keeps it; raises `kinds.Refused`. An amount counts in the units of the base currency."""
    if field.kind in {"text", "long_text", "email", "phone", "url", "currency"}:
        # A part of an address is asked for too, so the field's own pattern does not count.
        return kinds.accept(replace(field, kind="text"), text)
    if field.kind == "instant":
        day = kinds.accept(replace(field, kind="date"), text)
        return None if day is None else _midnight(cast("date", day))
    return kinds.keep(field, kinds.accept(field, text), DEFAULT_CURRENCY)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _match(document: Any) -> Match:
    match = (document or {}).get("match", "all")
    if match not in {"all", "any"}:
        raise ValueError(match)
    return cast("Match", match)


def _group(document: Any) -> Group:
    return Group(match=_match(document), conditions=tuple(_condition(one) for one in document["conditions"]))


def _condition(document: Any) -> Condition:
    return Condition(
        path=str(document["field"]),
        operator=str(document["operator"]),
        values=tuple(str(value) for value in document.get("values", ())),
    )


def _whole(message: Message) -> Problem:
    return Problem(group=0, condition=0, message=message)
