"""What a rule is given, and how it makes itself known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import TYPE_CHECKING

from lxml import etree

from engine.bpmn import dialects
from engine.bpmn.dialects import camunda7
from engine.bpmn.dialects.structure import is_bpmn, local_name, owner_id
from engine.bpmn.findings import Finding, Severity
from engine.bpmn.reading import Document, bpmn, line_of

if TYPE_CHECKING:
    from engine.bpmn.model import Element, Flow, ProcessModel
    from engine.declarations import Declaration
    from engine.feel.types import Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What exists beside the model; None where that is not known and not to be checked."""

    forms: frozenset[str] | None = None
    decisions: frozenset[str] | None = None
    services: Mapping[str, Declaration] | None = None
    """Operations and connectors by type; external workers may serve others."""
    processes: frozenset[str] | None = None
    """Processes that can be called, apart from those in the model itself."""
    together: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The ids that are deployed with the model, by kind: process, decision, form."""
    tagged: Mapping[str, frozenset[tuple[str, str | None]]] = field(default_factory=dict)
    """The ids that exist with a version tag, by kind."""
    variables: Mapping[str, Type] | None = None
    """Variables that exist beside those that the model writes: records by the name of their type."""
    form_variables: Mapping[str, Mapping[str, Type]] = field(default_factory=dict)
    """What the fields of each form write."""
    whole: bool = True
    """Nothing exists beside what is known; else a reference to something unknown is only a warning."""


@dataclass(frozen=True)
class Case:
    """One model under examination."""

    document: Document
    models: dict[str, ProcessModel]
    known: Known
    nodes: dict[str, etree._Element] = field(init=False, default_factory=dict)
    """XML nodes by id."""
    _owners: dict[int, ProcessModel] = field(init=False, default_factory=dict)
    _outgoing: dict[tuple[str, str], list[Flow]] = field(init=False, default_factory=dict)
    _incoming: dict[tuple[str, str], list[Flow]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.nodes.update((node.get("id", ""), node) for node in self.document.root.iter(etree.Element))
        for model in self.models.values():
            self._owners.update((id(element), model) for element in model.elements.values())
            for flow in model.flows:
                self._outgoing.setdefault((model.id, flow.source), []).append(flow)
                self._incoming.setdefault((model.id, flow.target), []).append(flow)

    @property
    def is_camunda_7(self) -> bool:
        return dialects.dialect_of(self.document).name == camunda7.Camunda7.name

    def elements(self, *types: str) -> Iterator[Element]:
        """The elements of all processes, of certain types if any are given."""
        for model in self.models.values():
            yield from (one for one in model.elements.values() if not types or one.type in types)

    def executable(self) -> Iterator[etree._Element]:
        """The XML of what is to be executed."""
        yield from (
            node for node in self.document.root.findall(bpmn("process")) if node.get("id") in self.models
        )

    def bpmn_nodes(self) -> Iterator[etree._Element]:
        """Every BPMN node below an executable process; extensions are left out."""
        for process in self.executable():
            yield from _bpmn_below(process)

    def node(self, element: Element) -> etree._Element:
        return self.nodes[element.id]

    def child(self, element: Element, tag: str) -> etree._Element | None:
        return self.nodes[element.id].find(bpmn(tag))

    def model_of(self, element: Element) -> ProcessModel:
        return self._owners[id(element)]

    def outgoing(self, element: Element) -> list[Flow]:
        return self._outgoing.get((self.model_of(element).id, element.id), [])

    def incoming(self, element: Element) -> list[Flow]:
        return self._incoming.get((self.model_of(element).id, element.id), [])


def _bpmn_below(node: etree._Element) -> Iterator[etree._Element]:
    """What stands in extensions is theirs, whatever its namespace."""
    for child in node:
        if is_bpmn(child):
            yield child
            if local_name(child) != "extensionElements":
                yield from _bpmn_below(child)


def is_foreign(node: etree._Element | None) -> bool:
    """It says that it is written in another language than FEEL."""
    return node is not None and FEEL not in node.get("language", FEEL).lower()


FEEL = "feel"
Rule = Callable[[Case], Iterator[Finding]]
RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    """Register a rule; its findings carry the function's name, with hyphens."""
    name = function.__name__.replace("_", "-")

    @wraps(function)
    def named(case: Case) -> Iterator[Finding]:
        for finding in function(case):
            yield replace(finding, rule=name)

    RULES.append(named)
    return named


def at_reference(case: Case, element: Element, message: str, remedy: str) -> Finding:
    """A reference to a form, decision or process that is not known: *message* ends in what it refers to."""
    if case.known.whole:
        return at(element, f"{message}, which does not exist.", remedy)
    return at(element, f"{message}, which is not among the files given.", "Give its file, too.", "warning")


def at(element: Element, message: str, remedy: str, severity: Severity = "error") -> Finding:
    """A finding at an element; the message follows its name."""
    return Finding(
        severity=severity,
        rule="",
        element_id=element.id,
        line=element.line,
        message=f"{element.type} {element.id!r} {message}",
        remedy=remedy,
    )


def at_node(node: etree._Element, message: str, remedy: str, severity: Severity = "error") -> Finding:
    """A finding at an XML node, named by the nearest id."""
    return Finding(
        severity=severity,
        rule="",
        element_id=owner_id(node),
        line=line_of(node),
        message=f"{local_name(node)} {message}",
        remedy=remedy,
    )


def at_flow(case: Case, flow: Flow, message: str, remedy: str, severity: Severity = "error") -> Finding:
    node = case.nodes.get(flow.id)
    return Finding(
        severity=severity,
        rule="",
        element_id=flow.id or flow.source,
        line=None if node is None else line_of(node),
        message=f"The sequence flow {flow.id!r} from {flow.source!r} to {flow.target!r} {message}",
        remedy=remedy,
    )
