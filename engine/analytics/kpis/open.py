from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.analytics.figure import Kpi
from engine.labels import Labels

if TYPE_CHECKING:
    from engine.analytics.facts import Facts


def _measure(facts: Facts) -> Decimal | None:
    """How many deals are open."""
    return Decimal(facts.outcomes.open)


KPI = Kpi(
    id="open",
    labels=Labels("Open deals", "Открытых сделок"),
    definition=Labels(
        "Opportunities that are neither won nor lost.",
        "Сделки, которые ещё не выиграны и не проиграны.",
    ),
    unit="count",
    place=3,
    measure=_measure,
)
