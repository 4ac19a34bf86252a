"""Functions over booleans and over whether there is a value at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import kinds
from engine.feel.comparing import equal
from engine.feel.errors import Undefined
from engine.feel.functions.registry import built_in
from engine.feel.kinds import kind
from engine.feel.temporal import iso

if TYPE_CHECKING:
    from engine.feel.running import Run
    from engine.feel.values import Value


@built_in("not", "negand: boolean|null")
def _not(value: Value) -> bool | None:
    return not value if isinstance(value, bool) else None


@built_in("all", "list: list")
@built_in("all", "...list: any")
def _all(*values: Value) -> bool | None:
    return _decided(_spread(values), decisive=False)


@built_in("any", "list: list")
@built_in("any", "...list: any")
def _any(*values: Value) -> bool | None:
    return _decided(_spread(values), decisive=True)


def _spread(values: tuple[Value, ...]) -> list[Value]:
    return values[0] if len(values) == 1 and isinstance(values[0], list) else list(values)


def _decided(values: list[Value], *, decisive: bool) -> bool | None:
    if any(value is decisive for value in values):
        return decisive
    return not decisive if all(isinstance(value, bool) for value in values) else None


@built_in("is defined", "value: any")
def _is_defined(value: Value) -> bool:
    return value is not None


@built_in("get or else", "value: any, default: any")
def _get_or_else(value: Value, default: Value) -> Value:
    return default if value is None else value


@built_in("is", "value1: any, value2: any")
def _is(run: Run, left: Value, right: Value) -> bool:
    """The same also in how it is written: a moment in another zone is not the same."""
    if kind(left) != kind(right):
        return False
    if kind(left) in {kinds.DATE_TIME, kinds.TIME}:
        return iso(left) == iso(right)
    return bool(equal(left, right, run))


@built_in("assert", "value: any, condition: any, cause: string?")
def _assert(value: Value, condition: Value, cause: str | None = None) -> Value:
    if condition is not True:
        raise Undefined(cause or "the assertion does not hold")
    return value
