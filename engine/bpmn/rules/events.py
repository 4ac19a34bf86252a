"""Events: what they wait for or throw must exist, and must make sense where they stand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from engine.bpmn import cron, timers
from engine.bpmn.dialects.structure import event_definitions, local_name
from engine.bpmn.errors import BadCron, BadTimer
from engine.bpmn.rules.registry import Case, at, rule
from engine.bpmn.semantics import ROWS, elements, events, of_event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import Element, Event
    from engine.bpmn.semantics import Row

ACTIVITIES = frozenset(elements.ACTIVITIES)
_POSITIONS = {tag: position for position, tag in events.ELEMENTS.items() if position != "event-sub-process"}
_TRIGGERS = {"compensate": "compensation"}
_SEVERAL = {False: "multiple", True: "parallel-multiple"}
_SAMPLE = datetime(2026, 1, 1, tzinfo=UTC)
_CRON = "Write second, minute, hour, day of month, month and day of week, such as 0 0 9 * * MON-FRI."


@rule
def event_of_wrong_kind(case: Case) -> Iterator[Finding]:
    """What the table of semantics refuses."""
    for element in case.elements(*_POSITIONS):
        node = case.node(element)
        # Of two elements with one id, which is refused elsewhere, the node is the other one's.
        row = row_of(node) if local_name(node) == element.type else None
        if row is not None and not row.runs:
            yield at(element, row.reason, row.remedy)


def row_of(node: etree._Element) -> Row | None:
    """The row of an event; None for one whose definition stands elsewhere, which is refused for that."""
    found = [local_name(one).removesuffix("EventDefinition") for one in event_definitions(node)]
    if "eventDefinitionRef" in found:
        return None
    trigger = _SEVERAL[node.get("parallelMultiple") == "true"] if len(found) > 1 else (found or ["none"])[0]
    position, attribute = _position(node)
    interrupting = node.get(attribute, "true") != "false"
    return of_event(position, _TRIGGERS.get(trigger, trigger), interrupting=interrupting)


def _position(node: etree._Element) -> tuple[str, str]:
    """Where an event stands, and the attribute that says whether it interrupts there."""
    tag, around = local_name(node), node.getparent()
    if tag == "startEvent" and around is not None and around.get("triggeredByEvent") == "true":
        return "event-sub-process", "isInterrupting"
    return _POSITIONS[tag], "cancelActivity"


@rule
def event_without_name(case: Case) -> Iterator[Finding]:
    """Messages and signals need a name; errors and escalations that are thrown need a code."""
    for element, event in _events(case):
        if event.kind in {"message", "signal"} and not event.name:
            yield at(element, f"names no {event.kind}.", f"Refer to a {event.kind} with a name.")
        if event.kind in {"error", "escalation"} and not event.name and not _catches(case, element):
            yield at(element, f"throws an {event.kind} without a code.", "Refer to one with a code.")


@rule
def code_missing(case: Case) -> Iterator[Finding]:
    """An event that names an error without a code would silently catch all."""
    for element, event in _events(case):
        if _catches(case, element) and event.kind in {"error", "escalation"} and not event.name:
            definition = case.child(element, f"{event.kind}EventDefinition")
            if definition is not None and definition.get(f"{event.kind}Ref"):
                yield at(
                    element, f"refers to an {event.kind} without a code.", "Give it a code, or no reference."
                )


@rule
def correlation_key_missing(case: Case) -> Iterator[Finding]:
    for element, event in _events(case):
        waits = element.type in {"intermediateCatchEvent", "receiveTask"} or _catches(case, element)
        if waits and event.kind == "message" and not event.correlation_key:
            yield at(
                element,
                "waits for a message without a correlation key.",
                "Give the message a zeebe:subscription correlationKey.",
            )


@rule
def timer_text(case: Case) -> Iterator[Finding]:
    for element, event in _events(case):
        if event.kind != "timer":
            continue
        if event.timer is None or not event.expression:
            yield at(element, "has no time.", "Give it a date, a duration or a cycle.")
        elif not event.expression.startswith("="):
            yield from _constant_timer(element, event)


def _constant_timer(element: Element, event: Event) -> Iterator[Finding]:
    try:
        if event.timer == "date":
            timers.moment(event.expression, _SAMPLE, "UTC")
        elif event.timer == "duration":
            timers.period(event.expression).after(_SAMPLE)
        else:
            _ = timers.schedule(event.expression, _SAMPLE, "UTC").due_at
    except BadCron as problem:
        if problem.reason == cron.NEVER:
            told = f"has the cron expression {event.expression!r}, which never comes."
            yield at(element, told, problem.remedy)
        else:
            yield at(element, f"has the cron expression {event.expression!r}, which cannot be used.", _CRON)
    except BadTimer as problem:
        told = f"has a time that cannot be used: {event.expression!r}."
        yield at(element, told, problem.remedy)


@rule
def cycle_where_nothing_repeats(case: Case) -> Iterator[Finding]:
    for element, event in _events(case):
        if event.timer == "cycle" and element.type == "intermediateCatchEvent":
            yield at(element, "waits for a cycle, but fires once.", "Use a duration or a date.")


@rule
def boundary_of_nothing(case: Case) -> Iterator[Finding]:
    for element in case.elements("boundaryEvent"):
        model = case.model_of(element)
        host = model.elements.get(element.attached_to or "")
        if host is None or host.parent != element.parent or host.type not in ACTIVITIES:
            yield at(element, "is attached to no activity beside it.", "Attach it to a task or sub-process.")
        if not case.outgoing(element) and not (element.event and element.event.kind == "compensation"):
            yield at(element, "leads nowhere.", "Draw what should happen.", "warning")


@rule
def code_found_where_it_is_caught(case: Case) -> Iterator[Finding]:
    """What catches is known before anything is thrown; only what is thrown can be found by FEEL."""
    for element, event in _events(case):
        if event.kind in {"error", "escalation"} and (event.name or "").startswith("="):
            row = ROWS[f"{event.kind}EventDefinition/caught-by-expression"]
            if _catches(case, element):
                yield at(element, row.reason, row.remedy)


@rule
def caught_twice(case: Case) -> Iterator[Finding]:
    """Of two events in one place with the same code only one would react."""
    seen: set[tuple[str, str | None, str, str | None]] = set()
    for element, event in _events(case):
        if not _catches(case, element) or event.kind not in {"error", "escalation", "cancel"}:
            continue
        what = (element.type, _place(case, element), event.kind, event.name)
        if what in seen:
            told = "catches what another boundary event catches."
            if not element.attached_to:
                told = "catches what another event sub-process catches."
            yield at(element, told, "Keep one, or give it another code.")
        seen.add(what)


@rule
def escalation_to_nobody(case: Case) -> Iterator[Finding]:
    caught = {
        event.name for one, event in _events(case) if _catches(case, one) and event.kind == "escalation"
    }
    for element, event in _events(case):
        found = (event.name or "").startswith("=")
        if _catches(case, element) or event.kind != "escalation" or found or caught & {event.name, None}:
            continue
        yield at(
            element, "throws an escalation that nothing here catches.", "Catch it around the caller.", "hint"
        )


def _catches(case: Case, element: Element) -> bool:
    """It waits beside the flow: on an activity, or for an event sub-process."""
    if element.type != "startEvent":
        return element.type == "boundaryEvent"
    around = case.model_of(element).elements.get(element.parent or "")
    return around is not None and around.triggered_by_event


def _place(case: Case, element: Element) -> str | None:
    """What is shared by events of which only one can catch: the activity, or the scope of event sub-processes."""
    if element.attached_to:
        return element.attached_to
    around = case.model_of(element).elements.get(element.parent or "")
    return None if around is None else around.parent


def _events(case: Case) -> Iterator[tuple[Element, Event]]:
    yield from ((one, one.event) for one in case.elements() if one.event is not None)
