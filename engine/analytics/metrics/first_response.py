from __future__ import annotations

from typing import TYPE_CHECKING

from engine.analytics.metric import Item, Metric, Reading, median, minutes, percentile, values
from engine.analytics.working import Hours
from engine.feel.values import RecordRef
from engine.labels import Labels
from engine.records import kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.analytics.metric import Look


def _load(look: Look) -> list[Item]:
    columns = ("created_at", "first_responded_at", "round_the_clock", "team")
    hours = Hours(look.connection)
    return [
        Item(
            ref=RecordRef("case", row["key"]),
            day=kinds.utc(row["first_responded_at"]).date(),
            value=minutes(
                hours.between(
                    kinds.utc(row["created_at"]),
                    kinds.utc(row["first_responded_at"]),
                    team=None if row["round_the_clock"] else row["team"],
                    round_the_clock=bool(row["round_the_clock"]),
                )
            ),
        )
        for row in look.rows("case", *columns, when="first_responded_at")
    ]


def _combine(items: Sequence[Item]) -> Reading:
    return Reading(median(values(items)), percentile(values(items), 90))


METRIC = Metric(
    id="first_response",
    area="support",
    place=31,
    labels=Labels("First response time", "Время первого ответа"),
    definition=Labels(
        "Median working time from a case's creation to the first answer by a person; cases first answered in "
        "the period. Working time is that of the case's team, or round the clock where its SLA says so.",
        "Медиана рабочего времени от создания обращения до первого ответа человека; обращения, на которые "
        "впервые ответили в периоде. Рабочее время — команды обращения, либо круглосуточно, если так велит "
        "SLA.",
    ),
    unit="minutes",
    second=Labels("90 % within", "90 % за"),
    counts_as=Labels("Minutes", "Минут"),
    load=_load,
    combine=_combine,
    more_is_better=False,
)
