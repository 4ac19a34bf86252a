"""Camunda 7's dialect (``camunda:``): a row for each attribute and element."""

from __future__ import annotations

from engine.bpmn.semantics.row import Row, refused

_WORK = "Use zeebe:taskDefinition with the type of an operation, a connector or a worker."
REMEDIES = {
    "assignee": "Use zeebe:assignmentDefinition assignee.",
    "candidateGroups": "Use zeebe:assignmentDefinition candidateGroups.",
    "candidateUsers": "Use zeebe:assignmentDefinition candidateUsers.",
    "formKey": "Use zeebe:formDefinition formId.",
    "formRef": "Use zeebe:formDefinition formId.",
    "dueDate": "Use zeebe:taskSchedule dueDate.",
    "followUpDate": "Use zeebe:taskSchedule followUpDate.",
    "priority": "Use zeebe:priorityDefinition priority.",
    "decisionRef": "Use zeebe:calledDecision decisionId.",
    "resultVariable": "Use the resultVariable of zeebe:script or zeebe:calledDecision.",
    "class": _WORK,
    "delegateExpression": _WORK,
    "expression": "Use zeebe:script with a FEEL expression.",
    "topic": "Use zeebe:taskDefinition type.",
    "type": "Use zeebe:taskDefinition type.",
    "collection": "Use zeebe:loopCharacteristics inputCollection.",
    "elementVariable": "Use zeebe:loopCharacteristics inputElement.",
    "inputOutput": "Use zeebe:ioMapping with FEEL expressions.",
    "properties": "Use zeebe:properties.",
    "versionTag": "Use zeebe:versionTag in the process's extension elements.",
}
"""What to use instead of an attribute or element that is refused."""


def rows() -> list[Row]:
    return [
        refused(f"camunda:{name}", "belongs to Camunda 7's dialect, which is not run.", remedy)
        for name, remedy in REMEDIES.items()
    ]
