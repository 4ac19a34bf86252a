from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.analytics import deals
from engine.analytics.metric import Item, Metric, Reading, counted, mean
from engine.feel.values import RecordRef
from engine.labels import Labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.analytics.metric import Look
    from engine.analytics.period import Period


def _load(look: Look) -> list[Item]:
    """Closed deals by the day of closing; every deal that was ever open, with the day on which that ended."""
    cycles = deals.cycles(look)
    closed = [
        Item(
            ref=one.ref,
            day=one.day,
            value=one.value if one.won else Decimal(0),
            second=cycles.get(one.ref.key) if one.won else None,
            part="won" if one.won else "lost",
            missing=one.missing,
        )
        for one in deals.closed(look)
    ]
    return closed + [
        Item(
            ref=RecordRef("opportunity", row["key"]),
            day=row["opened_on"] or look.since,
            until=row["closed_on"],
            part="open",
        )
        for row in look.rows("opportunity", "opened_on", "closed_on", when=None)
    ]


def _among(items: Sequence[Item], period: Period) -> list[Item]:
    return [
        item for item in items if (_was_open(item, period) if item.part == "open" else item.day in period)
    ]


def _was_open(item: Item, period: Period) -> bool:
    """Opened by the end of the period, and not closed before it."""
    return item.day < period.end and (item.until is None or item.until >= period.end)


def _combine(items: Sequence[Item]) -> Reading:
    won = [item for item in items if item.part == "won"]
    lost = [item for item in items if item.part == "lost"]
    still_open = sum(item.part == "open" for item in items)
    size, days = mean(won).value, [item.second for item in counted(won) if item.second is not None]
    cycle = sum(days, start=Decimal(0)) / len(days) if days else None
    if size is None or not cycle:
        return Reading(None)
    return Reading(still_open * size * len(won) / (len(won) + len(lost)) / cycle)


METRIC = Metric(
    id="velocity",
    area="sales",
    place=14,
    labels=Labels("Pipeline velocity", "Скорость воронки"),
    definition=Labels(
        "Deals open at the period's end × average won amount × win rate ÷ mean won cycle in days: money a "
        "day. The last three are of the deals closed in the period.",
        "Сделки, открытые на конец периода × средний выигрыш × доля выигранных ÷ средний цикл в днях: деньги "
        "в день. Последние три — по сделкам, закрытым в периоде.",
    ),
    unit="money_per_day",
    counts_as=Labels("Won amount, or one open deal", "Сумма выигрыша или одна открытая сделка"),
    load=_load,
    among=_among,
    combine=_combine,
)
