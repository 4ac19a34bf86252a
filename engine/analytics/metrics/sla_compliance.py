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
    """The due date itself moves while the clock stands, so a case counts on the day that decided it."""
    return [*_decided(look, "solved_at", met=True), *_decided(look, "breached_at", met=False)]


def _decided(look: Look, when: str, *, met: bool) -> list[Item]:
    return [
        Item(
            ref=RecordRef("case", row["key"]),
            day=kinds.utc(row[when]).date(),
            value=Decimal(met),
            part="met" if met else "breached",
        )
        for row in look.rows("case", when, when=when, solution_met=met)
    ]


METRIC = Metric(
    id="sla_compliance",
    area="support",
    place=30,
    labels=Labels("SLA compliance", "Соблюдение SLA"),
    definition=Labels(
        "Cases solved in time ÷ cases whose solution target was decided in the period: met on the day of the "
        "solution, missed on the day of the breach.",
        "Обращения, решённые в срок ÷ обращения, по которым в периоде стал известен итог срока решения: успели — "
        "в день решения, нарушили — в день нарушения.",
    ),
    unit="percent",
    counts_as=Labels("In time", "В срок"),
    load=_load,
    combine=share,
)
