"""Element templates of the modeler (bpmn.io), made from the declarations of operations and connectors. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine import connectors, operations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.declarations import Declaration, ErrorCode, Input, Output

Template = dict[str, Any]
Property = dict[str, Any]

_SCHEMA = "https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json"
_TEXTS = {
    "en": {
        "inputs": "What it needs", "headers": "Headers", "outputs": "What comes back", "tries": "Tries",
        "retries": "How often it is tried", "operation": "Operations", "connector": "Connectors",
        "variable": "Name of the variable for it; empty to drop it.", "errors": "BPMN errors to catch",
    },
    "ru": {
        "inputs": "Что нужно", "headers": "Заголовки", "outputs": "Что возвращается", "tries": "Попытки",
        "retries": "Сколько раз пробовать", "operation": "Операции", "connector": "Коннекторы",
        "variable": "Имя переменной для результата; пусто — не сохранять.", "errors": "Ошибки BPMN для перехвата",
    },
}  # fmt: skip
_LONGEST_DESCRIPTION = 400


def templates(locale: str) -> list[Template]:
    """A template for each type of service task, in a language, in the order of their titles."""
    language = "ru" if locale.startswith("ru") else "en"
    made = [
        *(
            _template(one, "operation", language)
            for one in _ours(operations.operations(), operations.declarations())
        ),
        *(
            _template(one, "connector", language)
            for one in _ours(connectors.connectors(), connectors.declarations())
        ),
    ]
    return sorted(made, key=lambda template: (template["category"]["name"], template["name"]))


def _ours(done: Mapping[str, Any], declared: Mapping[str, Declaration]) -> Iterator[Declaration]:
    """Only what is part of the product: tests register types of their own."""
    return (declared[type_] for type_, function in done.items() if function.__module__.startswith("engine."))


def _template(declaration: Declaration, kind: str, language: str) -> Template:
    texts = _TEXTS[language]
    groups = {
        "inputs": declaration.inputs, "headers": declaration.headers, "outputs": declaration.outputs,
        "tries": kind == "connector",
    }  # fmt: skip
    return {
        "$schema": _SCHEMA,
        "id": f"baton.{declaration.type}",
        "name": declaration.title.in_locale(language),
        "description": _description(declaration, language),
        "appliesTo": ["bpmn:Task"],
        "elementType": {"value": "bpmn:ServiceTask"},
        "category": {"id": f"baton-{kind}", "name": texts[kind]},
        "groups": [{"id": name, "label": texts[name]} for name, present in groups.items() if present],
        "properties": [
            _type_of(declaration),
            *(_input(one, language) for one in declaration.inputs),
            *(_header(one, language) for one in declaration.headers),
            *(_output(one, language) for one in declaration.outputs),
            *([_retries(language)] if kind == "connector" else []),
        ],
    }


def _description(declaration: Declaration, language: str) -> str:
    told = declaration.purpose.in_locale(language)
    caught = ", ".join(_error(one, language) for one in declaration.errors)
    return (f"{told} {_TEXTS[language]['errors']}: {caught}." if caught else told)[:_LONGEST_DESCRIPTION]


def _error(error: ErrorCode, language: str) -> str:
    return f"{error.code} ({error.label.in_locale(language)})"


def _type_of(declaration: Declaration) -> Property:
    return {
        "type": "Hidden",
        "value": declaration.type,
        "binding": {"type": "zeebe:taskDefinition", "property": "type"},
    }


def _input(one: Input, language: str) -> Property:
    return _field(one, language, "inputs", {"type": "zeebe:input", "name": one.name})


def _header(one: Input, language: str) -> Property:
    made = _field(one, language, "headers", {"type": "zeebe:taskHeader", "key": one.name})
    made.pop("feel", None)
    made.pop("optional", None)  # only mappings may be left out of the XML
    return made | ({"type": "String"} if made["type"] not in {"Dropdown", "Text"} else {})


def _field(one: Input, language: str, group: str, binding: dict[str, str]) -> Property:
    made: Property = {
        "id": f"{group}.{one.name}",
        "label": one.label.in_locale(language),
        "group": group,
        "binding": binding,
        **_editor(one, language),
    }
    if one.help is not None:
        made["description"] = one.help.in_locale(language)
    if one.required:
        made["constraints"] = {"notEmpty": True}
    else:
        made["optional"] = True
    if one.default:
        made["value"] = f"={one.default}"
    return made


def _editor(one: Input, language: str) -> Property:
    """What the value is typed into: a constant where that says it all, else FEEL."""
    if one.choices:
        listed = [{"name": labels.in_locale(language), "value": value} for value, labels in one.choices]
        # A field that may stay empty needs an entry to empty it again.
        return {
            "type": "Dropdown",
            "choices": listed if one.required else [{"name": "–", "value": ""}, *listed],
        }
    if one.kind in {"text", "long_text"}:
        return {"type": "Text" if one.kind == "long_text" else "String", "feel": "optional"}
    return {"type": "String", "feel": "required"}


def _output(one: Output, language: str) -> Property:
    return {
        "id": f"outputs.{one.name}",
        "label": one.label.in_locale(language),
        "description": _TEXTS[language]["variable"],
        "group": "outputs",
        "type": "String",
        "optional": True,
        "binding": {"type": "zeebe:output", "source": f"={one.name}"},
    }


def _retries(language: str) -> Property:
    return {
        "id": "tries.retries",
        "label": _TEXTS[language]["retries"],
        "group": "tries",
        "type": "String",
        "value": "3",
        "constraints": {"notEmpty": True, "pattern": {"value": "^[1-9][0-9]?$", "message": "1 – 99"}},
        "binding": {"type": "zeebe:taskDefinition", "property": "retries"},
    }
