"""Every FEEL text of a model must parse; constants that stand for numbers and dates must be some."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from engine import feel
from engine.bpmn import timers
from engine.bpmn.rules.registry import Case, at, at_flow, rule
from engine.errors import BatonError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import Element, ProcessModel

_SAMPLE = datetime(2026, 1, 1, tzinfo=UTC)
_MAX_PRIORITY = 100


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of an element; *always* FEEL, or only with a leading ``=``."""

    place: str
    text: str | None
    always: bool = False


@rule
def unparsable_expression(case: Case) -> Iterator[Finding]:
    for element in case.elements():
        for one in _texts(element):
            for problem in _problems(one):
                yield at(
                    element,
                    f"has FEEL in {one.place} that is wrong at line {problem.line}, column {problem.column}: "
                    f"{problem.message} ({one.text})",
                    problem.remedy,
                )


@rule
def unparsable_condition(case: Case) -> Iterator[Finding]:
    for model in case.models.values():
        yield from _conditions(case, model)


def _conditions(case: Case, model: ProcessModel) -> Iterator[Finding]:
    for flow in model.flows:
        for problem in _problems(_Text("condition", flow.condition, always=True)):
            yield at_flow(
                case,
                flow,
                f"has a condition that is wrong at line {problem.line}, column {problem.column}: "
                f"{problem.message} ({flow.condition})",
                problem.remedy,
            )


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
    assignment, schedule, event = element.assignment, element.schedule, element.event
    yield _Text("assignee", assignment.assignee)
    yield _Text("candidateGroups", assignment.candidate_groups)
    yield _Text("candidateUsers", assignment.candidate_users)
    yield _Text("dueDate", schedule.due_date)
    yield _Text("followUpDate", schedule.follow_up_date)
    yield _Text("priority", element.priority)
    for mapping in (*element.inputs, *element.outputs):
        yield _Text(f"the mapping to {mapping.target}", mapping.source)
    if element.service:
        yield _Text("type", element.service.type)
        yield _Text("retries", element.service.retries)
    if element.script:
        yield _Text("script", element.script.expression, always=True)
    if element.decision:
        yield _Text("decisionId", element.decision.decision_id)
    if element.loop:
        yield _Text("inputCollection", element.loop.input_collection, always=True)
        yield _Text("loopCardinality", element.loop.cardinality, always=True)
        yield _Text("outputElement", element.loop.output_element, always=True)
        yield _Text("completionCondition", element.loop.completion_condition, always=True)
    if element.standard_loop:
        yield _Text("loopCondition", element.standard_loop.condition, always=True)
    if event:
        yield _Text("timer", event.expression)
        yield _Text("correlationKey", event.correlation_key)
        yield _Text("name", event.name if event.kind in {"message", "signal"} else None)


def _problems(one: _Text) -> list[feel.Problem]:
    if not one.text or not (one.always or one.text.startswith("=")):
        return []
    return feel.check(one.text.removeprefix("="))


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
