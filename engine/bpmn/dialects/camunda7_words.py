"""The words of Camunda 7 in a model: those that do not run, or stand where they mean nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from engine.bpmn.dialects import zeebe
from engine.bpmn.dialects.camunda7 import form_id, passed, retries, words_in
from engine.bpmn.dialects.camunda7_forms import CONSTRAINTS, TYPES
from engine.bpmn.dialects.camunda7_sayings import IN_CAMUNDA_8
from engine.bpmn.dialects.camunda7_texts import ACTIVITI, NAMESPACE, camunda, in_feel
from engine.bpmn.dialects.structure import is_bpmn, local_name, owner_id
from engine.bpmn.findings import Finding
from engine.bpmn.juel import is_expression
from engine.bpmn.reading import bpmn, line_of
from engine.bpmn.semantics.camunda7 import (
    ANYTHING,
    ASPECTS,
    ATTRIBUTES,
    DOCUMENTS,
    ELEMENTS,
    HARMLESS,
    REFUSED,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.bpmn.findings import Severity
    from engine.bpmn.reading import Document

_PREFIX = f"{{{NAMESPACE}}}"
_PREFIXES = (_PREFIX, f"{{{ACTIVITI}}}")
_BINDINGS = {"formRef": {"latest", "deployment"}}
_ANY_BINDING = {"latest", "deployment", "versionTag"}
_RESULTS = {"singleEntry", "singleResult", "collectEntries", "resultList"}
_BUSINESS_KEYS = {"${execution.processBusinessKey}", "#{execution.processBusinessKey}", "${execution.businessKey}",
                  "#{execution.businessKey}"}  # fmt: skip
_ONE_DIALECT = "Say everything in one dialect: remove it, or say it with zeebe: elements."
_NO_ZEEBE = "Say everything in one dialect: with camunda: here, or all of it with zeebe: elements."


def beside_camunda_8(document: Document) -> Iterator[Finding]:
    """What is said to Camunda 7 in a model of Camunda 8; one finding for each word."""
    for node, name in _words(document.root):
        if name not in DOCUMENTS and not _inside_another(node, name):
            said = f"camunda:{name} speaks to Camunda 7, the rest of the model to Camunda 8."
            yield _finding(node, said, IN_CAMUNDA_8.get(name, _ONE_DIALECT))


def refusals(document: Document) -> Iterator[Finding]:
    """What Camunda 7's words say that does not run, and what only changes nothing."""
    translated, found = in_feel(document)
    yield from found
    told = (one for node, name in _words(translated.root) for one in _of_word(node, name))
    # A task may have many fields, and each is told by the same sentence.
    yield from {(one.element_id, one.message): one for one in told}.values()
    for node in translated.root.iter(bpmn("callActivity")):
        yield from _of_call(node)
    for node in translated.root.iter(f"{{{zeebe.NAMESPACE}}}*"):
        said = f"zeebe:{local_name(node)} speaks to Camunda 8, the rest of the model to Camunda 7."
        yield _finding(node, said, _NO_ZEEBE)
    for node in translated.root.iter(bpmn("userTask")):
        if is_expression(node.get("name", "")):
            yield _finding(node, "userTask has an expression in its name, which is shown as it is written.",
                           "Write a name without it.", "hint")  # fmt: skip


def _words(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Every word, with the node in which it stands or which it is."""
    for node in root.iter(etree.Element):
        if str(node.tag).startswith(_PREFIXES):
            yield node, local_name(node)
        for name in map(str, node.attrib):
            if name.startswith(_PREFIXES):
                yield node, name.partition("}")[2]


def _of_word(node: etree._Element, name: str) -> Iterator[Finding]:
    is_element = local_name(node) == name and str(node.tag).startswith(_PREFIX)
    words = ELEMENTS if is_element else ATTRIBUTES
    if name in words:
        yield from _out_of_place(node, name, words[name].places, is_element=is_element)
        yield from _aspects(node, name)
    elif name in HARMLESS:
        yield _finding(node, f"camunda:{name} changes nothing here.", HARMLESS[name], "hint")
    elif name not in DOCUMENTS and not _inside_refused(node, is_element=is_element):
        reason, remedy = REFUSED.get(name, ("is no word that Baton reads.", "Remove it."))
        yield _finding(node, f"camunda:{name} {reason}", remedy)


def _out_of_place(node: etree._Element, name: str, places: str, *, is_element: bool) -> Iterator[Finding]:
    place = _holder(node) if is_element else local_name(node)
    if (
        places != ANYTHING
        and place not in places.split()
        and not _inside_refused(node, is_element=is_element)
    ):
        where = ", ".join(sorted(places.split()))
        yield _finding(node, f"camunda:{name} has no meaning in {place}.", f"It belongs into: {where}.")


def _aspects(node: etree._Element, name: str) -> Iterator[Finding]:
    """What of a word that runs does not."""
    check = _CHECKS.get(name)
    aspect = check(node) if check else None
    if aspect:
        reason, remedy = ASPECTS[f"{name}/{aspect}"]
        yield _finding(node, f"camunda:{name} {reason}", remedy)
    if name == "type":
        yield from _external(node)
    if name == "mapDecisionResult" and node.get(camunda(name)) not in _RESULTS:
        yield _finding(node, "camunda:mapDecisionResult says what Camunda 7 does not know.",
                       "Write singleEntry, singleResult, collectEntries or resultList.")  # fmt: skip
    if name == "failedJobRetryTimeCycle" and aspect is None:
        yield _finding(node, "camunda:failedJobRetryTimeCycle says how often; the time between tries is Baton's own.",
                       "Nothing has to be done.", "hint")  # fmt: skip
    if name == "outputParameter" and _is_first(node) and _holder(_above(node)) != "callActivity":
        yield _finding(node, "Only what output parameters name leaves it, unlike in Camunda 7.",
                       "Add an output parameter for each other variable that it writes.", "hint")  # fmt: skip


def _type(node: etree._Element) -> str | None:
    return None if node.get(camunda("type")) == "external" else "other"


def _external(node: etree._Element) -> Iterator[Finding]:
    if node.get(camunda("type")) == "external" and not node.get(camunda("topic")):
        reason, remedy = ASPECTS["topic/missing"]
        yield _finding(node, f"camunda:type {reason}", remedy)


def _form_key(node: etree._Element) -> str | None:
    key = node.get(camunda("formKey")) or ""
    return "page" if key.startswith("=") or form_id(key) is None else None


def _decision(node: etree._Element) -> str | None:
    return None if node.get(camunda("resultVariable")) else "without-result"


def _bound(word: str) -> Callable[[etree._Element], str | None]:
    def check(node: etree._Element) -> str | None:
        binding = node.get(camunda(f"{word}Binding"))
        if binding not in _BINDINGS.get(word, _ANY_BINDING):
            return "version"
        untagged = binding == "versionTag" and not node.get(camunda(f"{word}VersionTag"))
        return "without-tag" if untagged else None

    return check


def _in(node: etree._Element) -> str | None:
    if key := node.get("businessKey"):
        return None if key in _BUSINESS_KEYS else "businessKey"
    if node.get("variables") == "all":
        if node.get("local") == "true":
            return "local"
        return "all-with-a-signal" if _holder(node) == "signalEventDefinition" else None
    return _incomplete(node)


def _out(node: etree._Element) -> str | None:
    if node.get("local") == "true":
        return "local"
    return None if node.get("variables") == "all" else _incomplete(node)


def _incomplete(node: etree._Element) -> str | None:
    named = node.get("target") and (node.get("source") or node.get("sourceExpression"))
    return None if named else "incomplete"


def _events(node: etree._Element) -> str | None:
    named = words_in(node.get(camunda("variableEvents")) or "create")
    return None if named <= {"create", "update"} else "delete"


def _cycle(node: etree._Element) -> str | None:
    return None if retries((node.text or "").strip()) else "unreadable"


def _field(node: etree._Element) -> str | None:
    if node.get("type", "string") not in TYPES:
        return "type"
    default = node.get("defaultValue", "")
    return "default" if is_expression(default) or (default and node.get("type") == "date") else None


def _data(node: etree._Element) -> str | None:
    return "businessKey" if node.get("businessKey") else None


def _constraint(node: etree._Element) -> str | None:
    name, config = node.get("name", ""), node.get("config", "")
    readable = name in {"required", "readonly"} or config.lstrip("-").isdecimal()
    return None if name in CONSTRAINTS and readable else "unknown"


_CHECKS: dict[str, Callable[[etree._Element], str | None]] = {
    "type": _type,
    "formKey": _form_key,
    "decisionRef": _decision,
    "formRefBinding": _bound("formRef"),
    "decisionRefBinding": _bound("decisionRef"),
    "calledElementBinding": _bound("calledElement"),
    "formField": _field,
    "formData": _data,
    "constraint": _constraint,
    "in": _in,
    "out": _out,
    "variableEvents": _events,
    "failedJobRetryTimeCycle": _cycle,
}


def _of_call(node: etree._Element) -> Iterator[Finding]:
    """A called process gives back everything, or what is chosen."""
    outs = passed(node, "out")
    chosen = [one for one in outs if one.get("target")]
    chosen += node.findall(
        f"{bpmn('extensionElements')}/{camunda('inputOutput')}/{camunda('outputParameter')}"
    )
    if chosen and any(one.get("variables") == "all" for one in outs):
        reason, remedy = ASPECTS["out/all-and-more"]
        yield _finding(node, f"camunda:out {reason}", remedy)


def _finding(node: etree._Element, message: str, remedy: str, severity: Severity = "error") -> Finding:
    return Finding(
        severity=severity,
        rule="camunda7-dialect",
        element_id=owner_id(node),
        line=line_of(node),
        message=message,
        remedy=remedy,
    )


def _above(node: etree._Element) -> etree._Element:
    """The camunda element around a parameter."""
    parent = node.getparent()
    return node if parent is None else parent


def _is_first(node: etree._Element) -> bool:
    before = node.getprevious()
    return before is None or before.tag != node.tag


def _holder(node: etree._Element) -> str:
    """What a word stands in, past the extensionElements around it."""
    parent = node.getparent()
    while parent is not None and parent.tag == bpmn("extensionElements"):
        parent = parent.getparent()
    return "" if parent is None else local_name(parent)


def _inside_another(node: etree._Element, name: str) -> bool:
    """A part of a word that was told of already."""
    parent = node.getparent()
    return local_name(node) == name and parent is not None and not is_bpmn(parent)


def _inside_refused(node: etree._Element, *, is_element: bool) -> bool:
    around = node.getparent() if is_element else None
    while around is not None and str(around.tag).startswith(_PREFIX):
        if local_name(around) in REFUSED:
            return True
        around = around.getparent()
    return False
