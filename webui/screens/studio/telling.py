"""The studio's words: kinds of differences and findings, in the language of the page."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engine.dmn import reading as dmn_reading
from engine.errors import BatonError
from engine.forms.loading import known as form_components
from engine.studio import naming, parts
from engine.studio.comparing import LAYOUT
from webui import localization
from webui.errors import message
from webui.screens.studio import sayings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask_babel.speaklater import LazyString

    from engine.process.errors import FileFinding
    from engine.studio.comparing import Difference

_ICONS = {naming.MODEL: "diagram", naming.FORM: "note", naming.DECISIONS: "table"}
_KINDS: dict[str, LazyString] = {
    "file": _l("File"), "process": _l("Process"), "userTask": _l("User task"), "serviceTask": _l("Service task"),
    "scriptTask": _l("Script task"), "businessRuleTask": _l("Business rule task"), "sendTask": _l("Send task"),
    "receiveTask": _l("Receive task"), "manualTask": _l("Manual task"), "task": _l("Task"),
    "callActivity": _l("Call activity"), "subProcess": _l("Sub-process"), "sequenceFlow": _l("Sequence flow"),
    "startEvent": _l("Start event"), "endEvent": _l("End event"), "boundaryEvent": _l("Boundary event"),
    "intermediateCatchEvent": _l("Intermediate event"), "intermediateThrowEvent": _l("Intermediate event"),
    "exclusiveGateway": _l("Gateway"), "parallelGateway": _l("Gateway"), "inclusiveGateway": _l("Gateway"),
    "eventBasedGateway": _l("Gateway"), "lane": _l("Lane"), "participant": _l("Pool"), "message": _l("Message"),
    "error": _l("Error"), "escalation": _l("Escalation"), "signal": _l("Signal"), "textAnnotation": _l("Note"),
    "decision": _l("Decision"), "rule": _l("Rule"), "input": _l("Input column"), "output": _l("Output column"),
}  # fmt: skip
_MAPPINGS = {"input": _l("Input"), "output": _l("Output")}
_FACTS: dict[str, LazyString] = {
    "name": _l("Name"), "label": _l("Label"), "description": _l("Description"), "documentation": _l("Description"),
    "formDefinition formId": _l("Form"), "conditionExpression": _l("Condition"), "validate": _l("Checks"),
    "assignmentDefinition assignee": _l("Assignee"), "assignmentDefinition candidateGroups": _l("Groups"),
    "taskSchedule dueDate": _l("Due"), "taskDefinition type": _l("Kind of work"), "conditional": _l("Condition"),
    "calledDecision decisionId": _l("Decision"), "sourceRef": _l("From"), "targetRef": _l("To"), "key": _l("Key"),
    "timerEventDefinition timeDuration": _l("Duration"), "timerEventDefinition timeDate": _l("Date"),
    "timerEventDefinition timeCycle": _l("Cycle"), "script expression": _l("Expression"), "values": _l("Options"),
    "elements": _l("Elements"), "hitPolicy": _l("Hit policy"), "expression": _l("Expression"),
}  # fmt: skip
"""Properties as people call them; any other keeps its name in the file."""
_STATES = {
    "added": ("good", _l("added")),
    "removed": ("danger", _l("removed")),
    "changed": ("info", _l("changed")),
}
_LONG = 160
_ELEMENT = re.compile(r"(?P<kind>[A-Za-z]+) '[^']*' ")
"""How the linter begins a message: type and id of the element."""


@dataclass(frozen=True)
class File:
    """A file of a folder, as a list shows it."""

    name: str
    size: int

    @property
    def icon(self) -> str:
        return _ICONS[PurePath(self.name).suffix]

    @property
    def kind(self) -> str:
        words = {naming.MODEL: gettext("Model"), naming.FORM: gettext("Form")}
        return str(words.get(PurePath(self.name).suffix) or gettext("Decision table"))

    @property
    def stem(self) -> str:
        return PurePath(self.name).stem


@dataclass(frozen=True)
class Told:
    """A finding in the words of the page."""

    finding: FileFinding
    message: str
    remedy: str
    name: str = ""
    """What its element is called."""

    @property
    def place(self) -> str:
        return self.name or self.finding.place

    @property
    def chip(self) -> str:
        return {"error": "error", "warning": "warn"}.get(self.finding.severity, "info")

    @property
    def severity(self) -> str:
        words = {"error": gettext("Error"), "warning": gettext("Warning")}
        return str(words.get(self.finding.severity) or gettext("Hint"))


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A difference in the words of the page."""

    what: str
    name: str
    chip: str
    state: str
    facts: tuple[tuple[str, str, str], ...]
    """Property, before, after."""


@dataclass(frozen=True, kw_only=True)
class FileChanges:
    """The differences of one file."""

    file: File
    changes: list[Changed]
    moved: int
    """Elements that are drawn elsewhere and otherwise the same."""


def refusal(error: BatonError) -> str:
    """Why a file cannot be brought, in the language of the page: the reasons are those of the checks."""
    if localization.locale() != "ru":
        return message(error)
    told = {
        name: sayings.in_russian(str(error.facts[name]))
        for name in ("place", "reason", "remedy")
        if name in error.facts
    }
    return str(gettext(error.text).format(**dict(error.facts, **told)))


def finding(one: FileFinding) -> tuple[str, str]:
    """A finding's message and remedy in the language of the page."""
    russian = localization.locale() == "ru"
    said, remedy = (sayings.in_russian(text) if russian else text for text in (one.message, one.remedy))
    named = _ELEMENT.match(said)
    if named and named["kind"] in _MAPPINGS:
        said = f"{_MAPPINGS[named['kind']]} {said.partition(' ')[2]}"
    elif named and named["kind"] in _KINDS:
        said = f"{_KINDS[named['kind']]} {said[named.end() :]}"  # its name stands beside the message
    if ":" in said.partition(" ")[0]:  # a name of the file, as in camunda:formKey
        return said, remedy
    return said[:1].upper() + said[1:], remedy


def names(files: Mapping[str, bytes]) -> dict[str, str]:
    """What the elements of a folder's models are called, by id."""
    found: dict[str, str] = {}
    for name, content in files.items():
        if name.endswith(naming.MODEL):
            with suppress(BatonError):
                found |= {one.id: " ".join(one.name.split()) for one in parts.of_model(content) if one.name}
    return found


def differences(found: Sequence[Difference]) -> list[FileChanges]:
    """By file; what was only moved is counted."""
    told: dict[str, FileChanges] = {}
    for one in found:
        file = told.setdefault(one.file, FileChanges(file=File(one.file, 0), changes=[], moved=0))
        if one.facts and all(fact.name in (LAYOUT, "position") for fact in one.facts):
            told[one.file] = FileChanges(file=file.file, changes=file.changes, moved=file.moved + 1)
        else:
            file.changes.append(_changed(one))
    return list(told.values())


def declared(files: Mapping[str, bytes], suffix: str) -> dict[str, str]:
    """The ids of a draft's forms or decisions, each with its file."""
    found: dict[str, str] = {}
    for name, content in files.items():
        if name.endswith(suffix):
            found |= dict.fromkeys(_ids(suffix, content), name)
    return found


def editor_texts() -> dict[str, str]:
    """What the scripts of the editors say."""
    return {
        "saved": gettext("Saved %(time)s", time="{time}"),
        "saving": gettext("Saving…"),
        "unsaved": gettext("Not saved yet"),
        "offline": gettext("Not saved: no connection. Your text stays here and is sent again."),
        "refused": gettext("Not saved: %(reason)s", reason="{reason}"),
        "conflict": gettext("This file was saved in another window (%(time)s).", time="{time}"),
        "recovered": gettext("Your last changes of this window were recovered."),
        "nothing": gettext("Nothing to mend"),
        "errors": gettext("Errors: %(count)s", count="{count}"),
        "warnings": gettext("Warnings: %(count)s", count="{count}"),
        "hints": gettext("Hints: %(count)s", count="{count}"),
        "error": gettext("Error"),
        "warning": gettext("Warning"),
        "hint": gettext("Hint"),
        "elsewhere": gettext("in %(file)s", file="{file}"),
        "unreadable": gettext("This file cannot be shown: %(reason)s", reason="{reason}"),
        "editForm": gettext("Edit form"),
        "editDecision": gettext("Edit decision table"),
    }


def _ids(suffix: str, content: bytes) -> Sequence[str]:
    try:
        if suffix == naming.FORM:
            return [str(json.loads(content).get("id") or "")]
        return dmn_reading.declared(content)
    except (BatonError, ValueError, AttributeError):
        return []


def _changed(one: Difference) -> Changed:
    chip, state = _STATES[one.kind]
    facts = tuple(
        (_fact(fact.name), _short(fact.old), _short(fact.new)) for fact in one.facts if fact.name != LAYOUT
    )
    return Changed(what=_kind(one.what), name=one.name or one.id, chip=chip, state=str(state), facts=facts)


def _fact(name: str) -> str:
    """``property sla value`` is the property sla."""
    return str(_FACTS.get(name) or name.removeprefix("property ").removesuffix(" value"))


def _kind(what: str) -> str:
    return str(_KINDS[what]) if what in _KINDS else gettext("Field") if what in form_components() else what


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"
