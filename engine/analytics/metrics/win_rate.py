from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.analytics import deals
from engine.analytics.metric import Item, Metric, share
from engine.labels import Labels

if TYPE_CHECKING:
    from engine.analytics.metric import Look


def _load(look: Look) -> list[Item]:
    return [
        Item(ref=one.ref, day=one.day, value=Decimal(one.won), part="won" if one.won else "lost")
        for one in deals.closed(look)
    ]


METRIC = Metric(
    id="win_rate",
    area="sales",
    place=10,
    labels=Labels("Win rate", "Доля выигранных"),
    definition=Labels(
        "Deals won ÷ deals won or lost, by count; deals that were closed in the period.",
        "Выигранные сделки ÷ выигранные и проигранные, по числу; сделки, закрытые в периоде.",
    ),
    unit="percent",
    counts_as=Labels("Won", "Выиграна"),
    load=_load,
    combine=share,
)
