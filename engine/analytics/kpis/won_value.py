from __future__ import annotations

from typing import TYPE_CHECKING

from engine.analytics.figure import Kpi
from engine.labels import Labels

if TYPE_CHECKING:
    from decimal import Decimal

    from engine.analytics.facts import Facts


def _measure(facts: Facts) -> Decimal | None:
    """What the won deals are worth."""
    return facts.won_values[1]


KPI = Kpi(
    id="won_value",
    labels=Labels("Won value", "Сумма выигрышей"),
    definition=Labels(
        "Sum of the won amounts of won deals in the base currency.",
        "Сумма выигранных сделок в базовой валюте.",
    ),
    unit="money",
    place=5,
    measure=_measure,
)
