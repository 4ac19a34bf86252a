"""Functions over contexts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.feel.errors import Undefined
from engine.feel.functions.registry import built_in
from engine.feel.kinds import kind
from engine.feel.values import RecordRef

if TYPE_CHECKING:
    from engine.feel.running import Run
    from engine.feel.values import Value

    Context = Mapping[str, Value]


@built_in("get value", "m: context|record, key: string")
def _get_value(run: Run, context: Context | RecordRef, key: str) -> Value:
    return _fields(run, context).get(key)


@built_in("get value", "context: context|record, keys: list")
def _get_nested_value(run: Run, context: Context | RecordRef, keys: list[Value]) -> Value:
    value: Value = context
    _check_keys(keys)
    for key in keys:
        value = _fields(run, value).get(key)
    return value


@built_in("get entries", "m: context|record")
def _get_entries(run: Run, context: Context | RecordRef) -> list[Value]:
    fields = _fields(run, context)
    run.spend(len(fields))
    return [{"key": key, "value": value} for key, value in fields.items()]


@built_in("context put", "context: context, key: string, value: any")
def _context_put(run: Run, context: Context, key: str, value: Value) -> Value:
    run.spend(len(context) // 8)
    return {**context, key: value}


@built_in("context put", "context: context, keys: list, value: any")
def _context_put_nested(run: Run, context: Context, keys: list[Value], value: Value) -> Value:
    _check_keys(keys)
    run.spend(1 + len(context) // 8 + len(keys) // 8)
    key, *rest = keys
    if rest:
        inner = context.get(key)
        if not isinstance(inner, Mapping):
            raise Undefined(f"{key!r} holds {kind(inner)}, no context")
        value = _context_put_nested(run, inner, rest, value)
    return {**context, key: value}


@built_in("context merge", "contexts: list")
def _context_merge(run: Run, contexts: list[Value]) -> Value:
    merged: dict[str, Value] = {}
    for each in contexts:
        fields = _fields(run, each)
        run.spend(1 + len(fields) // 8)
        merged.update(fields)
    return merged


@built_in("context", "entries: list")
def _context(run: Run, entries: list[Value]) -> Value:
    run.spend(len(entries))
    made: dict[str, Value] = {}
    for entry in entries:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("key"), str) or "value" not in entry:
            raise Undefined("an entry has no key and value")
        if entry["key"] in made:
            raise Undefined(f"the key {entry['key']!r} stands twice")
        made[entry["key"]] = entry["value"]
    return made


def _check_keys(keys: list[Value]) -> None:
    if not keys or not all(isinstance(key, str) for key in keys):
        raise Undefined("keys is no list of strings")


def _fields(run: Run, value: Value) -> Context:
    if isinstance(value, Mapping):
        return value
    fields = run.record(value) if isinstance(value, RecordRef) else None
    if fields is None:
        raise Undefined("there is no context to look into")
    return fields
