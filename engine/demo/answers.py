"""How the demo company's people fill in the forms of the opportunity process."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from engine.demo import texts
from engine.demo.deals import contact_of

if TYPE_CHECKING:
    from datetime import date

    from engine.demo.deals import Deal
    from engine.feel.values import Value

Answer = tuple[Literal["owner", "manager"], dict[str, "Value"]]
_REASONS = ("price", "competitor", "no_budget", "no_decision", "timing")


def passing(deal: Deal, stage: str, element: str, today: date) -> Answer | None:
    """The answer to a task on the way out of *stage*; None for tasks of other stages and reminders."""
    if element == "contract" == stage:
        reason, _ = texts.OVERRIDE[deal.locale]
        signed = {
            "opportunity.signed_on": today,
            "opportunity.contract_number": f"V-{today.year}-{deal.number:03}",
        }
        return "owner", {**signed, "outcome": "override", "override_reason": reason}
    if element == f"{stage}_override":
        return "manager", {"override_decision": "approve", "decision_reason": texts.OVERRIDE[deal.locale][1]}
    if element == stage:
        facts = {f"opportunity.{name}": value for name, value in _facts(deal, stage, today).items()}
        return "owner", {**facts, **_people(deal, stage), "outcome": "advance"}
    return _quoting(deal).get(element) if stage == "propose" else None


def asking(deal: Deal, stage: str, element: str) -> Answer | None:
    """What the owner asks the manager for: the approval of a quote, or an override."""
    if stage == "propose":
        return _quoting(deal)["prepare_quote"] if element == "prepare_quote" else None
    values: dict[str, Value] = {"outcome": "override", "override_reason": texts.REQUESTS[deal.locale]}
    return ("owner", values) if element == stage else None


def losing(deal: Deal, stage: str, element: str) -> Answer | None:
    """The answer to a task on the way from *stage* to lost."""
    if element == stage:
        return "owner", {"outcome": "lose"}
    if element == "record_loss":
        lesson = texts.LESSONS[deal.locale]
        return "owner", {"lost_reason": _REASONS[deal.number % len(_REASONS)], "lesson": lesson}
    return _quoting(deal).get(element)


def winning(deal: Deal, element: str) -> Answer | None:
    """The answer to a task after the contract."""
    if element == "hand_over":
        return "owner", {"order_number": f"A-{1000 + deal.number}", "order_handed_over": True}
    return ("owner", {"won_amount": deal.amount}) if element == "close_won" else None


def _quoting(deal: Deal) -> dict[str, Answer]:
    price = {"opportunity.amount": deal.amount, "opportunity.discount_percent": Decimal(deal.number % 3 * 5)}
    return {"prepare_quote": ("owner", price), "approve_quote": ("manager", {"quote_decision": "approve"})}


def _facts(deal: Deal, stage: str, today: date) -> dict[str, Value]:
    said = {name: text.format(contact=contact_of(deal)) for name, text in texts.FACTS[deal.locale].items()}
    names = [name for _, name in deal.customer.contacts]
    facts: dict[str, dict[str, Value]] = {
        "qualify": {
            "need": said["need"],
            "budget": said["budget"],
            "decider": names[0],
            "decide_by": today + timedelta(days=90),
            "next_meeting": today + timedelta(days=7),
        },
        "discover": {
            name: said[name]
            for name in (
                "pain_metric",
                "pain_baseline",
                "pain_target",
                "decision_process",
                "decision_criteria",
                "competitor",
            )
        },
        "present": {"demo_result": "accepted", "champion": said["champion"], "economic_buyer_met": True},
        "propose": {"quote_sent_on": today, "customer_replied": True, "closing_plan": said["closing_plan"]},
        "negotiate": {"legal_contact": names[-1], "procurement_contact": names[1], "terms_agreed": True},
    }
    return facts[stage]


def _people(deal: Deal, stage: str) -> dict[str, Value]:
    if stage != "discover":
        return {}
    roles = ("economic_buyer", "champion", "technical")
    return {
        "people": [
            {"contact": ref, "role": role}
            for (ref, _), role in zip(deal.customer.contacts, roles, strict=False)
        ]
    }
