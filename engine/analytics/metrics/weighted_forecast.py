from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.analytics import deals
from engine.analytics.metric import Item, Metric, Reading, total
from engine.feel.values import RecordRef
from engine.labels import Labels
from engine.records import money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import RowMapping

    from engine.analytics.metric import Look


def _load(look: Look) -> list[Item]:
    won = [
        Item(ref=one.ref, day=one.day, value=one.value, part="won", missing=one.missing)
        for one in deals.closed(look)
        if one.won
    ]
    columns = ("amount", "currency", "probability", "opened_on", "close_date")
    rows = look.rows("opportunity", *columns, when="close_date", outcome=None)
    return won + [_open(look, row) for row in rows if row["amount"] is not None]


def _open(look: Look, row: RowMapping) -> Item:
    amount = money.from_minor(row["amount"], row["currency"])
    on = row["opened_on"] or look.now.date()
    value, missing = look.base_amount(amount, row["currency"], on)
    return Item(
        ref=RecordRef("opportunity", row["key"]),
        day=row["close_date"],
        value=None if value is None else value * (row["probability"] or 0) / 100,
        second=Decimal(row["probability"] or 0),
        part="open",
        missing=missing,
    )


def _combine(items: Sequence[Item]) -> Reading:
    return Reading(total(items), total(item for item in items if item.part == "won"))


METRIC = Metric(
    id="weighted_forecast",
    area="sales",
    place=15,
    labels=Labels("Weighted forecast", "Взвешенный прогноз"),
    definition=Labels(
        "Won in the period, plus amount × probability of each open deal that is expected to close in the "
        "period; in the base currency.",
        "Выиграно в периоде плюс сумма × вероятность каждой открытой сделки, которая должна закрыться в "
        "периоде; в базовой валюте.",
    ),
    unit="money",
    second=Labels("Of it won", "Из них выиграно"),
    counts_as=Labels("Counts with", "Входит с суммой"),
    counts_also=Labels("Probability, %", "Вероятность, %"),
    load=_load,
    combine=_combine,
)
