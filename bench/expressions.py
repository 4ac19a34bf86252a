"""What is evaluated: typical expressions of a CRM's models, and the nearest that bkflow-feel can parse."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Example:
    """One expression over one context; each engine must answer *value*."""

    text: str
    context: dict[str, Any]
    value: Any
    nearest: str | None = None
    """The same question for bkflow-feel where it cannot parse *text*; None: it can."""
    beyond: bool = False
    """bkflow-feel has nothing that comes near."""
    goal: float | None = field(default=None)
    """Evaluations per second on one core."""


EXAMPLES = {
    "condition": Example(
        text='amount > 10000 and tier in ("gold", "silver")',
        context={"amount": 25000, "tier": "silver"},
        value=True,
        nearest='amount > 10000 and tier in ["gold", "silver"]',
        goal=300_000,
    ),
    "arithmetic": Example(
        text="price * quantity * (1 - discount / 100)",
        context={"price": 120, "quantity": 4, "discount": 25},
        value=360,
        beyond=True,
    ),
    "choice": Example(
        text='if overdue > 30 then "dunning" else if overdue > 0 then "reminder" else "none"',
        context={"overdue": 12},
        value="reminder",
        beyond=True,
    ),
    "lines": Example(
        text="sum(lines[quantity > 1].price)",
        context={
            "lines": [{"quantity": 2, "price": 30}, {"quantity": 1, "price": 5}, {"quantity": 8, "price": 4}]
        },
        value=34,
        beyond=True,
    ),
    "dates": Example(
        text='date("2024-05-01") + duration("P14D") < date(due)',
        context={"due": "2024-05-20"},
        value=True,
        beyond=True,
    ),
}
