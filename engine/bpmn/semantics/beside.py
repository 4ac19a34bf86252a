"""What stands beside the processes of a file, or inside what is refused anyway."""

from __future__ import annotations

from engine.bpmn.semantics.row import Row, documents, refused, runs

_AS_A_PROCESS = "Draw a process with this task in it, and call that."
_GLOBAL = "is a global task, which Baton does not call."
BESIDE = [
    runs("definitions", "The file as a whole."),
    runs("message", "What message events and tasks refer to; its name is what counts."),
    runs("signal", "What signal events refer to; its name is what counts."),
    runs("error", "What error events refer to; its code is what counts."),
    runs("escalation", "What escalation events refer to; its code is what counts."),
    documents("import", "Nothing is fetched; what is referred to must stand in the file."),
    documents("itemDefinition", "FEEL knows the types of values by itself."),
    documents("dataStore"),
    documents("category"),
    documents("categoryValue"),
    documents("categoryValueRef"),
    runs("resource", "What a potential owner refers to; its name is a group."),
    documents("resourceParameter"),
    documents("interface", "Work is named by zeebe:taskDefinition."),
    documents("operation"),
    documents("endPoint"),
    documents("partnerEntity"),
    documents("partnerRole"),
    documents("participantMultiplicity"),
    documents("participantAssociation"),
    documents("messageFlowAssociation"),
    documents("correlationKey", "Messages are correlated by zeebe:subscription."),
    documents("correlationProperty"),
    documents("correlationPropertyRetrievalExpression"),
    documents("conversation"),
    documents("subConversation"),
    documents("callConversation"),
    documents("conversationLink"),
    documents("conversationAssociation"),
    documents("globalConversation"),
    documents("choreography", "As a process that is not executable."),
    documents("globalChoreographyTask"),
    documents("relationship"),
    documents("extension"),
    documents("partitionElement"),
    documents("supports"),
    refused("extension/must-understand", "must be understood, and Baton does not.", "Remove it."),
    refused("globalTask", _GLOBAL, _AS_A_PROCESS),
    refused("globalUserTask", _GLOBAL, _AS_A_PROCESS),
    refused("globalManualTask", _GLOBAL, _AS_A_PROCESS),
    refused("globalScriptTask", _GLOBAL, _AS_A_PROCESS),
    refused("globalBusinessRuleTask", _GLOBAL, _AS_A_PROCESS),
    refused("inputSet", "is not read.", "Use zeebe:ioMapping."),
    refused("outputSet", "is not read.", "Use zeebe:ioMapping."),
    refused("correlationPropertyBinding", "is not read.", "Use zeebe:subscription correlationKey."),
    refused("resourceParameterBinding", "is not read.", "Use zeebe:assignmentDefinition."),
    refused("operationRef", "calls a web service operation.", "Use zeebe:taskDefinition."),
    refused("supportedInterfaceRef", "is not read.", "Remove it."),
]


def rows() -> list[Row]:
    return BESIDE
