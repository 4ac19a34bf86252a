"""The canonical model: what a process says, after its dialect has been read. No XML and no SpiffWorkflow here.

All texts that can hold FEEL keep Camunda 8's convention: a leading ``=`` marks an expression, anything else is a
constant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

TimerKind = Literal["date", "duration", "cycle"]
BindingKind = Literal["latest", "deployment", "versionTag"]
EventKind = Literal[
    "none",
    "timer",
    "message",
    "signal",
    "error",
    "escalation",
    "conditional",
    "link",
    "cancel",
    "compensation",
    "terminate",
    "unsupported",
]
"""``unsupported`` is an event definition that Baton does not run; the linter refuses it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """One line of an input/output mapping: *source* (FEEL) is written to the variable path *target*."""

    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who gets a user task; each is a constant or FEEL. A lane is the default candidate group."""

    assignee: str | None = None
    candidate_groups: str | None = None
    candidate_users: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    due_date: str | None = None
    follow_up_date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCall:
    """zeebe:taskDefinition: an operation or a connector by type, or a job for an external worker."""

    type: str
    retries: str = "3"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    expression: str
    result_variable: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Which version of a called process, a decision or a form is meant."""

    kind: BindingKind = "latest"
    """The latest when it is needed, the one deployed together with this model, or the latest with a version tag."""
    tag: str | None = None


LATEST = Binding()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionCall:
    decision_id: str
    result_variable: str
    binding: Binding = LATEST


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """Multi-instance characteristics: over the items of a collection, or a number of times."""

    sequential: bool
    input_collection: str | None = None
    cardinality: str | None = None
    """FEEL, with or without the leading ``=``; a number is its own value."""
    input_element: str | None = None
    output_collection: str | None = None
    output_element: str | None = None
    completion_condition: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardLoop:
    """Again and again, while the condition holds and at most *maximum* times."""

    condition: str | None = None
    """FEEL, with or without the leading ``=``."""
    test_before: bool = False
    """The condition is tested before each turn, not after it."""
    maximum: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdHoc:
    """What an ad-hoc sub-process says about its activities."""

    sequential: bool = False
    """One at a time."""
    cancel_remaining: bool = True
    """What is open when it is enough is terminated, not waited for."""
    completion_condition: str | None = None
    """FEEL, asked after each activity: whether it is enough."""
    active_elements: str | None = None
    """FEEL: the ids of the activities that begin by themselves."""
    output_collection: str | None = None
    output_element: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What an event waits for or throws."""

    kind: EventKind
    timer: TimerKind | None = None
    expression: str | None = None
    """The timer's text, or the condition."""
    name: str | None = None
    """Message, signal; error and escalation *code*."""
    correlation_key: str | None = None
    """FEEL; None for a message start event of a process."""
    code_variable: str | None = None
    """Where the code of what is caught goes."""
    interrupting: bool = True
    activity: str | None = None
    """What a compensation event undoes; None: everything in its scope."""
    on_create: bool = True
    """A condition is looked at again when a variable that it names is created."""
    on_update: bool = True
    """A condition is looked at again when a variable or a record that it reads changes."""
    waits: bool = True
    """A compensation event goes on when everything is undone, not at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One flow node, with everything the dialect says about it."""

    id: str
    type: str
    """The BPMN tag without prefix: userTask, exclusiveGateway, boundaryEvent, subProcess, ..."""
    name: str | None = None
    names: tuple[tuple[str, str], ...] = ()
    """Names in other languages, from properties ``name:ru``: (("ru", "Квалификация"),)."""
    documentation: str | None = None
    lane: str | None = None
    parent: str | None = None
    """The sub-process that holds it; None at the top."""
    attached_to: str | None = None
    triggered_by_event: bool = False
    """A sub-process that its start event starts, not a flow."""
    for_compensation: bool = False
    """An activity that only undoes another one."""
    handler: str | None = None
    """A compensation boundary event: the activity that undoes, at the other end of its association."""
    form_id: str | None = None
    form_binding: Binding = LATEST
    assignment: Assignment = Assignment()
    schedule: Schedule = Schedule()
    priority: str | None = None
    service: ServiceCall | None = None
    script: Script | None = None
    decision: DecisionCall | None = None
    called_process: str | None = None
    """The id of the process that a call activity calls; a constant or FEEL."""
    called_binding: Binding = LATEST
    shares_parent_variables: bool = True
    """A called process gets a copy of all variables that are visible to the caller."""
    shares_child_variables: bool = True
    """A called process gives all its variables back, unless output mappings choose."""
    default_flow: str | None = None
    """The sequence flow that is taken when no condition holds."""
    activation_condition: str | None = None
    """FEEL: when a complex gateway that joins goes on."""
    inputs: tuple[Mapping, ...] = ()
    outputs: tuple[Mapping, ...] = ()
    loop: Loop | None = None
    standard_loop: StandardLoop | None = None
    ad_hoc: AdHoc | None = None
    event: Event | None = None
    properties: tuple[tuple[str, str], ...] = ()
    line: int | None = None
    """Where it stands in the XML."""

    @property
    def repeats(self) -> bool:
        """It is done several times, each with variables of its own."""
        return self.loop is not None or self.standard_loop is not None

    @property
    def begins_otherwise(self) -> bool:
        """Neither a flow nor the beginning of its scope brings a token to it."""
        catches_link = (
            self.type == "intermediateCatchEvent" and self.event is not None and self.event.kind == "link"
        )
        attached = self.attached_to is not None
        return attached or self.triggered_by_event or self.for_compensation or catches_link

    def name_in(self, locale: str) -> str:
        """The element's name in a language; falls back to the name, then to the id."""
        return dict(self.names).get(locale) or self.name or self.id

    def documentation_in(self, locale: str) -> str | None:
        """What a person is told about it, from the property ``documentation:ru`` or else the documentation."""
        return dict(self.properties).get(f"documentation:{locale}") or self.documentation


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A sequence flow."""

    id: str
    source: str
    target: str
    condition: str | None = None
    """FEEL, with or without the leading ``=``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessModel:
    """One executable process."""

    id: str
    name: str | None
    names: tuple[tuple[str, str], ...] = ()
    version_tag: str | None = None
    documentation: str | None = None
    elements: dict[str, Element] = field(default_factory=dict)
    """By id, in document order; sub-processes' contents included."""
    flows: tuple[Flow, ...] = ()
    """In document order; sub-processes' flows included."""
    lanes: tuple[str, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()

    def name_in(self, locale: str) -> str:
        return dict(self.names).get(locale) or self.name or self.id

    def outgoing(self, element_id: str) -> list[Flow]:
        return [flow for flow in self.flows if flow.source == element_id]

    def children(self, parent: str | None) -> list[Element]:
        """The elements directly inside a sub-process, or of the process itself (None)."""
        return [one for one in self.elements.values() if one.parent == parent]

    def entrances(self, parent: str | None) -> list[Element]:
        """Where a scope begins: its start event (one without a trigger first), else whatever no flow leads to."""
        inside = self.children(parent)
        starts = [one for one in inside if one.type == "startEvent"]
        if starts:
            plain = [one for one in starts if one.event is None or one.event.kind == "none"]
            return (plain or starts)[:1]
        led_to = {flow.target for flow in self.flows}
        return [one for one in inside if one.id not in led_to and not one.begins_otherwise]

    def possible_in(self, ad_hoc: str) -> list[Element]:
        """The activities of an ad-hoc sub-process that can be begun: those to which no flow leads."""
        return [one for one in self.entrances(ad_hoc) if not one.type.endswith(("Event", "Gateway"))]

    def links_from(self, element_id: str) -> list[Element]:
        """Where a throwing link leads: to the catching links of its name in its scope."""
        source = self.elements[element_id]
        if source.type != "intermediateThrowEvent" or source.event is None or source.event.kind != "link":
            return []
        return [
            one
            for one in self.children(source.parent)
            if one.type == "intermediateCatchEvent" and one.event == source.event
        ]

    @property
    def binds_to_deployment(self) -> bool:
        """It names a process, decision or form in the version that is deployed together with it."""
        return any(
            binding.kind == "deployment"
            for one in self.elements.values()
            for binding in (
                one.called_binding,
                one.form_binding,
                one.decision.binding if one.decision else LATEST,
            )
        )

    def start_events(self) -> list[Element]:
        """The start events of the process itself, not of its sub-processes."""
        return [one for one in self.elements.values() if one.type == "startEvent" and one.parent is None]
