from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.analytics.figure import Kpi
from engine.labels import Labels

if TYPE_CHECKING:
    from engine.analytics.facts import Facts


def _measure(facts: Facts) -> Decimal | None:
    """The share of the closed deals that were won, in per cent."""
    closed = facts.outcomes.won + facts.outcomes.lost
    return Decimal(facts.outcomes.won * 100) / closed if closed else None


KPI = Kpi(
    id="win_rate",
    labels=Labels("Win rate", "Доля выигранных"),
    definition=Labels(
        "Won deals divided by won and lost deals, by count.",
        "Число выигранных сделок, делённое на число выигранных и проигранных.",
    ),
    unit="percent",
    place=4,
    measure=_measure,
)
