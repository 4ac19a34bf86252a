"""Which version an element means: what it binds to must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.dialects.zeebe import zeebe
from engine.bpmn.rules.registry import Case, at, at_node, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding, Severity
    from engine.bpmn.model import Binding, Element

_BINDING = ("calledElement", "calledDecision", "formDefinition")


@rule
def tag_without_binding(case: Case) -> Iterator[Finding]:
    for name in _BINDING:
        for node in case.document.root.iter(zeebe(name)):
            tagged = node.get("bindingType") == "versionTag"
            if tagged and not node.get("versionTag"):
                yield at_node(node, "binds to a version tag and names none.", "Write its versionTag.")
            elif not tagged and node.get("versionTag"):
                yield at_node(
                    node,
                    "names a version tag that it does not bind to.",
                    'Set bindingType="versionTag", or remove the tag.',
                )


@rule
def bound_to_nothing(case: Case) -> Iterator[Finding]:
    """A name that is not known at all is told by the rules on unknown forms, decisions and processes."""
    # Other files may exist beside those that were given.
    severity: Severity = "error" if case.known.whole else "warning"
    for element, kind, named, binding in _bound(case):
        if named.startswith("="):
            continue
        together, tagged = case.known.together.get(kind), case.known.tagged.get(kind)
        here = kind == "process" and named in case.models
        if binding.kind == "deployment" and together is not None and named not in together and not here:
            yield at(
                element,
                f"binds to {named!r} of its own deployment, which is not in it.",
                "Deploy both together, or bind to the latest.",
                severity,
            )
        if not binding.tag or (here and case.models[named].version_tag == binding.tag):
            continue
        if tagged is not None and (named, binding.tag) not in tagged:
            yield at(
                element,
                f"names {named!r} with the version tag {binding.tag!r}, which does not exist.",
                "Deploy it with this tag first.",
                severity,
            )


def _bound(case: Case) -> Iterator[tuple[Element, str, str, Binding]]:
    for element in case.elements("callActivity"):
        if element.called_process:
            yield element, "process", element.called_process, element.called_binding
    for element in case.elements("businessRuleTask"):
        if element.decision:
            yield element, "decision", element.decision.decision_id, element.decision.binding
    for element in case.elements("userTask", "startEvent"):
        if element.form_id:
            yield element, "form", element.form_id, element.form_binding
