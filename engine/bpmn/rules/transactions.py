"""Transactions: a cancel end event gives one up, and a cancel boundary event on it says what then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.rules.registry import Case, at, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import Element


@rule
def cancel_end_outside_a_transaction(case: Case) -> Iterator[Finding]:
    for element in _cancelling(case, "endEvent"):
        around = case.model_of(element).elements.get(element.parent or "")
        if around is None or around.type != "transaction":
            yield at(element, "cancels no transaction.", "Put it straight into one, or end with an error.")


@rule
def cancel_boundary_outside_a_transaction(case: Case) -> Iterator[Finding]:
    for element in _cancelling(case, "boundaryEvent"):
        host = case.model_of(element).elements.get(element.attached_to or "")
        if host is not None and host.type != "transaction":
            yield at(element, "is attached to no transaction.", "Attach it to one, or catch an error.")


@rule
def cancel_that_nothing_catches(case: Case) -> Iterator[Finding]:
    caught = {one.attached_to for one in _cancelling(case, "boundaryEvent")}
    for element in case.elements("transaction"):
        if element.id not in caught and _given_up(case, element):
            yield at(
                element, "is cancelled inside, and nothing catches it.", "Attach a cancel boundary event."
            )


@rule
def cancel_that_never_comes(case: Case) -> Iterator[Finding]:
    for element in _cancelling(case, "boundaryEvent"):
        host = case.model_of(element).elements.get(element.attached_to or "")
        if host is not None and host.type == "transaction" and not _given_up(case, host):
            yield at(
                element,
                "waits for a cancel end event that is not there.",
                "Draw it, or remove this.",
                "warning",
            )


def _cancelling(case: Case, kind: str) -> Iterator[Element]:
    yield from (one for one in case.elements(kind) if one.event is not None and one.event.kind == "cancel")


def _given_up(case: Case, transaction: Element) -> bool:
    return any(one.parent == transaction.id for one in _cancelling(case, "endEvent"))
