from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.analytics.metric import Item, Metric, Reading, counted, total
from engine.feel.values import RecordRef
from engine.labels import Labels
from engine.records import kinds, money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import RowMapping

    from engine.analytics.metric import Look


def _load(look: Look) -> list[Item]:
    rows = look.rows("campaign", "measured_at", "revenue", "cost", "currency", when="measured_at")
    return [_item(look, row) for row in rows if row["cost"]]


def _item(look: Look, row: RowMapping) -> Item:
    day, currency = kinds.utc(row["measured_at"]).date(), row["currency"]
    revenue, missing = look.base_amount(money.from_minor(row["revenue"] or 0, currency), currency, day)
    cost, _ = look.base_amount(money.from_minor(row["cost"], currency), currency, day)
    return Item(
        ref=RecordRef("campaign", row["key"]),
        day=day,
        value=None if revenue is None or cost is None else revenue - cost,
        second=cost,
        missing=missing,
    )


def _combine(items: Sequence[Item]) -> Reading:
    found = counted(items)
    cost = sum((item.second for item in found if item.second is not None), start=Decimal(0))
    return Reading(total(found) * 100 / cost if cost else None, cost if found else None)


METRIC = Metric(
    id="campaign_roi",
    area="marketing",
    place=22,
    labels=Labels("Campaign ROI", "ROI кампаний"),
    definition=Labels(
        "(Revenue − cost) ÷ cost of all campaigns measured in the period together. Revenue is the won amount "
        "of deals whose lead came by the campaign, not their margin.",
        "(Выручка − затраты) ÷ затраты по всем кампаниям, измеренным в периоде, вместе. Выручка — сумма "
        "выигранных сделок из лидов кампании, не маржа.",
    ),
    unit="percent",
    counts_as=Labels("Revenue − cost", "Выручка − затраты"),
    counts_also=Labels("Cost", "Затраты"),
    load=_load,
    combine=_combine,
)
