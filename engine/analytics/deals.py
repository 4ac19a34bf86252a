"""Closed deals with their value and the length of their cycle, as several metrics count them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from engine.feel.values import RecordRef
from engine.records import money
from engine.records.models import StageHistory
from engine.records.types.opportunity import Opportunity

if TYPE_CHECKING:
    from datetime import date

    from engine.analytics.metric import Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A deal that was won or lost."""

    ref: RecordRef
    day: date
    won: bool
    value: Decimal | None
    """What it was won for, in the base currency at the rate of the day it was closed."""
    missing: str
    """The currency without a rate."""


def closed(look: Look) -> list[Closed]:
    """The deals that were closed in the days that are looked at."""
    rows = look.rows("opportunity", "outcome", "closed_on", "won_amount", "currency", when="closed_on")
    found = []
    for row in rows:
        won = row["outcome"] == "won"
        amount = money.from_minor(row["won_amount"] or 0, row["currency"]) if won else Decimal(0)
        value, missing = look.base_amount(amount, row["currency"], row["closed_on"]) if won else (amount, "")
        found.append(
            Closed(
                ref=RecordRef("opportunity", row["key"]),
                day=row["closed_on"],
                won=won,
                value=value,
                missing=missing,
            )
        )
    return found


def cycles(look: Look) -> dict[int, Decimal]:
    """Calendar days from the first stage to won by deal, from process history; see `Facts.won_cycle`."""
    rows = look.connection.execute(
        select(
            StageHistory.opportunity,
            StageHistory.stage,
            func.min(StageHistory.entered_at).label("first"),
            func.max(StageHistory.entered_at).label("last"),
        )
        .join(Opportunity, Opportunity.key == StageHistory.opportunity)
        .where(
            Opportunity.outcome == "won",
            Opportunity.closed_on >= look.since,
            Opportunity.closed_on < look.until,
        )
        .group_by(StageHistory.opportunity, StageHistory.stage)
    )
    opened: dict[int, date] = {}
    won: dict[int, date] = {}
    for row in rows:
        first = row.first.date()
        opened[row.opportunity] = min(opened.get(row.opportunity, first), first)
        if row.stage == "won":
            won[row.opportunity] = row.last.date()
    return {key: Decimal((day - opened[key]).days) for key, day in won.items()}
