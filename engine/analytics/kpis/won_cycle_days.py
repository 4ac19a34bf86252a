from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.analytics.figure import Kpi
from engine.labels import Labels

if TYPE_CHECKING:
    from engine.analytics.facts import Facts


def _measure(facts: Facts) -> Decimal | None:
    """How long a won deal took."""
    count, days = facts.won_cycle
    return Decimal(days) / count if count else None


KPI = Kpi(
    id="won_cycle_days",
    labels=Labels("Won cycle, days", "Цикл выигранной сделки, дней"),
    definition=Labels(
        "Mean calendar days from the first stage to won, by process history; won deals only.",
        "Среднее число календарных дней от первого этапа до выигрыша по истории процесса; только выигранные сделки.",
    ),
    unit="days",
    place=6,
    measure=_measure,
)
