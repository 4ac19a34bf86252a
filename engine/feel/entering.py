"""The way in: values of Python that become FEEL's, or null with a diagnosis where FEEL has nothing like them.

What comes from outside is data: a list that contains itself, a number that is none, an object of a foreign type must
not reach the operators. What is FEEL's own already is handed on as it is, not copied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal, DecimalException
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from engine.feel.errors import Undefined
from engine.feel.far_dates import BEYOND_PYTHON
from engine.feel.kinds import KINDS
from engine.feel.numbers import ARITHMETIC, from_python
from engine.feel.values import Range, RecordRef, YearsMonths

if TYPE_CHECKING:
    from engine.feel.running import Place, Run
    from engine.feel.values import Value

MAX_NESTING = 100
"""Levels of lists and contexts inside each other; some functions need a few Python frames for each."""
_ITEMS_PER_STEP = 50
PLAIN = frozenset({str, bool, type(None), date, timedelta}) | BEYOND_PYTHON
"""Values of these types are FEEL's whatever they hold."""
_TEXT = frozenset({str})
_DECIMAL = frozenset({Decimal})
_LONGEST_OFFSET = timedelta(hours=14)
_NO_NUMBER = "a number is infinite, none at all or beyond 10 ** 6144"
_PLUS = ARITHMETIC.plus
EXACT = 10**34
"""Smaller ints have no more digits than a number of FEEL."""
_MAX_MONTHS = 24_000_000_000


def enter(value: Value, run: Run, at: Place | None = None) -> Value:
    """*value* as FEEL's; what cannot be one is null, also deep inside a list or context."""
    of = type(value)
    if of is Decimal and value.is_finite():
        try:
            return _PLUS(value)
        except DecimalException:
            pass  # beyond 10 ** 6144: refused below, with its reason
    elif of in PLAIN or (of is datetime and _is_usual(value.tzinfo)):
        return value
    elif of is int and -EXACT < value < EXACT:
        return Decimal(value)
    elif run.entered is not None and (known := run.entered.get(id(value))) is not None:
        return known[1]
    return _Entrance(run, at).let_in(value, 0)


def _is_usual(zone: tzinfo | None) -> bool:
    """Whether *zone* is one that FEEL can write as it is; offsets are looked at more closely."""
    return zone is None or zone is UTC or (type(zone) is ZoneInfo and zone.key is not None)


class _Entrance:
    """One value on its way in."""

    def __init__(self, run: Run, at: Place | None) -> None:
        self._run = run
        self._at = at
        self._open: set[int] = set()
        if run.entered is None:
            run.entered = {}
        self._entered = run.entered

    def let_in(self, value: Value, depth: int) -> Value:
        of = type(value)
        if of in PLAIN:
            return value
        try:
            if of is Decimal or of is int:
                return _PLUS(value) if of is Decimal and value.is_finite() else _number(value)
            # A look at the class first: asking an abstract class takes ten times as long.
            if of is dict or of is list or isinstance(value, _CONTAINERS):
                return self._container(value, depth)
            return _single(value)
        except DecimalException:
            return self._refused(_NO_NUMBER)
        except Undefined as reason:
            return self._refused(str(reason))

    def _refused(self, reason: str) -> Value:
        return self._run.null(self._at, "{}", reason) if self._at is not None else None

    def _container(self, value: Value, depth: int) -> Value:
        """A list, context or range, once for each object: what is shared stays shared."""
        identity = id(value)
        known = self._entered.get(identity)
        if known is not None:
            return known[1]
        if identity in self._open:
            raise Undefined("a list or context contains itself")
        if depth >= MAX_NESTING:
            raise Undefined(f"lists and contexts are nested deeper than {MAX_NESTING} levels")
        self._open.add(identity)
        try:
            made = self._context if type(value) is dict else self._inside
            result = made(value, depth + 1)
        finally:
            self._open.discard(identity)
        # The original is kept, too: a new object could get its identity.
        self._entered[identity] = (value, result)
        return result

    def _inside(self, value: Value, depth: int) -> Value:
        if isinstance(value, Mapping):
            return self._context(value, depth)
        if isinstance(value, Range):
            return self._range(value, depth)
        items = list.copy(value) if isinstance(value, list) else [*value]
        self._run.spend(1 + len(items) // _ITEMS_PER_STEP, self._at)
        if type(value) is list and PLAIN.issuperset(map(type, items)):
            return value
        self._run.make(len(items), self._at)
        return _numbers(items) or [self.let_in(item, depth) for item in items]

    def _context(self, value: Mapping[Any, Value], depth: int) -> Value:
        fields = value if type(value) is dict else _copied(value)
        self._run.spend(1 + len(fields) // _ITEMS_PER_STEP, self._at)
        if not _TEXT.issuperset(map(type, fields)):
            fields = {_key(key): item for key, item in fields.items()}
        elif fields is value and PLAIN.issuperset(map(type, fields.values())):
            return value
        self._run.make(len(fields), self._at)
        return {
            key: item if type(item) in PLAIN else self.let_in(item, depth) for key, item in fields.items()
        }

    def _range(self, area: Range, depth: int) -> Range:
        start, end = self.let_in(area.start, depth), self.let_in(area.end, depth)
        return Range(start, end, bool(area.start_included), bool(area.end_included), area.sign)


def _numbers(items: list[Value]) -> list[Decimal] | None:
    """*items* if all of them are numbers that FEEL has, too."""
    if not (_DECIMAL.issuperset(map(type, items)) and all(map(Decimal.is_finite, items))):
        return None
    try:
        return list(map(_PLUS, items))
    except DecimalException:
        return None


def _copied(fields: Mapping[Any, Value]) -> dict[Any, Value]:
    """The entries of somebody else's mapping, whose methods may do anything."""
    try:
        return dict(fields.items())
    except Exception as error:  # noqa: BLE001 - foreign code: whatever it raises, the value is none
        raise Undefined(f"{_type(fields)} cannot be read ({type(error).__name__})") from None


def _key(key: object) -> str:
    if isinstance(key, str):
        return str.__str__(key)
    raise Undefined(f"a context has a key that is {_type(key)}, not a string")


def _single(value: Value) -> Value:
    for type_, adopt in _ADOPTED:
        if isinstance(value, type_):
            return adopt(value)
    if type(value) in KINDS:
        return value
    raise Undefined(f"{_type(value)} of Python is no FEEL value")


def _type(value: object) -> str:
    return type(value).__name__[:60]


def _number(value: Decimal | float) -> Decimal:
    found = from_python(value)
    if found is None:
        raise Undefined(_NO_NUMBER)
    return found


def _date_time(value: datetime) -> datetime:
    zone = _zone(value)
    parts = value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond
    return datetime(*parts, tzinfo=zone, fold=value.fold)


def _time(value: time) -> time:
    parts = value.hour, value.minute, value.second, value.microsecond
    return time(*parts, tzinfo=_zone(value), fold=value.fold)


def _zone(value: datetime | time) -> tzinfo | None:
    """The zone as FEEL can write it: by name or as an offset."""
    zone = value.tzinfo
    if _is_usual(zone):
        return zone
    try:
        distance = value.utcoffset()
        if distance is None or not (distance.microseconds or abs(distance) > _LONGEST_OFFSET):
            return None if distance is None else timezone(distance)
    except Exception as error:  # noqa: BLE001 - foreign code: whatever it raises, the zone is none
        raise Undefined(f"the time zone {_type(zone)} has no offset ({type(error).__name__})") from None
    raise Undefined("the time zone is beyond 14 hours, or no whole seconds from UTC")


def _months(value: YearsMonths) -> YearsMonths:
    if not isinstance(value.months, int) or abs(value.months) > _MAX_MONTHS:
        raise Undefined("a duration has no such number of months")
    return value


def _record(value: RecordRef) -> RecordRef:
    if not isinstance(value.type, str) or not isinstance(value.key, int):
        raise Undefined("a record has no type and key")
    return value


_CONTAINERS = (list, tuple, dict, set, frozenset, Range, Mapping)
_ADOPTED: tuple[tuple[type | tuple[type, ...], Callable[[Any], Value]], ...] = (
    (str, str.__str__),
    ((Decimal, int, float), _number),
    (datetime, _date_time),
    (date, lambda value: date(value.year, value.month, value.day)),
    (time, _time),
    (timedelta, lambda value: timedelta(value.days, value.seconds, value.microseconds)),
    (YearsMonths, _months),
    (RecordRef, _record),
)
