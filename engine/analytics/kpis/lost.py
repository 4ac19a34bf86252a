from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.analytics.figure import Kpi
from engine.labels import Labels

if TYPE_CHECKING:
    from engine.analytics.facts import Facts


def _measure(facts: Facts) -> Decimal | None:
    """How many deals were lost."""
    return Decimal(facts.outcomes.lost)


KPI = Kpi(
    id="lost",
    labels=Labels("Lost deals", "Проиграно сделок"),
    definition=Labels(
        "Opportunities whose outcome is lost.",
        "Сделки с итогом «проиграна».",
    ),
    unit="count",
    place=2,
    measure=_measure,
)
