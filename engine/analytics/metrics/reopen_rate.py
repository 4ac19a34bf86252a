from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.analytics.metric import Item, Metric, share
from engine.feel.values import RecordRef
from engine.labels import Labels
from engine.records import kinds

if TYPE_CHECKING:
    from engine.analytics.metric import Look


def _load(look: Look) -> list[Item]:
    rows = look.rows("case", "solved_at", "reopened", when="solved_at")
    return [
        Item(
            ref=RecordRef("case", row["key"]),
            day=kinds.utc(row["solved_at"]).date(),
            value=Decimal(bool(row["reopened"])),
            part="reopened" if row["reopened"] else "",
        )
        for row in rows
    ]


METRIC = Metric(
    id="reopen_rate",
    area="support",
    place=33,
    labels=Labels("Reopen rate", "Доля повторных открытий"),
    definition=Labels(
        "Cases that were opened again at least once ÷ cases solved in the period.",
        "Обращения, открытые повторно хотя бы раз ÷ обращения, решённые в периоде.",
    ),
    unit="percent",
    counts_as=Labels("Reopened", "Открыто повторно"),
    load=_load,
    combine=share,
    more_is_better=False,
)
