"""Records of the customer store, besides those that a process carries in its variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.errors import Undefined
from engine.feel.functions.product.asking import ask
from engine.feel.functions.registry import built_in
from engine.feel.kinds import adopt
from engine.feel.numbers import whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from engine.feel.running import Run
    from engine.feel.values import Value

MOST = 200
"""Records that one search may answer."""
MOST_VALUES = 1_000
"""What one search may ask for in its lists: a database takes a statement of so many, and not of any number."""
_STEPS = 500
"""A statement each: an evaluation may make two hundred at most."""
_NO_RECORDS = "there is no customer store here"


@built_in("record", "type: string, key: number|string")
def _record(run: Run, type_: str, key: Decimal | str) -> Value:
    return _ask(run, "record", type_, _key(key))


@built_in("find records", "type: string, filter: context, limit: number|null?")
def _find(run: Run, type_: str, wanted: Mapping[str, Value], limit: Decimal | None = None) -> Value:
    most = MOST if limit is None else whole(limit)
    if most is None or not 1 <= most <= MOST:
        raise Undefined(f"limit is a whole number from 1 to {MOST}")
    return _ask(run, "find records", type_, _adopted(wanted), most)


@built_in("count records", "type: string, filter: context")
def _count(run: Run, type_: str, wanted: Mapping[str, Value]) -> Value:
    return _ask(run, "count records", type_, _adopted(wanted))


def _key(key: Decimal | str) -> int:
    number = int(key) if isinstance(key, str) and key.isdecimal() else None
    found = number if isinstance(key, str) else whole(key)
    if found is None or not 0 < found < 2**63:
        raise Undefined(f"{key!s} is no key of a record")
    return found


def _adopted(wanted: Mapping[str, Value]) -> dict[str, Value]:
    if sum(len(value) for value in wanted.values() if isinstance(value, list)) > MOST_VALUES:
        raise Undefined(f"filter lists more than {MOST_VALUES} values")
    return {name: adopt(value) for name, value in wanted.items()}


def _ask(run: Run, name: str, *arguments: object) -> Value:
    return ask(run, name, *arguments, steps=_STEPS, missing=_NO_RECORDS)
