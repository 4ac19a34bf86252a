"""Values into strings and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.feel import kinds
from engine.feel.errors import Undefined, shown
from engine.feel.functions.registry import built_in
from engine.feel.kinds import kind
from engine.feel.numbers import number, plain
from engine.feel.temporal import iso

if TYPE_CHECKING:
    from engine.feel.running import Run
    from engine.feel.values import Range, Value

_NUMBER = re.compile(r"-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_SEPARATORS = frozenset({" ", ",", "."})
_TEMPORAL = frozenset({kinds.DATE, kinds.TIME, kinds.DATE_TIME, kinds.DAYS, kinds.MONTHS})


@built_in("string", "from: any")
def _string(run: Run, value: Value) -> str | None:
    if value is None:
        return None
    return value if isinstance(value, str) else written(value, run)


def written(value: Value, run: Run) -> str:
    """*value* as FEEL would write it."""
    run.spend(1)
    if value is None or isinstance(value, bool):
        return _CONSTANTS[value]
    of = kind(value)
    if of in _TEMPORAL:
        return run.text(iso(value))
    write = _WRITERS.get(of)
    return of if write is None else run.text(write(value, run))


def _list(items: list[Value], run: Run) -> str:
    return f"[{joined(', ', [written(item, run) for item in items], run)}]"


def _context(context: Mapping[str, Value], run: Run) -> str:
    return f"{{{joined(', ', [f'{key}: {written(item, run)}' for key, item in context.items()], run)}}}"


def joined(between: str, words: list[str], run: Run) -> str:
    """All *words* as one text, paid for before it is made."""
    run.characters(sum(map(len, words)) + len(between) * len(words))
    return between.join(words)


def _literal(text: str, _: Run) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _range(area: Range, run: Run) -> str:
    if area.sign != "..":
        return f"({area.sign} {written(area.start, run)})"
    if area.start is None and area.end is not None:
        return f"({'<=' if area.end_included else '<'} {written(area.end, run)})"
    if area.end is None and area.start is not None:
        return f"({'>=' if area.start_included else '>'} {written(area.start, run)})"
    ends = f"{written(area.start, run)}..{written(area.end, run)}"
    return f"{'[' if area.start_included else '('}{ends}{']' if area.end_included else ')'}"


_CONSTANTS = {None: "null", True: "true", False: "false"}
_WRITERS: dict[str, Callable[[Any, Run], str]] = {
    kinds.NUMBER: lambda value, _: plain(value),
    kinds.STRING: _literal,
    kinds.LIST: _list,
    kinds.CONTEXT: _context,
    kinds.RANGE: _range,
    kinds.RECORD: lambda ref, _: f"{ref.type} {ref.key}",
}


@built_in("number", "from: string|number")
def _number(value: str | Decimal) -> Decimal:
    return value if isinstance(value, Decimal) else _read(value)


@built_in("number", "from: string, grouping separator: string|null, decimal separator: string|null?")
def _number_of_locale(text: str, grouping: str | None, point: str | None = None) -> Decimal:
    """A number as people write it: `1.000,50` with `.` and `,`."""
    if (grouping == point is not None) or {grouping, point} - _SEPARATORS - {None} or point == " ":
        raise Undefined("the separators are one space, comma or point each, and different")
    plain_text = text.replace(grouping, "") if grouping else text
    if point and point != ".":
        if "." in plain_text:
            raise Undefined(f"{shown(text)!r} is no number")
        plain_text = plain_text.replace(point, ".")
    return _read(plain_text)


def _read(text: str) -> Decimal:
    value = number(text) if _NUMBER.fullmatch(text) else None
    if value is None:
        raise Undefined(f"{shown(text)!r} is no number")
    return value


@built_in("to json", "value: any")
def _to_json(run: Run, value: Value) -> str:
    return _json(value, run)


def _json(value: Value, run: Run) -> str:
    run.spend(1)
    match value:
        case list():
            return f"[{joined(',', [_json(item, run) for item in value], run)}]"
        case Mapping():
            members = [f"{_json(key, run)}:{_json(item, run)}" for key, item in value.items()]
            return f"{{{joined(',', members, run)}}}"
        case str():
            return run.text(_quoted(value))
    text = written(value, run)
    return text if value is None or isinstance(value, bool | Decimal | int) else _quoted(text)


def _quoted(text: str) -> str:
    escaped = re.sub(r'["\\\x00-\x1f]', lambda match: f"\\u{ord(match.group()):04x}", text)
    return f'"{escaped}"'
