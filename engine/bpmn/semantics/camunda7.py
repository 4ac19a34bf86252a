"""Camunda 7's dialect (``camunda:``): a row for each word, whether attribute or element."""

from __future__ import annotations

from dataclasses import dataclass

from engine.bpmn.semantics.row import Row, documents, refused, runs

_WORKED = "serviceTask sendTask businessRuleTask"
_JOBS = f"{_WORKED} endEvent intermediateThrowEvent messageEventDefinition"
ANYTHING = "*"


@dataclass(frozen=True, slots=True)
class Word:
    """A word that runs: what it may stand in, and what a designer should know."""

    places: str
    note: str = ""


ATTRIBUTES = {
    "assignee": Word("userTask"),
    "candidateUsers": Word("userTask"),
    "candidateGroups": Word("userTask"),
    "dueDate": Word("userTask", "ISO 8601 or an expression."),
    "followUpDate": Word("userTask", "ISO 8601 or an expression."),
    "priority": Word("userTask", "From 0 to 100."),
    "formKey": Word("userTask startEvent", "The id of a form, also as camunda-forms:deployment:<id>.form."),
    "formRef": Word("userTask startEvent", "The id of a form."),
    "formRefBinding": Word("userTask startEvent", "latest or deployment."),
    "type": Word(_WORKED, "external; the topic says which work."),
    "topic": Word(_WORKED, "The type of an operation, a connector or a worker."),
    "resultVariable": Word("businessRuleTask scriptTask"),
    "decisionRef": Word("businessRuleTask"),
    "decisionRefBinding": Word("businessRuleTask", "latest, deployment or versionTag."),
    "decisionRefVersionTag": Word("businessRuleTask"),
    "mapDecisionResult": Word(
        "businessRuleTask", "A table of one output gives its values themselves, not contexts with one entry."
    ),
    "calledElementBinding": Word("callActivity", "latest, deployment or versionTag."),
    "calledElementVersionTag": Word("callActivity"),
    "collection": Word("multiInstanceLoopCharacteristics", "The name of a variable, or an expression."),
    "elementVariable": Word("multiInstanceLoopCharacteristics"),
    "versionTag": Word("process"),
    "errorCodeVariable": Word("errorEventDefinition", "Where it is caught."),
    "escalationCodeVariable": Word("escalationEventDefinition", "Where it is caught."),
    "variableEvents": Word("conditionalEventDefinition", "create, update or both."),
}
"""Attributes of BPMN elements that run."""

ELEMENTS = {
    "inputOutput": Word(ANYTHING),
    "inputParameter": Word(
        "inputOutput", "A text, an expression, a list or a map; only the element sees it."
    ),
    "outputParameter": Word("inputOutput", "What leaves the element; without any, all that it writes."),
    "list": Word("inputParameter outputParameter entry list"),
    "map": Word("inputParameter outputParameter entry list"),
    "value": Word("list formField"),
    "formData": Word("userTask startEvent", "Deployed as a form of its own, called process-element."),
    "formField": Word("formData", "Of type string, long, boolean, date or enum."),
    "validation": Word("formField"),
    "constraint": Word("validation", "required, readonly, min, max, minlength, maxlength."),
    "entry": Word("map"),
    "in": Word("callActivity signalEventDefinition", "What the called process, or the signal, is given."),
    "out": Word("callActivity", "What the called process gives back."),
    "properties": Word(ANYTHING, "Also given to workers, as headers."),
    "property": Word(
        "properties", "correlationKey says by which key an event or a receive task waits for its message."
    ),
    "failedJobRetryTimeCycle": Word(ANYTHING, "R3/PT5M: three tries; the time between them is Baton's own."),
}
"""Elements that run."""

_STEPS = "Each step of Baton is one transaction; nothing has to be said."
HARMLESS = {
    "asyncBefore": _STEPS,
    "asyncAfter": _STEPS,
    "async": _STEPS,
    "exclusive": _STEPS,
    "jobPriority": "Work is done in the order in which it comes.",
    "taskPriority": "Work is done in the order in which it comes.",
    "historyTimeToLive": "How long finished instances are kept is a setting of Baton.",
    "isStartableInTasklist": "A process with a form at its start event is offered under Start.",
}
"""What changes nothing here; it is told as a hint."""

DOCUMENTS = ("diagramRelationId", "modelerTemplate", "modelerTemplateVersion")

_TOPIC = 'Use camunda:type="external" and a camunda:topic: the type of an operation, a connector or a worker.'
_LISTEN = "Draw a service task where it should happen."
_JAVA = "calls Java, which Baton does not run."
_VERSION = "Bind to latest, deployment or a version tag."
_NO_TENANTS = "names a tenant; Baton has none."
_FORM = "Draw a form in the studio and name it with camunda:formRef."
_IN_MODEL = "is a word of Activiti's forms, which Baton does not draw."
_CMMN = "calls a case (CMMN), which Baton does not run."
_AS_PROCESS = "Call a process."
_RIGHTS = "limits who may start the process, which Baton does not do by the model."
_WHO = "Remove it; who sees a task is said by candidateGroups or a lane."
REFUSED = {
    "class": (_JAVA, _TOPIC),
    "delegateExpression": (_JAVA, _TOPIC),
    "expression": (
        _JAVA,
        'Use a script task with scriptFormat="feel" and a camunda:resultVariable, or a topic.',
    ),
    "executionListener": ("listens to the engine, which Baton does not offer.", _LISTEN),
    "taskListener": (
        "listens to the task, which Baton does not offer.",
        "Draw a service task, or a boundary event on the task.",
    ),
    "connector": ("calls a connector of Camunda 7.", _TOPIC),
    "field": ("is a field of a Java class.", "Use an input parameter."),
    "script": (
        "is a script in a programming language.",
        'Write an expression such as ${a + b}, or FEEL after "=".',
    ),
    "resource": ("names a script in a file.", 'Use scriptFormat="feel" with the script in the model.'),
    "errorEventDefinition": (
        "turns the failure of a worker into an error.",
        "Let the worker throw the error.",
    ),
    "errorMessageVariable": (
        "asks for the text of an error.",
        "Let what throws the error give it as a variable.",
    ),
    "initiator": ("asks who started the process.", "Give the start form a field for it."),
    "formRefVersion": ("names a form by its number.", "Bind to latest or deployment."),
    "formHandlerClass": (_JAVA, _FORM),
    "formProperty": (_IN_MODEL, _FORM),
    "decisionRefVersion": ("names a decision by its number.", _VERSION),
    "decisionRefTenantId": (_NO_TENANTS, "Remove it."),
    "calledElementVersion": ("names a process by its number.", _VERSION),
    "calledElementTenantId": (_NO_TENANTS, "Remove it."),
    "variableMappingClass": (_JAVA, "Use camunda:in and camunda:out."),
    "variableMappingDelegateExpression": (_JAVA, "Use camunda:in and camunda:out."),
    "caseRef": (_CMMN, _AS_PROCESS),
    "caseBinding": (_CMMN, _AS_PROCESS),
    "caseVersion": (_CMMN, _AS_PROCESS),
    "caseTenantId": (_CMMN, _AS_PROCESS),
    "candidateStarterGroups": (_RIGHTS, _WHO),
    "candidateStarterUsers": (_RIGHTS, _WHO),
    "potentialStarter": (_RIGHTS, _WHO),
    "variableName": (
        "limits which variable wakes the condition.",
        "Remove it; the condition is asked again when a variable that it names changes.",
    ),
}
"""Words that do not run: why, and what to write instead."""

ASPECTS = {
    "type/other": ("is work that only Camunda 7 does.", _TOPIC),
    "topic/missing": ("is external, but has no topic.", _TOPIC),
    "formKey/page": ("names a page of an application, which Baton does not show.", _FORM),
    "formRefBinding/version": ("binds a form by its number.", "Bind to latest or deployment."),
    "decisionRefBinding/version": ("binds a decision by its number.", _VERSION),
    "calledElementBinding/version": ("binds a process by its number.", _VERSION),
    "decisionRefBinding/without-tag": ("binds to a version tag and names none.", "Write its version tag."),
    "calledElementBinding/without-tag": ("binds to a version tag and names none.", "Write its version tag."),
    "decisionRef/without-result": ("names a decision, but no camunda:resultVariable.", "Give it one."),
    "in/businessKey": (
        "gives the called process a business key of its own.",
        "Remove it; a called instance has its caller's business id.",
    ),
    "formField/type": ("has a type that Baton does not draw.", "Use string, long, boolean, date or enum."),
    "formField/default": ("has a default that is computed.", "Use an input parameter of the field's name."),
    "formData/businessKey": (
        "writes the business key.",
        "Remove businessKey; the process says its business id when it is started.",
    ),
    "constraint/unknown": (
        "checks what Baton does not.",
        "Use required, readonly, min, max, minlength, maxlength with numbers.",
    ),
    "in/local": (
        "passes only the variables of the call itself.",
        "Name what is passed, with source and target.",
    ),
    "in/all-with-a-signal": (
        "sends all variables with a signal.",
        "Name what is sent, with source and target.",
    ),
    "in/incomplete": ("does not say what goes where.", "Give it a source and a target."),
    "out/incomplete": ("does not say what goes where.", "Give it a source and a target."),
    "out/local": ("keeps a result where it ends with the call.", 'Remove local="true".'),
    "out/all-and-more": (
        "gives all variables back beside chosen ones.",
        'Remove variables="all", or the other camunda:out and output parameters.',
    ),
    "variableEvents/delete": ("waits for a variable to be deleted.", "Write create, update or both."),
    "failedJobRetryTimeCycle/unreadable": ("says its retries in no way that Baton reads.", "Write R3/PT5M."),
}
"""What of a word that runs does not."""


def rows() -> list[Row]:
    words = {**ATTRIBUTES, **ELEMENTS}
    return [
        *(runs(f"camunda:{name}", word.note) for name, word in words.items()),
        *(documents(f"camunda:{name}", f"A hint tells: {note}") for name, note in HARMLESS.items()),
        *(documents(f"camunda:{name}", "By it an editor knows its template.") for name in DOCUMENTS),
        *(refused(f"camunda:{name}", *told) for name, told in REFUSED.items()),
        *(refused(f"camunda:{name}", *told) for name, told in ASPECTS.items()),
    ]
