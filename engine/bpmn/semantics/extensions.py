"""The extension elements of Camunda 8 (``zeebe:``): a row for each and for each attribute."""

from __future__ import annotations

from dataclasses import dataclass

from engine.bpmn.semantics.row import Row, documents, refused, runs

_WORKED = "serviceTask sendTask businessRuleTask scriptTask"
_MAPPED = (
    "userTask serviceTask scriptTask sendTask receiveTask businessRuleTask callActivity subProcess transaction "
    "adHocSubProcess "
    "intermediateCatchEvent intermediateThrowEvent boundaryEvent startEvent endEvent task manualTask"
)
ANYTHING = "*"


@dataclass(frozen=True, slots=True)
class Word:
    """A zeebe element: its attributes, those it must have, and what it may stand in."""

    attributes: str
    parents: str
    wanted: str = ""
    note: str = ""


WORDS = {
    "taskDefinition": Word("type retries", _WORKED, "type", "Which operation, connector or worker does it."),
    "taskHeaders": Word("", f"{_WORKED} userTask"),
    "header": Word("key value", "taskHeaders", "key"),
    "ioMapping": Word("", _MAPPED),
    "input": Word("source target", "ioMapping", "source target", "Makes a variable that only the element sees."),
    "output": Word("source target", "ioMapping", "source target", "Gives a result to the scope around."),
    "properties": Word("", ANYTHING),
    "property": Word("name value", "properties", "name", "name:ru and others hold the texts of other languages."),
    "userTask": Word("", "userTask", "", "Every user task is one of Baton's own."),
    "assignmentDefinition": Word("assignee candidateGroups candidateUsers", "userTask"),
    "taskSchedule": Word("dueDate followUpDate", "userTask"),
    "priorityDefinition": Word("priority", "userTask"),
    "formDefinition": Word("formId bindingType versionTag", "userTask startEvent", "formId"),
    "calledDecision": Word(
        "decisionId resultVariable bindingType versionTag", "businessRuleTask", "decisionId resultVariable"
    ),
    "calledElement": Word(
        "processId propagateAllChildVariables propagateAllParentVariables bindingType versionTag",
        "callActivity",
        "processId",
        "The process may be named by FEEL; it runs as an instance of its own.",
    ),
    "script": Word("expression resultVariable", "scriptTask", "expression resultVariable"),
    "subscription": Word("correlationKey", "message"),
    "conditionalFilter": Word(
        "variableEvents", "conditionalEventDefinition", "", "Look again only when a variable is created, or updated."
    ),
    "loopCharacteristics": Word(
        "inputCollection inputElement outputCollection outputElement", "multiInstanceLoopCharacteristics"
    ),
    "adHoc": Word(
        "activeElementsCollection outputCollection outputElement", "adHocSubProcess", "",
        "What begins by itself, and what is collected from each activity that was begun.",
    ),
    "versionTag": Word("value", "process", "value"),
}  # fmt: skip
"""What runs. A word that begins to run moves here from REFUSED, with its attributes."""

IN_PLACE = {
    ("userTask", "taskHeaders"): "Nobody reads them; the linter hints at properties.",
    ("startEvent", "formDefinition"): "The form by which people start the process.",
}
"""What is special about a word in one of its places."""

_EVERY = "latest deployment versionTag"
BINDINGS = {"calledElement": _EVERY, "calledDecision": _EVERY, "formDefinition": _EVERY}
"""The values of bindingType that run, by element; the others of ALL_BINDINGS are refused."""

ALL_BINDINGS = ("latest", "deployment", "versionTag")

_DEPLOY_FORM = "Deploy the form as a file of its own and name it with zeebe:formDefinition formId."
_UNKNOWN = "is a zeebe element that Baton does not run."
REFUSED = {
    "userTaskForm": (_UNKNOWN, _DEPLOY_FORM),
    "executionListeners": (_UNKNOWN, "Draw a service task."),
    "executionListener": (_UNKNOWN, "Draw a service task."),
    "taskListeners": (_UNKNOWN, "Draw a service task."),
    "taskListener": (_UNKNOWN, "Draw a service task."),
    "linkedResources": (_UNKNOWN, "Remove it."),
    "linkedResource": (_UNKNOWN, "Remove it."),
    "jobPriorityDefinition": (_UNKNOWN, "Remove it; jobs are done in the order in which they come."),
    "agentDefinition": (_UNKNOWN, "Draw a service task."),
}
_ATTRIBUTE = "has an attribute {!r} that Baton does not run."
REFUSED_ATTRIBUTES = {
    "conditionalFilter.variableNames": "Name the variables in the condition; it looks again when one of them changes.",
    "formDefinition.formKey": "Deploy the form as a file of its own and name it with formId.",
    "formDefinition.externalReference": "Deploy the form as a file of its own and name it with formId.",
    "calledElement.processIdExpression": "Name the process by FEEL in processId.",
    "calledElement.businessId": "Remove it; a called instance has its caller's business id.",
}


DOCUMENTS = ("modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon",
             "modelerConfigurationTemplate", "modelerConfigurationName")  # fmt: skip
"""Attributes of BPMN elements by which editors know their templates."""

_OF_JOBS = ("endEvent", "intermediateThrowEvent", "adHocSubProcess")
"""Camunda 8 makes jobs of them."""


def rows() -> list[Row]:
    return [
        *_running(),
        *_bindings(),
        *_documenting(),
        *_refused(),
        *_refused_attributes(),
        *_refused_places(),
    ]


def out_of_place(name: str, parent: str) -> tuple[str, str]:
    """Why a word is refused in a place where it means nothing, and where it belongs."""
    return (
        f"has no meaning in {parent}.",
        f"It belongs into: {', '.join(sorted(WORDS[name].parents.split()))}.",
    )


def _documenting() -> list[Row]:
    return [documents(f"zeebe:{name}", "By it an editor knows its template.") for name in DOCUMENTS]


def _refused_places() -> list[Row]:
    return [
        refused(f"{place}/zeebe:taskDefinition", *out_of_place("taskDefinition", place)) for place in _OF_JOBS
    ]


def _running() -> list[Row]:
    """A row for each element, for each of its attributes and, where there are several, for each of its places."""
    found = []
    for name, word in WORDS.items():
        found.append(runs(f"zeebe:{name}", word.note))
        found += [runs(f"zeebe:{name}.{attribute}") for attribute in word.attributes.split()]
        places = word.parents.split()
        found += [
            runs(f"{place}/zeebe:{name}", IN_PLACE.get((place, name), ""))
            for place in places
            if len(places) > 1
        ]
    return found


def _bindings() -> list[Row]:
    found = []
    for name, running in BINDINGS.items():
        for binding in ALL_BINDINGS:
            row_id = f"zeebe:{name}.bindingType/{binding}"
            told = (f'has bindingType="{binding}"; the latest version is used.', "Remove it.")
            found.append(runs(row_id) if binding in running.split() else refused(row_id, *told))
    return found


def _refused() -> list[Row]:
    return [refused(f"zeebe:{name}", *told) for name, told in REFUSED.items()]


def _refused_attributes() -> list[Row]:
    return [
        refused(f"zeebe:{name}", _ATTRIBUTE.format(name.split(".")[1]), remedy)
        for name, remedy in REFUSED_ATTRIBUTES.items()
    ]
