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
    rows = look.rows("lead", "created_at", "converted_at", when="created_at")
    return [
        Item(
            ref=RecordRef("lead", row["key"]),
            day=kinds.utc(row["created_at"]).date(),
            value=Decimal(row["converted_at"] is not None),
            part="open" if row["converted_at"] is None else "converted",
        )
        for row in rows
    ]


METRIC = Metric(
    id="lead_conversion",
    area="marketing",
    place=20,
    labels=Labels("Lead conversion", "Конверсия лидов"),
    definition=Labels(
        "Leads converted to deals by now ÷ leads created in the period. The youngest periods still grow.",
        "Лиды, переданные в сделки к этому дню ÷ лиды, созданные в периоде. Последние периоды ещё растут.",
    ),
    unit="percent",
    counts_as=Labels("Converted", "Передан"),
    load=_load,
    combine=share,
)
