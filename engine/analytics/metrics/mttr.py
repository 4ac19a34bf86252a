from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.analytics.metric import Item, Metric, Reading, mean, minutes
from engine.feel.values import RecordRef
from engine.labels import Labels
from engine.records import kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.analytics.metric import Look

_HOUR = Decimal(60)


def _load(look: Look) -> list[Item]:
    columns = ("created_at", "solved_at", "paused_minutes", "worked_minutes")
    return [
        Item(
            ref=RecordRef("case", row["key"]),
            day=kinds.utc(row["solved_at"]).date(),
            value=(
                minutes(kinds.utc(row["solved_at"]) - kinds.utc(row["created_at"]))
                - (row["paused_minutes"] or 0)
            )
            / _HOUR,
            second=None if row["worked_minutes"] is None else Decimal(row["worked_minutes"]) / _HOUR,
        )
        for row in look.rows("case", *columns, when="solved_at")
    ]


def _combine(items: Sequence[Item]) -> Reading:
    worked = [item.second for item in items if item.second is not None]
    return Reading(mean(items).value, sum(worked, start=Decimal(0)) / len(worked) if worked else None)


METRIC = Metric(
    id="mttr",
    area="support",
    place=32,
    labels=Labels("Time to solution (MTTR)", "Время решения (MTTR)"),
    definition=Labels(
        "Mean of solved − created − time the clock stood, by the clock on the wall; cases solved in the "
        "period.",
        "Среднее: решено − создано − время остановки часов, по обычным часам; обращения, решённые в периоде.",
    ),
    unit="hours",
    second=Labels("In working time", "В рабочем времени"),
    counts_as=Labels("Hours", "Часов"),
    counts_also=Labels("Working hours", "Рабочих часов"),
    load=_load,
    combine=_combine,
    more_is_better=False,
)
