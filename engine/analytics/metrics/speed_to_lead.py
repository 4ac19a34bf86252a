from __future__ import annotations

from typing import TYPE_CHECKING

from engine.analytics.metric import Item, Metric, Reading, median, minutes, percentile, values
from engine.feel.values import RecordRef
from engine.labels import Labels
from engine.records import kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.analytics.metric import Look


def _load(look: Look) -> list[Item]:
    rows = look.rows("lead", "created_at", "first_touch_at", when="created_at")
    return [
        Item(
            ref=RecordRef("lead", row["key"]),
            day=kinds.utc(row["created_at"]).date(),
            value=minutes(kinds.utc(row["first_touch_at"]) - kinds.utc(row["created_at"])),
        )
        for row in rows
        if row["first_touch_at"] is not None
    ]


def _combine(items: Sequence[Item]) -> Reading:
    return Reading(median(values(items)), percentile(values(items), 90))


METRIC = Metric(
    id="speed_to_lead",
    area="marketing",
    place=21,
    labels=Labels("Speed to lead", "Скорость ответа лиду"),
    definition=Labels(
        "Median time from a lead's creation to the first contact by a person, by the clock on the wall; leads "
        "created in the period that were contacted.",
        "Медиана времени от создания лида до первого контакта человеком, по обычным часам; лиды, созданные в "
        "периоде, с которыми уже связались.",
    ),
    unit="minutes",
    second=Labels("90 % within", "90 % за"),
    counts_as=Labels("Minutes", "Минут"),
    load=_load,
    combine=_combine,
    more_is_better=False,
)
