"""The variables that expressions of a folder can name: what its forms fill in, and the records with their fields."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from engine.bpmn import dialects, reading
from engine.errors import BatonError
from engine.process.deployments import STARTS_ON
from engine.records import types
from engine.studio import naming

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.records.record import RecordType

_DEPTH = 2
"""Fields of a record, and of the records that it names."""

_TYPES = {"integer": "Number", "decimal": "Number", "money": "Number", "boolean": "Boolean", "json": "Any"}
"""As the editor names them; dates and all other kinds are texts to it."""


def offered(files: Mapping[str, bytes], locale: str) -> list[dict[str, Any]]:
    """Name, label and fields of each; what the model itself says (mappings, results) the editor knows."""
    found: dict[str, str] = {}
    for name, content in sorted(files.items()):
        if name.endswith(naming.FORM):
            found |= dict(_of_form(content))
        elif name.endswith(naming.MODEL):
            found |= dict.fromkeys(_of_starts(content), "")
    return [_variable(name, label, locale) for name, label in sorted(found.items())]


def _of_form(content: bytes) -> Iterator[tuple[str, str]]:
    """Keys with their labels: the first part of a path into a record, or a plain variable."""
    waiting = [json.loads(content)]
    while waiting:
        component = waiting.pop()
        inside = component.get("components")
        # A draft may hold what no editor would write; the checks name it.
        waiting += [one for one in inside if isinstance(one, dict)] if isinstance(inside, list) else []
        key = str(component.get("key") or component.get("path") or "")
        name, _, field = key.partition(".")
        if name:
            yield name, "" if field else str(component.get("label") or "")


def _of_starts(content: bytes) -> Iterator[str]:
    """The records whose coming starts a process of the model."""
    try:
        models = dialects.translate(reading.read(content)).values()
    except BatonError:
        return
    for model in models:
        for element in model.start_events():
            starts_on = dict(element.properties).get(STARTS_ON, "")
            if starts_on.endswith(".created"):
                yield starts_on.removesuffix(".created")


def _variable(name: str, label: str, locale: str) -> dict[str, Any]:
    record = types().get(name)
    if record is None:
        return {"name": name, "info": label}
    return {
        "name": name,
        "info": record.labels.in_locale(locale),
        "type": "Context",
        "entries": _fields(record, locale, _DEPTH),
    }


def _fields(record: RecordType, locale: str, depth: int) -> list[dict[str, Any]]:
    return [
        {
            "name": field.name,
            "info": field.label(locale),
            "type": "Context" if field.target else _TYPES.get(field.kind, "String"),
            "entries": _fields(types()[field.target], locale, depth - 1)
            if field.target and depth > 1
            else [],
        }
        for field in record.fields.values()
    ]
