"""The words of DMN 1.1 to 1.5: the names of its elements, by what they are for."""

from __future__ import annotations

EXPRESSIONS = frozenset({
    "literalExpression", "context", "invocation", "functionDefinition", "list", "relation", "decisionTable",
    "conditional", "filter", "for", "some", "every",
})  # fmt: skip
"""The boxed expressions: what can stand wherever an expression can."""
_PARTS_OF_EXPRESSIONS = frozenset({
    "text", "importedValues", "importedElement", "contextEntry", "binding", "parameter", "formalParameter", "column",
    "row", "if", "then", "else", "in", "match", "return", "satisfies", "input", "inputExpression", "inputValues",
    "output", "outputValues", "defaultOutputEntry", "rule", "inputEntry", "outputEntry", "annotation",
    "annotationEntry",
})  # fmt: skip
_ELEMENTS = frozenset({
    "definitions", "import", "itemDefinition", "itemComponent", "typeRef", "allowedValues", "typeConstraint",
    "functionItem", "parameters", "decision", "inputData", "businessKnowledgeModel", "encapsulatedLogic",
    "decisionService", "outputDecision", "encapsulatedDecision", "inputDecision", "knowledgeSource", "variable",
    "informationRequirement", "requiredDecision", "requiredInput", "knowledgeRequirement", "requiredKnowledge",
    "authorityRequirement", "requiredAuthority", "drgElement", "businessContextElement",
})  # fmt: skip
_DOCUMENTATION = frozenset({
    "description", "extensionElements", "question", "allowedAnswers", "impactedPerformanceIndicator",
    "decisionMaker", "decisionOwner", "usingProcess", "usingTask", "supportedObjective", "property", "type", "owner",
    "locationURI", "impactingDecision", "decisionMade", "decisionOwned", "organizationUnit", "performanceIndicator",
    "elementCollection", "artifact", "textAnnotation", "association", "sourceRef", "targetRef", "group",
})  # fmt: skip
VOCABULARY = EXPRESSIONS | _PARTS_OF_EXPRESSIONS | _ELEMENTS | _DOCUMENTATION
