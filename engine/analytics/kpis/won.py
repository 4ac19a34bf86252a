from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.analytics.figure import Kpi
from engine.labels import Labels

if TYPE_CHECKING:
    from engine.analytics.facts import Facts


def _measure(facts: Facts) -> Decimal | None:
    """How many deals were won."""
    return Decimal(facts.outcomes.won)


KPI = Kpi(
    id="won",
    labels=Labels("Won deals", "Выиграно сделок"),
    definition=Labels(
        "Opportunities whose outcome is won.",
        "Сделки с итогом «выиграна».",
    ),
    unit="count",
    place=1,
    measure=_measure,
)
