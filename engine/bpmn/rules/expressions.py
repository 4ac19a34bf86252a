"""Every FEEL text of a model must parse; constants that stand for numbers and dates must be some."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from engine import feel
from engine.bpmn import timers
from engine.bpmn.reading import bpmn
from engine.bpmn.rules.registry import Case, at, at_flow, is_foreign, rule
from engine.bpmn.rules.variables import is_closed, variables
from engine.errors import BatonError
from engine.feel.types import BOOLEAN, NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.bpmn.findings import Finding, Severity
    from engine.bpmn.model import Element, Event, Flow, ProcessModel
    from engine.feel.types import Type

_SAMPLE = datetime(2026, 1, 1, tzinfo=UTC)
_MAX_PRIORITY = 100
_CONDITION = "condition"
_SLIP = "Did you mean"
_OUTSIDE = "Make sure that it comes with the start, or correct the name."


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of an element; *always* FEEL, or only with a leading ``=``."""

    place: str
    text: str | None
    always: bool = False
    expects: Type | None = None
    """What it must give, or the step that asks fails."""

    @property
    def is_feel(self) -> bool:
        return bool(self.text) and (self.always or str(self.text).startswith("="))

    @property
    def feel(self) -> str:
        return str(self.text).removeprefix("=")


@rule
def unparsable_expression(case: Case) -> Iterator[Finding]:
    """What is wrong whatever the variables are."""
    for element in case.elements():
        for one in _texts(element):
            for problem in _problems(one):
                yield at(element, _told(one, problem), problem.remedy, problem.severity)


@rule
def unparsable_condition(case: Case) -> Iterator[Finding]:
    for model in case.models.values():
        for flow in model.flows:
            one = _condition(case, flow)
            for problem in _problems(one):
                yield at_flow(case, flow, _told(one, problem), problem.remedy, problem.severity)


@rule
def doubtful_expression(case: Case) -> Iterator[Finding]:
    """What does not fit the variables that are known; others may come from outside, so nothing here forbids."""
    for model in case.models.values():
        names, closed = _names(case, model), is_closed(model, case.known)
        for element in model.elements.values() if names else ():
            for one in _texts(element):
                for problem, severity in _doubts(one, names, closed=closed):
                    yield at(element, _told(one, problem), problem.remedy, severity)


@rule
def doubtful_condition(case: Case) -> Iterator[Finding]:
    for model in case.models.values():
        names, closed = _names(case, model), is_closed(model, case.known)
        for flow in model.flows if names else ():
            one = _condition(case, flow)
            for problem, severity in _doubts(one, names, closed=closed):
                yield at_flow(case, flow, _told(one, problem), problem.remedy, severity)


def _condition(case: Case, flow: Flow) -> _Text:
    """What is written in another language is told for that alone."""
    node = case.nodes.get(flow.id)
    foreign = node is not None and is_foreign(node.find(bpmn("conditionExpression")))
    return _Text(_CONDITION, None if foreign else flow.condition, always=True, expects=BOOLEAN)


def names_read(model: ProcessModel) -> set[str]:
    """Every name that an expression of the process reads."""
    texts = [_Text(_CONDITION, flow.condition, always=True, expects=BOOLEAN) for flow in model.flows]
    texts += [one for element in model.elements.values() for one in _texts(element)]
    found: set[str] = set()
    for one in texts:
        if one.is_feel and not _problems(one):
            found |= feel.parse(one.feel).names
    return found


def _names(case: Case, model: ProcessModel) -> Mapping[str, Type]:
    """All variables of the process; none if it is not known what exists beside them."""
    return variables(model, case.known) if case.known.variables is not None else {}


def _doubts(
    one: _Text, names: Mapping[str, Type], *, closed: bool
) -> Iterator[tuple[feel.Problem, Severity]]:
    """In a process that is *closed* also names that only its start can bring."""
    if not one.is_feel:
        return
    certain = {(each.start, each.code) for each in _problems(one)}
    for problem in feel.check(one.feel, names, expects=one.expects):
        if (problem.start, problem.code) in certain:
            continue
        if problem.code != "unknown-name" or problem.remedy.startswith(_SLIP):
            yield problem, "warning"
        elif closed:
            message = f"nothing in this process writes {one.feel[problem.start : problem.end]!r}"
            yield replace(problem, message=message, remedy=_OUTSIDE), "hint"


def _told(one: _Text, problem: feel.Problem) -> str:
    line, column, message = problem.line, problem.column, problem.message
    if one.place == _CONDITION:
        return f"has a condition that is wrong at line {line}, column {column}: {message} ({one.text})"
    return f"has FEEL in {one.place} that is wrong at line {line}, column {column}: {message} ({one.text})"


@rule
def constant_of_wrong_kind(case: Case) -> Iterator[Finding]:
    for element in case.elements():
        priority, retries = element.priority, element.service.retries if element.service else None
        cardinality = element.loop.cardinality if element.loop else None
        if _constant(priority) and not (str(priority).isdecimal() and int(str(priority)) <= _MAX_PRIORITY):
            yield at(element, f"has the priority {priority!r}.", "Use a whole number from 0 to 100, or FEEL.")
        if _constant(retries) and not str(retries).isdecimal():
            yield at(element, f"has the retries {retries!r}.", "Use a whole number, or FEEL.")
        if _is_number(cardinality) and not str(cardinality).isdecimal():
            yield at(element, f"is to be done {cardinality} times.", "Use a whole number from 0, or FEEL.")
        for place, text in (
            ("dueDate", element.schedule.due_date),
            ("followUpDate", element.schedule.follow_up_date),
        ):
            if text is not None and _constant(text) and not _is_moment(text):
                yield at(
                    element, f"has the {place} {text!r}.", "Use an ISO date and time, a duration, or FEEL."
                )


@rule
def variable_name(case: Case) -> Iterator[Finding]:
    """A variable that FEEL could not read back."""
    for element in case.elements():
        for place, name in _written(element):
            if feel.check(name) or not name.replace(".", "").replace("_", "").isalnum() or name[:1].isdigit():
                yield at(
                    element,
                    f"writes {place} to {name!r}, which is no variable name.",
                    "Use letters, digits, _.",
                )


def _texts(element: Element) -> Iterator[_Text]:
    for mapping in (*element.inputs, *element.outputs):
        yield _Text(f"the mapping to {mapping.target}", mapping.source)
    yield _Text("activationCondition", element.activation_condition, always=True, expects=BOOLEAN)
    yield from _texts_of_a_task(element)
    yield from _texts_of_repeating(element)
    if element.event:
        yield from _texts_of_an_event(element.event)


def _texts_of_a_task(element: Element) -> Iterator[_Text]:
    assignment, schedule = element.assignment, element.schedule
    yield _Text("assignee", assignment.assignee)
    yield _Text("candidateGroups", assignment.candidate_groups)
    yield _Text("candidateUsers", assignment.candidate_users)
    yield _Text("dueDate", schedule.due_date)
    yield _Text("followUpDate", schedule.follow_up_date)
    yield _Text("priority", element.priority)
    if element.service:
        yield _Text("type", element.service.type)
        yield _Text("retries", element.service.retries)
    if element.script:
        yield _Text("script", element.script.expression, always=True)
    if element.decision:
        yield _Text("decisionId", element.decision.decision_id)
    yield _Text("processId", element.called_process)


def _texts_of_repeating(element: Element) -> Iterator[_Text]:
    if element.loop:
        yield _Text("inputCollection", element.loop.input_collection, always=True)
        yield _Text("loopCardinality", element.loop.cardinality, always=True, expects=NUMBER)
        yield _Text("outputElement", element.loop.output_element, always=True)
        yield _Text("completionCondition", element.loop.completion_condition, always=True, expects=BOOLEAN)
    if element.ad_hoc:
        yield _Text("activeElementsCollection", element.ad_hoc.active_elements, always=True)
        yield _Text("outputElement", element.ad_hoc.output_element, always=True)
        yield _Text("completionCondition", element.ad_hoc.completion_condition, always=True, expects=BOOLEAN)
    if element.standard_loop:
        yield _Text("loopCondition", element.standard_loop.condition, always=True, expects=BOOLEAN)


def _texts_of_an_event(event: Event) -> Iterator[_Text]:
    waits = event.kind == "conditional"
    expects = BOOLEAN if waits else None
    yield _Text(_CONDITION if waits else "timer", event.expression, always=waits, expects=expects)
    yield _Text("correlationKey", event.correlation_key)
    yield _Text("name", event.name if event.kind in {"message", "signal"} else None)
    yield _Text("code", event.name if event.kind in {"error", "escalation"} else None)


def _problems(one: _Text) -> list[feel.Problem]:
    return feel.check(one.feel, expects=one.expects) if one.is_feel else []


def _written(element: Element) -> Iterator[tuple[str, str]]:
    yield from (("a mapping", mapping.target) for mapping in (*element.inputs, *element.outputs))
    if element.script:
        yield "the result", element.script.result_variable
    if element.decision:
        yield "the result", element.decision.result_variable
    if element.loop:
        yield from (
            ("an item", name) for name in (element.loop.input_element, element.loop.output_collection) if name
        )


def _constant(text: str | None) -> bool:
    return text is not None and not text.startswith("=")


def _is_number(text: str | None) -> bool:
    try:
        Decimal(text or "")
    except InvalidOperation:
        return False
    return True


def _is_moment(text: str) -> bool:
    try:
        timers.moment(text, _SAMPLE, "UTC")
    except BatonError:
        return False
    return True
