"""Camunda 8's dialect: the ``zeebe:`` extension elements."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.bpmn.dialects.plain import Dialect, ProcessFacts, names_in
from engine.bpmn.model import (
    LATEST,
    AdHoc,
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
from engine.bpmn.reading import bpmn

if TYPE_CHECKING:
    from lxml import etree

NAMESPACE = "http://camunda.org/schema/zeebe/1.0"


class Zeebe(Dialect):
    name = "zeebe"

    def extend(self, node: etree._Element, element: Element) -> Element:
        extensions = node.find(bpmn("extensionElements"))
        if extensions is None:
            return element
        properties = _properties(extensions)
        return replace(
            element,
            names=names_in(properties),
            properties=properties,
            inputs=_mappings(extensions, "input"),
            outputs=_mappings(extensions, "output"),
            **_work(extensions),
            **_human(extensions),
            **_call(extensions),
        )

    def read_loop(self, node: etree._Element) -> Loop:
        loop = super().read_loop(node)
        settings = node.find(f"{bpmn('extensionElements')}/{zeebe('loopCharacteristics')}")
        if settings is None:
            return loop
        return replace(
            loop,
            input_collection=settings.get("inputCollection") or None,
            input_element=settings.get("inputElement") or None,
            output_collection=settings.get("outputCollection") or None,
            output_element=settings.get("outputElement") or None,
        )

    def read_ad_hoc(self, node: etree._Element) -> AdHoc:
        settings = node.find(f"{bpmn('extensionElements')}/{zeebe('adHoc')}")
        if settings is None:
            return super().read_ad_hoc(node)
        return replace(
            super().read_ad_hoc(node),
            active_elements=settings.get("activeElementsCollection") or None,
            output_collection=settings.get("outputCollection") or None,
            output_element=settings.get("outputElement") or None,
        )

    def read_correlation_key(self, message: etree._Element, _at: etree._Element) -> str | None:
        found = message.find(f"{bpmn('extensionElements')}/{zeebe('subscription')}")
        return None if found is None else found.get("correlationKey") or None

    def read_filter(self, definition: etree._Element) -> tuple[bool, bool]:
        found = definition.find(f"{bpmn('extensionElements')}/{zeebe('conditionalFilter')}")
        text = None if found is None else found.get("variableEvents")
        events = {one.strip() for one in text.split(",")} if text else {"create", "update"}
        return "create" in events, "update" in events

    def read_process(self, node: etree._Element) -> ProcessFacts:
        extensions = node.find(bpmn("extensionElements"))
        if extensions is None:
            return ProcessFacts()
        properties, tag = _properties(extensions), extensions.find(zeebe("versionTag"))
        return ProcessFacts(
            names=names_in(properties),
            version_tag=None if tag is None else tag.get("value"),
            properties=properties,
        )


def zeebe(tag: str) -> str:
    """The qualified name of a zeebe tag."""
    return f"{{{NAMESPACE}}}{tag}"


def _work(extensions: etree._Element) -> dict[str, Any]:
    """What a service, script or business rule task does."""
    facts: dict[str, Any] = {}
    if (task := extensions.find(zeebe("taskDefinition"))) is not None:
        facts["service"] = ServiceCall(
            type=task.get("type", ""), retries=task.get("retries") or "3", headers=_headers(extensions)
        )
    if (script := extensions.find(zeebe("script"))) is not None:
        facts["script"] = Script(
            expression=script.get("expression", ""), result_variable=script.get("resultVariable", "")
        )
    if (decision := extensions.find(zeebe("calledDecision"))) is not None:
        facts["decision"] = DecisionCall(
            decision_id=decision.get("decisionId", ""),
            result_variable=decision.get("resultVariable", ""),
            binding=_binding(decision),
        )
    return facts


def _human(extensions: etree._Element) -> dict[str, Any]:
    """Who does a user task, until when and with which form."""
    facts: dict[str, Any] = {}
    if (assignment := extensions.find(zeebe("assignmentDefinition"))) is not None:
        facts["assignment"] = Assignment(
            assignee=assignment.get("assignee") or None,
            candidate_groups=assignment.get("candidateGroups") or None,
            candidate_users=assignment.get("candidateUsers") or None,
        )
    if (schedule := extensions.find(zeebe("taskSchedule"))) is not None:
        facts["schedule"] = Schedule(
            due_date=schedule.get("dueDate") or None, follow_up_date=schedule.get("followUpDate") or None
        )
    if (priority := extensions.find(zeebe("priorityDefinition"))) is not None:
        facts["priority"] = priority.get("priority") or None
    if (form := extensions.find(zeebe("formDefinition"))) is not None:
        facts["form_id"] = form.get("formId") or None
        facts["form_binding"] = _binding(form)
    return facts


def _call(extensions: etree._Element) -> dict[str, Any]:
    called = extensions.find(zeebe("calledElement"))
    if called is None:
        return {}
    return {
        "called_process": called.get("processId") or None,
        "called_binding": _binding(called),
        "shares_parent_variables": called.get("propagateAllParentVariables") != "false",
        "shares_child_variables": called.get("propagateAllChildVariables") != "false",
    }


def _binding(node: etree._Element) -> Binding:
    """Which version is meant; the linter refuses other words."""
    match node.get("bindingType"):
        case "deployment":
            return Binding(kind="deployment")
        case "versionTag":
            return Binding(kind="versionTag", tag=node.get("versionTag") or None)
    return LATEST


def _mappings(extensions: etree._Element, kind: str) -> tuple[Mapping, ...]:
    found = extensions.findall(f"{zeebe('ioMapping')}/{zeebe(kind)}")
    return tuple(Mapping(source=one.get("source", ""), target=one.get("target", "")) for one in found)


def _headers(extensions: etree._Element) -> tuple[tuple[str, str], ...]:
    found = extensions.findall(f"{zeebe('taskHeaders')}/{zeebe('header')}")
    return tuple((one.get("key", ""), one.get("value", "")) for one in found)


def _properties(extensions: etree._Element) -> tuple[tuple[str, str], ...]:
    found = extensions.findall(f"{zeebe('properties')}/{zeebe('property')}")
    return tuple((one.get("name", ""), one.get("value", "")) for one in found)
