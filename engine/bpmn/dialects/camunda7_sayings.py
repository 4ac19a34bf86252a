"""What a remedy for one dialect is called in the other."""

from __future__ import annotations

IN_CAMUNDA_8 = {
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
    "topic": "Use zeebe:taskDefinition type.",
    "type": "Use zeebe:taskDefinition type.",
    "collection": "Use zeebe:loopCharacteristics inputCollection.",
    "elementVariable": "Use zeebe:loopCharacteristics inputElement.",
    "inputOutput": "Use zeebe:ioMapping with FEEL expressions.",
    "properties": "Use zeebe:properties.",
    "versionTag": "Use zeebe:versionTag in the process's extension elements.",
}
"""Words of Camunda 7, and what says the same in a model of Camunda 8."""

SAYINGS = {
    "Give it a zeebe:taskDefinition with a type.":
        'Use camunda:type="external" and a camunda:topic: the type of an operation, a connector or a worker.',
    "Give it a zeebe:script with a FEEL expression.":
        'Set scriptFormat="feel", write the script in FEEL and give it a camunda:resultVariable.',
    "Use zeebe:script with FEEL.":
        'Set scriptFormat="feel", write the script in FEEL and give it a camunda:resultVariable.',
    "Use zeebe:script with a FEEL expression.":
        'Set scriptFormat="feel", write the script in FEEL and give it a camunda:resultVariable.',
    "Use zeebe:ioMapping.": "Use camunda:inputOutput, or remove it.",
    "Give it a zeebe:calledDecision.": "Give it a camunda:decisionRef and a camunda:resultVariable.",
    "Give it a zeebe:calledElement processId.": "Give it a calledElement.",
    "Give the message a zeebe:subscription correlationKey.":
        "Give it the extension property correlationKey, such as ${orderId}.",
    "Name one with zeebe:formDefinition formId.": "Name one with camunda:formRef.",
    "Give it zeebe:loopCharacteristics with an inputCollection, or a loopCardinality.":
        "Give it a camunda:collection, or a loopCardinality.",
}  # fmt: skip
"""Remedies for a model of Camunda 8, and what they are in one of Camunda 7."""
