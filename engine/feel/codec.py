"""Variables as JSON that keeps FEEL's types, and back.

Strings, booleans, null, lists, contexts and whole numbers are plain JSON; every JSON number loads as Decimal. All
else is an object with one key that begins with `$`. A context key that begins with `$` is written with one more, so
that data from outside can never turn into anything but data::

    12.50                    {"$n": "12.50"}              @"P1Y"                     {"$ym": 12}
    @"2026-01-31"            {"$d": "2026-01-31"}         @"PT90S"                   {"$td": [0, 90, 0]}
    @"10:00:00"              {"$t": "10:00:00"}           RecordRef("account", 7)    {"$ref": ["account", 7]}
    @"2026-01-31T10:00:00Z"  {"$dt": "2026-..."}          [1..5)                     {"$range": [1, 5, true, false]}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING, Any, Literal

import orjson

from engine.feel.entering import MAX_NESTING
from engine.feel.errors import FeelBudgetExceeded, Undefined, UnreadableVariables
from engine.feel.far_dates import FarDate, FarDateTime, FarDuration, duration, nanoseconds
from engine.feel.leaving import written_size
from engine.feel.numbers import from_python
from engine.feel.temporal import iso, parse_date, parse_date_time, parse_time_or_none
from engine.feel.values import Range, RecordRef, YearsMonths

if TYPE_CHECKING:
    from types import UnionType

    from engine.feel.values import Value

Plain = Any
_LARGEST_INTEGER = 2**53
_LARGEST_DIGITS = len(str(_LARGEST_INTEGER))
_OPTIONS = (
    orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_SUBCLASS
)
_RESERVED = "$"
_PLAIN = frozenset({str, bool, type(None)})
"""Written as they are; a type that derives from one of them is not."""
_LARGEST = 50_000_000
"""Items and characters of one text."""
_COARSE_PARTS = 3


def dumps(values: Mapping[str, Value]) -> str:
    """*values* as compact JSON text."""
    try:
        text = _simple(values) or _any(values)
    except (TypeError, RecursionError, FeelBudgetExceeded) as error:
        reason = (
            f"a value cannot be stored ({error.limit if isinstance(error, FeelBudgetExceeded) else error})."
        )
        raise UnreadableVariables(reason=reason, remedy="Store FEEL values.") from error
    return text.decode()


def loads(text: str | bytes) -> dict[str, Value]:
    """The variables that `dumps` wrote."""
    try:
        plain = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise UnreadableVariables(
            reason=f"no JSON ({error}).", remedy="Restore the row from its backup."
        ) from error
    if not isinstance(plain, dict):
        raise UnreadableVariables(reason="no JSON object.", remedy="Restore the row from its backup.")
    try:
        value = from_plain(plain)
    except RecursionError:
        raise UnreadableVariables(
            reason="nested too deeply.", remedy="Restore the row from its backup."
        ) from None
    if not isinstance(value, dict):
        raise UnreadableVariables(reason="a single value.", remedy="Restore the row from its backup.")
    return value


def to_plain(value: Value) -> Plain:
    """*value* as what JSON can hold."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    write = _EXACTLY.get(kind)
    return _of_another_type(value) if write is None else write(value)


def _of_another_type(value: Value) -> Plain:
    match value:
        case str():
            return value
        case list() | tuple():
            return [to_plain(item) for item in value]
        case Mapping():
            return {_escaped(key): to_plain(item) for key, item in value.items()}
        case int() | float():
            return _number(_decimal(value))
    return _tagged(value, to_plain)


def from_plain(plain: Plain) -> Value:
    """The value that `to_plain` was given."""
    decode = _DECODERS.get(type(plain))
    return plain if decode is None else decode(plain)


def _simple(values: Mapping[str, Value]) -> bytes | None:
    """The text of nothing but texts, numbers and truths, which is what most people give; None if there is more."""
    plain: dict[str, Plain] = {}
    for name, value in values.items():
        kind = type(value)
        if (
            (kind not in _PLAIN and kind is not Decimal)
            or type(name) is not str
            or name.startswith(_RESERVED)
        ):
            return None
        plain[name] = value if kind in _PLAIN else _number(value)
    text = orjson.dumps(plain)
    return text if len(text) <= _LARGEST else None


def _any(values: Mapping[str, Value]) -> bytes:
    # Forty contexts that each hold the one before twice are small in memory and endless as text.
    written_size(values, _LARGEST, 2 * MAX_NESTING)
    return _fast(values) or orjson.dumps(to_plain(values))


def _fast(values: Mapping[str, Value]) -> bytes | None:
    """The text written by orjson alone; None if some value needs a closer look."""
    tagged = 0

    def encode(value: Value) -> Plain:
        nonlocal tagged
        if isinstance(value, Mapping):
            return dict(value)
        if isinstance(value, list | tuple | set | frozenset):
            return list(value)
        plain = _tagged(value, lambda inner: inner)
        tagged += isinstance(plain, dict)
        return plain

    try:
        text = orjson.dumps(dict(values), default=encode, option=_OPTIONS)
    except TypeError:
        return None
    # Every tag begins with "$; one more of them is a key or a string of the data.
    return text if text.count(b'"$') == tagged else None


def _tagged(value: Value, inner: Callable[[Value], Plain]) -> Plain:
    """What JSON has no form of its own for."""
    for type_, write in _WRITERS:
        if isinstance(value, type_):
            return write(value)
    if isinstance(value, Range):
        ends = inner(value.start), inner(value.end)
        sign = [] if value.sign == ".." else [value.sign]
        return {"$range": [*ends, value.start_included, value.end_included, *sign]}
    raise TypeError(f"{type(value).__name__} is no FEEL value")


def _number(value: Decimal) -> Plain:
    text = str(value)
    if len(text) < _LARGEST_DIGITS and text.isdecimal():
        return int(text)
    if not value.is_finite() or from_python(value) is None:
        raise TypeError("a number that is infinite, none at all or beyond 10 ** 6144 is no FEEL number")
    if value.as_tuple().exponent == 0 and -_LARGEST_INTEGER <= value <= _LARGEST_INTEGER:
        return int(value)
    return {"$n": str(value)}


def _decimal(value: float) -> Decimal:
    number = from_python(value)
    if number is None:
        raise TypeError("a number that is infinite, none at all or beyond 10 ** 6144 is no FEEL number")
    return number


def _escaped(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"the key {key!r} is no string")
    return _RESERVED + key if key.startswith(_RESERVED) else key


def _context(plain: dict[str, Plain]) -> Value:
    for key in plain:
        if key.startswith(_RESERVED):
            return _reserved(plain)
    return {key: from_plain(value) for key, value in plain.items()}


def _list(plain: list[Plain]) -> Value:
    # Not by `from_plain`: a call for each item of a long list takes longer than what it does.
    decoder = _DECODERS.get
    return [item if (decode := decoder(type(item))) is None else decode(item) for item in plain]


def _reserved(plain: dict[str, Plain]) -> Value:
    """An object with a tag, or a context with escaped keys."""
    if len(plain) == 1:
        [(tag, content)] = plain.items()
        if not tag.startswith("$$"):
            return _untagged(tag, content)
    return {_unescaped(key): from_plain(value) for key, value in plain.items()}


def _unescaped(key: str) -> str:
    if not key.startswith(_RESERVED):
        return key
    if not key.startswith("$$"):
        raise UnreadableVariables(reason=f"the reserved key {key!r}.", remedy="Write it as $" + key + ".")
    return key[1:]


def _untagged(tag: str, content: Plain) -> Value:
    try:
        value = _TAGS[tag](content)
    except (KeyError, TypeError, ValueError, OverflowError, DecimalException, AttributeError, Undefined):
        value = None
    if value is None:
        raise UnreadableVariables(
            reason=f"{tag} of {content!r:.60}.", remedy="Restore the row from its backup."
        )
    return value


def _ref(content: list[Plain]) -> RecordRef:
    kind, key = content
    if not isinstance(kind, str) or not isinstance(key, int):
        raise TypeError("no record")
    return RecordRef(kind, key)


def _range(content: list[Plain]) -> Range:
    start, end, start_included, end_included, *sign = content
    own: Literal["=", "!=", ".."] = "=" if sign == ["="] else "!=" if sign == ["!="] else ".."
    return Range(from_plain(start), from_plain(end), bool(start_included), bool(end_included), own)


def _parts(length: timedelta | FarDuration) -> list[int]:
    """Days, seconds and microseconds, then nanoseconds if there are any."""
    micros, nanos = divmod(nanoseconds(length), 1_000)
    seconds, micros = divmod(micros, 1_000_000)
    return [*divmod(seconds, 86_400), micros, *([nanos] if nanos else [])]


def _days_duration(content: list[int]) -> timedelta | FarDuration:
    days, seconds, micros, nanos = [*content, 0] if len(content) == _COARSE_PARTS else content
    if not all(type(part) is int for part in content):
        raise TypeError("no whole numbers")
    return duration(((days * 86_400 + seconds) * 1_000_000 + micros) * 1_000 + nanos)


def _finite(content: str) -> Decimal | None:
    value = Decimal(content)
    return value if value.is_finite() else None


_WRITERS: tuple[tuple[type | UnionType, Callable[[Any], Plain]], ...] = (
    (Decimal, _number),
    (RecordRef, lambda value: {"$ref": [value.type, value.key]}),
    (datetime, lambda value: {"$dt": iso(value)}),  # before date, which it is too
    (FarDateTime, lambda value: {"$dt": iso(value)}),
    (date | FarDate, lambda value: {"$d": iso(value)}),
    (time, lambda value: {"$t": iso(value)}),
    (timedelta | FarDuration, lambda value: {"$td": _parts(value)}),
    (YearsMonths, lambda value: {"$ym": value.months}),
    (str, str.__str__),
    (int | float, lambda value: _number(_decimal(value))),
)
_TAGS: dict[str, Callable[[Any], Value]] = {
    "$n": _finite,
    "$ref": _ref,
    "$d": parse_date,
    "$t": parse_time_or_none,
    "$dt": parse_date_time,
    "$td": _days_duration,
    "$ym": lambda content: YearsMonths(int(content)),
    "$range": _range,
}
_EXACTLY: dict[type, Callable[[Any], Plain]] = {
    Decimal: _number,
    dict: lambda value: {_escaped(key): to_plain(item) for key, item in value.items()},
    list: lambda value: [to_plain(item) for item in value],
}
"""What nearly every value is; the types that derive from these, and others, are looked at one by one."""
_DECODERS: dict[type, Callable[[Any], Value]] = {
    dict: _context,
    list: _list,
    int: Decimal,
    float: from_python,
}
