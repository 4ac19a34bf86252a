"""FEEL's names for Python's types, and the way in for values that are no FEEL values yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.far_dates import FarDate, FarDateTime, FarDuration, NanoDateTime, NanoDuration, NanoTime
from engine.feel.numbers import from_python
from engine.feel.values import Range, RecordRef, YearsMonths

if TYPE_CHECKING:
    from engine.feel.values import Value

NUMBER = "number"
STRING = "string"
BOOLEAN = "boolean"
DATE = "date"
TIME = "time"
DATE_TIME = "date and time"
DAYS = "days and time duration"
MONTHS = "years and months duration"
RANGE = "range"
RECORD = "record"
LIST = "list"
CONTEXT = "context"
FUNCTION = "function"
NULL = "null"
UNKNOWN = "something else"

KINDS: dict[type, str] = {
    Decimal: NUMBER,
    int: NUMBER,
    str: STRING,
    bool: BOOLEAN,
    date: DATE,
    FarDate: DATE,
    time: TIME,
    NanoTime: TIME,
    datetime: DATE_TIME,
    NanoDateTime: DATE_TIME,
    FarDateTime: DATE_TIME,
    timedelta: DAYS,
    NanoDuration: DAYS,
    FarDuration: DAYS,
    YearsMonths: MONTHS,
    Range: RANGE,
    RecordRef: RECORD,
    list: LIST,
    dict: CONTEXT,
    type(None): NULL,
}
"""`FeelFunction` adds itself."""

NATIVE = frozenset(KINDS) - {int}
"""Types that `adopt` leaves alone."""


def kind(value: Value) -> str:
    """What FEEL calls the type of *value*."""
    found = KINDS.get(type(value))
    if found is not None:
        return found
    if isinstance(value, Mapping):
        return CONTEXT
    return FUNCTION if callable(value) else UNKNOWN


def adopt(value: Value) -> Value:
    """A Python value that entered from outside as FEEL's: ints and floats become Decimal, sequences lists."""
    if type(value) in NATIVE or isinstance(value, Mapping):
        return value
    if isinstance(value, int | float):
        return bool(value) if isinstance(value, bool) else from_python(value)
    if isinstance(value, str):
        return str.__str__(value)
    return list(value) if isinstance(value, Sequence | set | frozenset) else value
