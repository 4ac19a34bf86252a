"""Complex gateways: when one that joins goes on must be said, and must be able to happen."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine import feel
from engine.bpmn.rules.registry import Case, at, rule
from engine.bpmn.semantics import ROWS
from engine.errors import BatonError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import Element

_COUNT = "activationCount"


@rule
def activation_condition(case: Case) -> Iterator[Finding]:
    for element in case.elements("complexGateway"):
        flows = len(case.incoming(element))
        if flows > 1 and element.activation_condition is None:
            yield _refused(element, "complexGateway/without-condition")
        elif flows <= 1 and element.activation_condition is not None:
            yield _refused(element, "complexGateway/condition-of-a-split")
        elif element.activation_condition is not None and _never(element.activation_condition, flows):
            yield _refused(element, "complexGateway/never-activated")


def _refused(element: Element, row_id: str) -> Finding:
    row = ROWS[row_id]
    return at(element, row.reason, row.remedy)


def _never(condition: str, flows: int) -> bool:
    """Whether a condition that reads nothing but the count fails for each possible count."""
    text = condition.removeprefix("=")
    try:
        if feel.parse(text).names - {_COUNT}:
            return False
        return not any(feel.evaluate(text, {_COUNT: Decimal(one)}) is True for one in range(1, flows + 1))
    except BatonError:
        return False
