"""Forms that a Camunda 7 model describes itself (camunda:formData), as documents of form-js."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from engine.bpmn.dialects.camunda7_texts import camunda
from engine.bpmn.reading import bpmn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from engine.bpmn.reading import Document

TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "textfield"},
    "long": {"type": "number", "decimalDigits": 0},
    "boolean": {"type": "checkbox"},
    "date": {"type": "datetime", "subtype": "date"},
    "enum": {"type": "select"},
}
"""Types of fields, and the components that draw them."""
CONSTRAINTS = {"required", "readonly", "min", "max", "minlength", "maxlength"}
_LENGTHS = {"minlength": "minLength", "maxlength": "maxLength"}


def form_id_of(node: etree._Element) -> str | None:
    """The id of the form that an element describes; None if it describes none."""
    if data_of(node) is None:
        return None
    process = next(node.iterancestors(bpmn("process")), None)
    return f"{'' if process is None else process.get('id', '')}-{node.get('id', '')}"


def data_of(node: etree._Element) -> etree._Element | None:
    return node.find(f"{bpmn('extensionElements')}/{camunda('formData')}")


def forms_of(document: Document) -> Iterator[tuple[str, bytes]]:
    """The ids and documents of all the forms that a model describes."""
    for node in document.root.iter(bpmn("userTask"), bpmn("startEvent")):
        name, data = form_id_of(node), data_of(node)
        if name is not None and data is not None:
            components = [_component(field) for field in data.findall(camunda("formField"))]
            form = {"type": "default", "id": name, "components": components}
            yield name, json.dumps(form, ensure_ascii=False).encode()


def constraints_of(field: etree._Element) -> dict[str, str]:
    found = field.findall(f"{camunda('validation')}/{camunda('constraint')}")
    return {one.get("name", ""): one.get("config", "") for one in found}


def _component(field: etree._Element) -> dict[str, Any]:
    kind, key = field.get("type", "string"), field.get("id", "")
    label = "dateLabel" if kind == "date" else "label"
    made: dict[str, Any] = {"id": f"field_{key}", "key": key, label: field.get("label") or key}
    made |= TYPES.get(kind, TYPES["string"])
    if kind == "enum":
        options = field.findall(camunda("value"))
        made["values"] = [
            {"value": one.get("id", ""), "label": one.get("name") or one.get("id", "")} for one in options
        ]
    if default := field.get("defaultValue"):
        made["defaultValue"] = _default(kind, default)
    constraints = constraints_of(field)
    if constraints.get("readonly", "false") != "false":
        made["readonly"] = True
    properties = field.findall(f"{camunda('properties')}/{camunda('property')}")
    if properties:
        made["properties"] = {one.get("id", one.get("name", "")): one.get("value", "") for one in properties}
    validate = _validate(constraints)
    return {**made, "validate": validate} if validate else made


def _default(kind: str, text: str) -> str | int | bool:
    if kind == "boolean":
        return text == "true"
    return int(text) if kind == "long" and text.lstrip("-").isdecimal() else text


def _validate(constraints: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if constraints.get("required", "false") != "false":
        found["required"] = True
    for name in ("min", "max", "minlength", "maxlength"):
        if name in constraints and constraints[name].lstrip("-").isdecimal():
            found[_LENGTHS.get(name, name)] = int(constraints[name])
    return found
