"""Everything that the expressions of one form see while it is drawn or read."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from engine import feel
from engine.feel.values import RecordRef, Value
from engine.forms.templates import Expression

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.forms.fields import Lookup, Upload

_NAMES = ("label", "name", "full_name", "title", "subject")


def no_records(_question: Lookup) -> Sequence[RecordRef]:
    """The answer of a door that has no records to choose from."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Variables, environment and language; immutable, so that trying values is making another scope."""

    context: Mapping[str, Value]
    environment: feel.Environment
    locale: str
    lookup: Callable[[Lookup], Sequence[RecordRef]] = no_records
    uploads: Mapping[str, Upload]

    def evaluate(self, expression: Expression) -> Value:
        return feel.evaluate(expression.text, self.context, self.environment)

    def resolve(self, given: Value | Expression) -> Value:
        """A constant as it is, an expression's value otherwise."""
        return self.evaluate(given) if isinstance(given, Expression) else given

    def value(self, path: str) -> Value:
        """What stands at a component's path: a variable, a field inside it, or a field of a record."""
        first, _, rest = path.partition(".")
        return self.inside(self.context.get(first), rest) if rest else self.context.get(first)

    def inside(self, value: Value, path: str) -> Value:
        """What stands at *path* inside a context or a record; null where there is none."""
        for name in path.split("."):
            held = self._opened(value)
            value = held.get(name) if held is not None else None
        return value

    def name_of(self, ref: RecordRef) -> str:
        """What people call a record."""
        held = self._opened(ref) or {}
        return next((str(held[name]) for name in _NAMES if held.get(name)), f"{ref.type} {ref.key}")

    def with_values(self, values: Mapping[str, Value]) -> Scope:
        """The scope as if *values*, by path, were already stored; records show them without being written."""
        context = dict(self.context)
        changed: dict[RecordRef, dict[str, Value]] = {}
        for path, value in values.items():
            first, _, rest = path.partition(".")
            held = context.get(first)
            if rest and isinstance(held, RecordRef):
                changed.setdefault(held, {})[rest] = value
            else:
                context[first] = _placed(held, rest, value)
        return replace(self, context=context, environment=self._overlaid(changed))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.environment.time_zone)

    def _opened(self, value: Value) -> Mapping[str, Value] | None:
        if isinstance(value, RecordRef):
            found: Mapping[str, Value] | None = (
                self.environment.resolve(value) if self.environment.resolve else None
            )
            return found
        return value if isinstance(value, dict) else None

    def _overlaid(self, changed: Mapping[RecordRef, dict[str, Value]]) -> feel.Environment:
        stored = self.environment.resolve

        def resolve(ref: RecordRef) -> Mapping[str, Value] | None:
            found = stored(ref) if stored else None
            # A record computes some of its fields when they are read: it is laid under, not copied.
            return ChainMap(changed[ref], cast("dict[str, Value]", found or {})) if ref in changed else found

        return replace(self.environment, resolve=resolve) if changed else self.environment


def _placed(held: Value, rest: str, value: Value) -> Value:
    """*held* with *value* at the path *rest* inside it."""
    if not rest:
        return value
    first, _, deeper = rest.partition(".")
    inside = dict(held) if isinstance(held, dict) else {}
    return {**inside, first: _placed(inside.get(first), deeper, value)}
