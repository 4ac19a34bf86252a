"""Camunda 7's dialect: the ``camunda:`` attributes and elements, its expressions translated to FEEL before."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.bpmn.dialects.camunda7_forms import form_id_of
from engine.bpmn.dialects.camunda7_texts import CORRELATION_KEY, camunda
from engine.bpmn.dialects.plain import Dialect, ProcessFacts, names_in
from engine.bpmn.dialects.structure import local_name
from engine.bpmn.model import (
    LATEST,
    Assignment,
    Binding,
    DecisionCall,
    Element,
    Loop,
    Mapping,
    Schedule,
    Script,
    ServiceCall,
)
from engine.bpmn.reading import bpmn, text_in

if TYPE_CHECKING:
    from lxml import etree

_RETRIES = "3"
_CYCLE = re.compile(r"R(\d+)/P\S+")
_DURATIONS = re.compile(r"P[^,\s]+(?:\s*,\s*P[^,\s]+)*")
_FORM_KEY = re.compile(r"(?:camunda-forms:(?:deployment:|app:)?)?(?:[\w./-]*/)?([\w-]+?)(?:\.form)?")
_RAW = "decisionResult"
_RESULTS = {
    "singleEntry": f"=flatten([{_RAW}])[1]",
    "singleResult": f"=flatten([{_RAW}])[1]",
    "collectEntries": f"=flatten([{_RAW}])[item != null]",
    "resultList": f"=flatten([{_RAW}])[item != null]",
}
"""What becomes of a decision's result; a list is what Camunda 7 gives without being asked."""


class Camunda7(Dialect):
    name = "camunda7"

    def extend(self, node: etree._Element, element: Element) -> Element:
        properties = properties_of(node)
        facts: dict[str, Any] = {"properties": properties, "names": names_in(properties)}
        inputs, outputs = _parameters(node, "inputParameter"), _parameters(node, "outputParameter")
        match element.type:
            case "userTask":
                facts |= _human(node) | _form(node)
            case "startEvent":
                facts |= _form(node)
            case "scriptTask":
                facts |= _script(node)
            case "serviceTask" | "sendTask" | "businessRuleTask":
                facts |= _work(node, properties)
                outputs = (*_result(node), *outputs)
            case "callActivity":
                facts |= _call(node)
                inputs, outputs = (*inputs, *_passed(node, "in")), (*_passed(node, "out"), *outputs)
            case "intermediateThrowEvent" | "endEvent":
                inputs = (*inputs, *_payload(node))
        return replace(element, inputs=inputs, outputs=outputs, **facts)

    def read_loop(self, node: etree._Element) -> Loop:
        text = node.get(camunda("collection"))
        collection = f"={text}" if text and not text.startswith("=") else text
        return replace(
            super().read_loop(node),
            input_collection=collection or None,
            input_element=node.get(camunda("elementVariable")) or None,
        )

    def read_correlation_key(self, _message: etree._Element, at: etree._Element) -> str | None:
        """Camunda 7's models have none: it stands in a property of the event or task that waits."""
        holder = at.getparent() if local_name(at) == "messageEventDefinition" else at
        return None if holder is None else dict(properties_of(holder)).get(CORRELATION_KEY) or None

    def read_filter(self, definition: etree._Element) -> tuple[bool, bool]:
        events = words_in(definition.get(camunda("variableEvents")) or "create, update")
        return "create" in events, "update" in events

    def read_code_variable(self, definition: etree._Element) -> str | None:
        name = local_name(definition).removesuffix("EventDefinition")
        return definition.get(camunda(f"{name}CodeVariable")) or None

    def read_process(self, node: etree._Element) -> ProcessFacts:
        properties = properties_of(node)
        return ProcessFacts(
            names=names_in(properties),
            version_tag=node.get(camunda("versionTag")) or None,
            properties=properties,
        )


def properties_of(node: etree._Element) -> tuple[tuple[str, str], ...]:
    found = node.findall(f"{bpmn('extensionElements')}/{camunda('properties')}/{camunda('property')}")
    return tuple((one.get("name", ""), one.get("value", "")) for one in found)


def form_id(key: str) -> str | None:
    """The form that a key names; None for a page of an application."""
    found = _FORM_KEY.fullmatch(key)
    return found[1] if found else None


def retries(text: str) -> str | None:
    """How often work is tried, from R3/PT5M or a list of the times between; None for anything else."""
    if found := _CYCLE.fullmatch(text):
        return found[1]
    return str(text.count(",") + 2) if "," in text and _DURATIONS.fullmatch(text) else None


def words_in(text: str) -> set[str]:
    return {one.strip() for one in text.split(",") if one.strip()}


def _human(node: etree._Element) -> dict[str, Any]:
    """Who does a user task, and until when."""
    said = {
        name: node.get(camunda(name)) or None
        for name in ("assignee", "candidateGroups", "candidateUsers", "dueDate", "followUpDate", "priority")
    }
    facts: dict[str, Any] = {
        "schedule": Schedule(due_date=said["dueDate"], follow_up_date=said["followUpDate"]),
        "priority": said["priority"],
    }
    assignment = Assignment(
        assignee=said["assignee"],
        candidate_groups=said["candidateGroups"],
        candidate_users=said["candidateUsers"],
    )
    return facts | ({"assignment": assignment} if assignment != Assignment() else {})


def _form(node: etree._Element) -> dict[str, Any]:
    named = node.get(camunda("formRef")) or form_id(node.get(camunda("formKey")) or "")
    name = named or form_id_of(node)
    return {"form_id": name, "form_binding": _binding(node, "formRef")}


def _binding(node: etree._Element, word: str) -> Binding:
    """Which version is meant; the linter refuses other words."""
    match node.get(camunda(f"{word}Binding")):
        case "deployment":
            return Binding(kind="deployment")
        case "versionTag":
            return Binding(kind="versionTag", tag=node.get(camunda(f"{word}VersionTag")) or None)
    return LATEST


def _script(node: etree._Element) -> dict[str, Any]:
    script, result = text_in(node, "script"), node.get(camunda("resultVariable"))
    if node.get("scriptFormat", "").lower() != "feel" or not script or not result:
        return {}
    return {"script": Script(expression=f"={script.removeprefix('=')}", result_variable=result)}


def _work(node: etree._Element, properties: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """External work, or a decision."""
    facts: dict[str, Any] = {}
    if (topic := node.get(camunda("topic"))) and node.get(camunda("type")) == "external":
        facts["service"] = ServiceCall(type=topic, retries=_retries(node), headers=properties)
    if decision := node.get(camunda("decisionRef")):
        binding = _binding(node, "decisionRef")
        facts["decision"] = DecisionCall(decision_id=decision, result_variable=_RAW, binding=binding)
    return facts


def _retries(node: etree._Element) -> str:
    found = node.find(f"{bpmn('extensionElements')}/{camunda('failedJobRetryTimeCycle')}")
    return retries((found.text or "").strip()) or _RETRIES if found is not None else _RETRIES


def _result(node: etree._Element) -> tuple[Mapping, ...]:
    result = node.get(camunda("resultVariable"))
    if not result or not node.get(camunda("decisionRef")):
        return ()
    mapped = node.get(camunda("mapDecisionResult")) or "resultList"
    return (Mapping(source=_RESULTS.get(mapped, "=null"), target=result),)


def _call(node: etree._Element) -> dict[str, Any]:
    return {
        "called_binding": _binding(node, "calledElement"),
        "shares_parent_variables": any(one.get("variables") == "all" for one in passed(node, "in")),
        "shares_child_variables": any(one.get("variables") == "all" for one in passed(node, "out")),
    }


def passed(node: etree._Element, word: str) -> list[etree._Element]:
    """The camunda:in or camunda:out of an element."""
    return node.findall(f"{bpmn('extensionElements')}/{camunda(word)}")


def _passed(node: etree._Element, word: str) -> tuple[Mapping, ...]:
    return tuple(
        Mapping(source=f"={one.get('source')}" if one.get("source") else one.get("sourceExpression", ""),
                target=one.get("target", ""))
        for one in passed(node, word)
        if one.get("target")
    )  # fmt: skip


def _payload(node: etree._Element) -> tuple[Mapping, ...]:
    definition = node.find(bpmn("signalEventDefinition"))
    return () if definition is None else _passed(definition, "in")


def _parameters(node: etree._Element, word: str) -> tuple[Mapping, ...]:
    path = f"{bpmn('extensionElements')}/{camunda('inputOutput')}/{camunda(word)}"
    return tuple(Mapping(source=_source(one), target=one.get("name", "")) for one in node.findall(path))


def _source(node: etree._Element) -> str:
    """A parameter's value: a constant, or FEEL after ``=``."""
    for inner in node.iterchildren(camunda("list"), camunda("map")):
        return f"={_structure(inner)}"
    return (node.text or "").strip() or "=null"


def _structure(node: etree._Element) -> str:
    """A list or a map as FEEL."""
    if local_name(node) == "list":
        return f"[{', '.join(_item(one) for one in node if isinstance(one.tag, str))}]"
    entries = (f"{_quoted(one.get('key', ''))}: {_item(one)}" for one in node.iterchildren(camunda("entry")))
    return f"{{{', '.join(entries)}}}"


def _item(node: etree._Element) -> str:
    if local_name(node) in {"list", "map"}:
        return _structure(node)
    source = _source(node)
    return source[1:] if source.startswith("=") else _quoted(source)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r") + '"'
