from __future__ import annotations

from typing import TYPE_CHECKING

from engine.analytics.figure import Kpi
from engine.analytics.kpis import win_rate, won_cycle_days
from engine.labels import Labels

if TYPE_CHECKING:
    from decimal import Decimal

    from engine.analytics.facts import Facts


def _measure(facts: Facts) -> Decimal | None:
    """What the pipeline brings a day; made of the exact figures, not of the rounded ones."""
    rate, cycle = win_rate.KPI.measure(facts), won_cycle_days.KPI.measure(facts)
    count, value = facts.won_values
    if not rate or not cycle or not count:
        return None
    return facts.outcomes.open * (value / count) * (rate / 100) / cycle


KPI = Kpi(
    id="velocity_per_day",
    labels=Labels("Pipeline velocity a day", "Скорость воронки в день"),
    definition=Labels(
        "Open deals times average won value times win rate, divided by the mean won cycle in days.",
        "Число открытых сделок × средняя сумма выигрыша × доля выигранных ÷ средний цикл выигранной сделки в днях.",
    ),
    unit="money_per_day",
    place=7,
    measure=_measure,
)
