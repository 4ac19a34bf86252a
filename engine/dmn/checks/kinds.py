"""The kinds of values that a column can hold, by the names of their types."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.values import YearsMonths

if TYPE_CHECKING:
    from engine.feel.values import Value

NULL = "null"
NUMBER, STRING, BOOLEAN = "number", "string", "boolean"
DATE, TIME, MOMENT = "date", "time", "date and time"
DAYS, MONTHS = "days and time duration", "years and months duration"
OTHER = "other"

_PYTHON: dict[type, str] = {
    bool: BOOLEAN,
    Decimal: NUMBER,
    str: STRING,
    dt.datetime: MOMENT,
    dt.date: DATE,
    dt.time: TIME,
    dt.timedelta: DAYS,
    YearsMonths: MONTHS,
    type(None): NULL,
}
"""By the very type: years and fractions beyond Python's have classes of their own, and are left out."""
_WHOLE = frozenset({"integer", "long"})
_NAMES = {
    **{name: name for name in (NUMBER, STRING, BOOLEAN, DATE, TIME, MOMENT, DAYS, MONTHS)},
    **dict.fromkeys(("integer", "long", "double"), NUMBER),
    "dateTime": MOMENT,
    "dayTimeDuration": DAYS,
    "yearMonthDuration": MONTHS,
}
_ALIKE = frozenset({DATE, MOMENT})
"""FEEL turns a date into its midnight where a date and time is asked for."""


def of_value(value: Value) -> str:
    return _PYTHON.get(type(value), OTHER)


def of_type(name: str) -> str | None:
    """The kind of a declared type; None where anything may stand."""
    return _NAMES.get(name)


def is_whole(name: str) -> bool:
    """Whether a type holds whole numbers only; not DMN's, but other editors write it."""
    return name in _WHOLE


def fits(value: Value, kind: str | None) -> bool:
    found = of_value(value)
    return kind is None or found in {kind, NULL, OTHER} or {found, kind} == _ALIKE
