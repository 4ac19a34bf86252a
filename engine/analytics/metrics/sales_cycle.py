from __future__ import annotations

from typing import TYPE_CHECKING

from engine.analytics import deals
from engine.analytics.metric import Item, Metric, Reading, mean, median, values
from engine.labels import Labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.analytics.metric import Look


def _load(look: Look) -> list[Item]:
    cycles = deals.cycles(look)
    return [
        Item(ref=one.ref, day=one.day, value=cycles[one.ref.key])
        for one in deals.closed(look)
        if one.won and one.ref.key in cycles
    ]


def _combine(items: Sequence[Item]) -> Reading:
    return Reading(mean(items).value, median(values(items)))


METRIC = Metric(
    id="sales_cycle",
    area="sales",
    place=13,
    labels=Labels("Sales cycle", "Цикл сделки"),
    definition=Labels(
        "Mean calendar days from a deal's first stage to won, by process history; deals won in the period.",
        "Среднее число календарных дней от первого этапа до выигрыша по истории процесса; сделки, выигранные "
        "в периоде.",
    ),
    unit="days",
    second=Labels("Median", "Медиана"),
    counts_as=Labels("Days", "Дней"),
    load=_load,
    combine=_combine,
    more_is_better=False,
)
