"""Tasks and called processes: each must say what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.rules.registry import Case, at, at_reference, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding


@rule
def service_task_without_type(case: Case) -> Iterator[Finding]:
    for element in case.elements("serviceTask"):
        if element.service is None:
            yield at(element, "does not say what to do.", "Give it a zeebe:taskDefinition with a type.")


@rule
def script_task_without_script(case: Case) -> Iterator[Finding]:
    for element in case.elements("scriptTask"):
        if element.script is None and element.service is None:
            yield at(element, "has no script.", "Give it a zeebe:script with a FEEL expression.")


@rule
def decision_task_without_decision(case: Case) -> Iterator[Finding]:
    for element in case.elements("businessRuleTask"):
        if element.decision is None and element.service is None:
            yield at(element, "names no decision.", "Give it a zeebe:calledDecision.")


@rule
def message_task_without_message(case: Case) -> Iterator[Finding]:
    for element in case.elements("sendTask", "receiveTask"):
        if element.event is None and (element.type == "receiveTask" or element.service is None):
            yield at(element, "names no message.", "Give it a messageRef.")


@rule
def two_kinds_of_work(case: Case) -> Iterator[Finding]:
    for element in case.elements("scriptTask", "businessRuleTask", "sendTask"):
        other = element.script or element.decision or (element.event if element.type == "sendTask" else None)
        if element.service is not None and other is not None:
            yield at(element, "has a task definition beside its own work.", "Keep one of them.")


@rule
def passes_straight_through(case: Case) -> Iterator[Finding]:
    for element in case.elements("task", "manualTask"):
        yield at(
            element, "is passed without stopping.", "Make it a user task if somebody should do it.", "hint"
        )


@rule
def unknown_form(case: Case) -> Iterator[Finding]:
    for element in case.elements("userTask"):
        if element.form_id is None:
            yield at(element, "has no form.", "Name one with zeebe:formDefinition formId.", "hint")
        elif _missing(element.form_id, case.known.forms):
            yield at_reference(
                case, element, f"names the form {element.form_id!r}", "Deploy the form with it."
            )


@rule
def unknown_decision(case: Case) -> Iterator[Finding]:
    for element in case.elements("businessRuleTask"):
        if element.decision and _missing(element.decision.decision_id, case.known.decisions):
            name = element.decision.decision_id
            yield at_reference(case, element, f"names the decision {name!r}", "Deploy the decision with it.")


@rule
def unknown_process(case: Case) -> Iterator[Finding]:
    known = None if case.known.processes is None else case.known.processes | case.models.keys()
    for element in case.elements("callActivity"):
        if element.called_process is None:
            yield at(element, "names no process.", "Give it a zeebe:calledElement processId.")
        elif _missing(element.called_process, known):
            yield at_reference(
                case, element, f"calls {element.called_process!r}", "Deploy that process first."
            )


@rule
def mapping_without_meaning(case: Case) -> Iterator[Finding]:
    """Nothing goes into an event that only starts or catches."""
    for element in case.elements("startEvent", "boundaryEvent"):
        if element.inputs:
            yield at(element, "has input mappings.", "Use output mappings; nothing goes in here.")
    for element in case.elements("endEvent", "intermediateThrowEvent"):
        if element.outputs:
            yield at(element, "has output mappings.", "Use input mappings; nothing comes out here.")


def _missing(name: str, known: frozenset[str] | set[str] | None) -> bool:
    """A computed name cannot be looked up before it runs."""
    return known is not None and not name.startswith("=") and name not in known
