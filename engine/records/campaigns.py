"""What a campaign costs and what came of it: sums over its costs, touches, leads and their deals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, select

from engine.feel.values import RecordRef
from engine.records import money, store
from engine.records import rates as exchange
from engine.records.discovery import type_of
from engine.records.types.campaign_cost import PLANNED, SPENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from engine.feel.values import Value
    from engine.records.history import Step
    from engine.records.rates import Rates

_HUNDRED = Decimal(100)
RESULTS = (
    *("sent", "failed", "responded", "unsubscribed"),
    *("leads", "deals", "won", "revenue", "cost", "roi_percent"),
)
"""The campaign's fields that `measure` writes, beside ``measured_at``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What came of a campaign so far; amounts in the base currency."""

    sent: int
    """Touches that went out, whatever came of them."""
    failed: int
    responded: int
    """People who answered, or became a lead of the campaign."""
    unsubscribed: int
    leads: int
    deals: int
    won: int
    revenue: Decimal
    """Won amounts of the deals that the campaign's leads became, whole: the campaign is the only source counted."""
    cost: Decimal
    """What was spent; what was planned while nothing was written down as spent."""
    budget: Decimal
    unpriced: int = 0
    """Amounts in currencies without a rate; they are left out."""

    @property
    def roi_percent(self) -> Decimal | None:
        """(revenue - cost) / cost; None for a campaign that cost nothing."""
        if not self.cost:
            return None
        return round((self.revenue - self.cost) / self.cost * _HUNDRED, 1)

    @property
    def overrun_percent(self) -> Decimal:
        """How far the costs are above the budget; negative below it."""
        if not self.budget:
            return Decimal(0)
        return round((self.cost - self.budget) / self.budget * _HUNDRED, 1)


def plan_budget(
    connection: Connection, campaign: RecordRef, lines: Sequence[Mapping[str, Value]], step: Step
) -> Decimal:
    """Make *lines* {type, amount, currency, note} the campaign's planned costs; their sum in the base currency.

    The lines planned before are dropped. Raises `RateMissing`, `InvalidRecord`.
    """
    rates, on = exchange.load(connection), step.at.date()
    priced = [_line(line, rates.base) for line in lines]
    total = sum((rates.to_base(amount, currency, on) for amount, currency, _ in priced), Decimal(0))
    for planned in _costs(connection, campaign, PLANNED):
        ref = RecordRef("campaign_cost", planned.key)
        store.delete(connection, ref, by=step.by, at=step.at, keys=step.keys, cause=step.cause)
    for amount, currency, values in priced:
        cost = {
            **values,
            "campaign": campaign,
            "kind": PLANNED,
            "amount": amount,
            "currency": currency,
            "spent_on": on,
        }
        store.create(
            connection, "campaign_cost", cost, by=step.by, at=step.at, keys=step.keys, cause=step.cause
        )
    _write(connection, campaign, {"budget": total, "currency": rates.base}, step)
    return total


def _line(line: Mapping[str, Value], base: str) -> tuple[Decimal, str, dict[str, Value]]:
    """One line of a budget: amount, currency, and what else it says."""
    amount, currency = line.get("amount"), line.get("currency")
    said = {name: line.get(name) for name in ("type", "note")}
    return amount if isinstance(amount, Decimal) else Decimal(0), str(currency or base), said


def measure(connection: Connection, campaign: RecordRef, step: Step) -> Results:
    """Count what came of the campaign up to now, and write it down on it."""
    results = results_of(connection, campaign, step.at.date())
    values: dict[str, Value] = {name: getattr(results, name) for name in RESULTS}
    _write(
        connection,
        campaign,
        {**values, "measured_at": step.at, "currency": exchange.base_currency(connection)},
        step,
    )
    return results


def results_of(connection: Connection, campaign: RecordRef, on: date) -> Results:
    """What came of the campaign; an amount counts at the rate of its own day."""
    outcomes = _outcomes(connection, campaign)
    deals = _deals(connection, campaign)
    purse = _Purse(exchange.load(connection), on)
    won = [deal for deal in deals if deal.outcome == "won"]
    revenue = purse.sum((deal.won_amount, deal.currency, deal.closed_on) for deal in won)
    spent = _costs(connection, campaign, SPENT)
    planned = purse.sum(
        (one.amount, one.currency, one.spent_on) for one in _costs(connection, campaign, PLANNED)
    )
    cost = purse.sum((one.amount, one.currency, one.spent_on) for one in spent) if spent else planned
    leads, answered = _leads(connection, campaign)
    return Results(
        sent=sum(outcomes.values()) - outcomes.get("failed", 0),
        failed=outcomes.get("failed", 0) + outcomes.get("bounced", 0),
        responded=outcomes.get("responded", 0) + answered,
        unsubscribed=outcomes.get("unsubscribed", 0),
        leads=leads,
        deals=len(deals),
        won=len(won),
        revenue=revenue,
        cost=cost,
        budget=planned,
        unpriced=purse.unpriced,
    )


class _Purse:
    """Sums amounts in the base currency, and counts what it cannot."""

    def __init__(self, rates: Rates, on: date) -> None:
        self._rates, self._on = rates, on
        self.unpriced = 0

    def sum(self, amounts: Any) -> Decimal:
        total = Decimal(0)
        for minor, currency, day in amounts:
            worth = self._rates.convert(money.from_minor(minor or 0, currency), currency, day or self._on)
            self.unpriced += worth is None
            total += worth or 0
        return total


def _costs(connection: Connection, campaign: RecordRef, kind: str) -> Sequence[Any]:
    table: Any = type_of("campaign_cost").table.c
    return connection.execute(
        select(table.key, table.amount, table.currency, table.spent_on).where(
            table.campaign == campaign.key, table.kind == kind, table.deleted_at.is_(None)
        )
    ).all()


def _outcomes(connection: Connection, campaign: RecordRef) -> dict[str, int]:
    table: Any = type_of("touch").table.c
    rows = connection.execute(
        select(table.outcome, func.count())
        .where(table.campaign == campaign.key, table.deleted_at.is_(None))
        .group_by(table.outcome)
    )
    return {row[0]: int(row[1]) for row in rows}


def _leads(connection: Connection, campaign: RecordRef) -> tuple[int, int]:
    """The campaign's leads, and how many of them answered without a touch that says so."""
    lead: Any = type_of("lead").table.c
    touch: Any = type_of("touch").table.c
    theirs = and_(lead.campaign == campaign.key, lead.deleted_at.is_(None), lead.merged_into.is_(None))
    said = (
        select(touch.key)
        .where(
            touch.campaign == campaign.key,
            touch.outcome == "responded",
            touch.deleted_at.is_(None),
            (touch.lead == lead.key) | (touch.contact == lead.contact) | (touch.address == lead.email),
        )
        .exists()
    )
    count = connection.scalar(select(func.count()).where(theirs)) or 0
    quiet = connection.scalar(select(func.count()).where(theirs, ~said)) or 0
    return count, quiet


def _deals(connection: Connection, campaign: RecordRef) -> Sequence[Any]:
    """The deals that the campaign's leads became, each once."""
    deal: Any = type_of("opportunity").table.c
    lead: Any = type_of("lead").table.c
    from_leads = select(lead.opportunity).where(
        lead.campaign == campaign.key, lead.opportunity.is_not(None), lead.deleted_at.is_(None)
    )
    return connection.execute(
        select(deal.key, deal.outcome, deal.won_amount, deal.currency, deal.closed_on).where(
            deal.key.in_(from_leads), deal.deleted_at.is_(None)
        )
    ).all()


def _write(connection: Connection, campaign: RecordRef, values: Mapping[str, Value], step: Step) -> None:
    store.update(
        connection, campaign, values,
        by=step.by, at=step.at, keys=step.keys, cause=step.cause, process=True,
    )  # fmt: skip
