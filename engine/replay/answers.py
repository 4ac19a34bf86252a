"""How the people of the past complete the tasks of the process, as far as the data tells."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from engine.feel.values import Value

if TYPE_CHECKING:
    from engine.replay.deals import Deal

Answer = tuple[Literal["owner", "manager"], dict[str, Value]]
"""Who completes a task, with which values."""

_STAGE_TASKS = frozenset({"qualify", "discover", "present", "propose", "negotiate", "contract"})
_REASON = "imported"
_NOT_RECORDED = "imported: not recorded"


def qualifying(element: str) -> Answer | None:
    """How the task of the first stage, and the override it needs, are completed."""
    return _passing(element) if element in {"qualify", "qualify_override"} else None


def closing(deal: Deal, element: str) -> Answer | None:
    """How each task on the way to won or lost is completed; None for reminders, which go with their stage."""
    if deal.stage == "lost" and element in _STAGE_TASKS:
        return "owner", {"outcome": "lose"}
    return _passing(element) or _finishing(deal).get(element)


def _passing(element: str) -> Answer | None:
    if element in _STAGE_TASKS:
        return "owner", {"outcome": "override", "override_reason": _REASON}
    if element.endswith("_override"):
        return "manager", {"override_decision": "approve", "decision_reason": _REASON}
    return None


def _finishing(deal: Deal) -> dict[str, Answer]:
    value = deal.value or Decimal(0)
    return {
        # The value is what was agreed: nothing is known of a discount on top of it.
        "prepare_quote": ("owner", {"opportunity.amount": value, "opportunity.discount_percent": Decimal(0)}),
        "approve_quote": ("manager", {"quote_decision": "approve"}),
        "hand_over": ("owner", {"order_handed_over": True}),
        "close_won": ("owner", {"won_amount": value}),
        "record_loss": ("owner", {"lost_reason": _NOT_RECORDED}),
    }
