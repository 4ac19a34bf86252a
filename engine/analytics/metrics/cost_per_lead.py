from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.analytics.metric import Item, Metric, Reading, total
from engine.feel.values import RecordRef
from engine.labels import Labels
from engine.records import kinds, money
from engine.records.types.campaign_cost import SPENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import RowMapping

    from engine.analytics.metric import Look


def _load(look: Look) -> list[Item]:
    costs = look.rows(
        "campaign_cost", "campaign", "amount", "currency", "spent_on", when="spent_on", kind=SPENT
    )
    leads = look.rows("lead", "campaign", "created_at", when="created_at")
    return [
        *(_cost(look, row) for row in costs),
        *(
            Item(ref=RecordRef("lead", row["key"]), day=kinds.utc(row["created_at"]).date(), part="lead")
            for row in leads
            if row["campaign"] is not None
        ),
    ]


def _cost(look: Look, row: RowMapping) -> Item:
    amount = money.from_minor(row["amount"], row["currency"])
    value, missing = look.base_amount(amount, row["currency"], row["spent_on"])
    return Item(
        ref=RecordRef("campaign", row["campaign"]),
        day=row["spent_on"],
        value=value,
        part="cost",
        missing=missing,
    )


def _combine(items: Sequence[Item]) -> Reading:
    leads = sum(item.part == "lead" for item in items)
    spent = total(item for item in items if item.part == "cost")
    return Reading(spent / leads if leads else None, Decimal(leads) if items else None)


METRIC = Metric(
    id="cost_per_lead",
    area="marketing",
    place=23,
    labels=Labels("Cost per lead", "Стоимость лида"),
    definition=Labels(
        "Money spent on campaigns in the period ÷ leads created in the period that came by a campaign; in the "
        "base currency at the rate of the day of spending.",
        "Потрачено на кампании в периоде ÷ лиды, созданные в периоде и пришедшие по кампании; в базовой "
        "валюте по курсу дня траты.",
    ),
    unit="money",
    counts_as=Labels("Spent, or one lead", "Потрачено или один лид"),
    load=_load,
    combine=_combine,
    more_is_better=False,
)
