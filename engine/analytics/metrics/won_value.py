from __future__ import annotations

from typing import TYPE_CHECKING

from engine.analytics import deals
from engine.analytics.metric import Item, Metric, Reading, total
from engine.labels import Labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.analytics.metric import Look


def load(look: Look) -> list[Item]:
    """The won deals with their value."""
    return [
        Item(ref=one.ref, day=one.day, value=one.value, missing=one.missing)
        for one in deals.closed(look)
        if one.won
    ]


def _combine(items: Sequence[Item]) -> Reading:
    return Reading(total(items))


METRIC = Metric(
    id="won_value",
    area="sales",
    place=11,
    labels=Labels("Won value", "Сумма выигрышей"),
    definition=Labels(
        "Sum of the won amounts of deals won in the period, in the base currency at the rate of the day of "
        "closing.",
        "Сумма выигранных в периоде сделок в базовой валюте по курсу дня закрытия.",
    ),
    unit="money",
    counts_as=Labels("Won amount", "Сумма выигрыша"),
    load=load,
    combine=_combine,
)
