"""How long the steps of a process take: mean and 90th percentile, measured by the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, SmallInteger, case, column, func, or_, select, type_coerce, values

from engine.db import to_milliseconds
from engine.process.journal import History
from engine.process.models import ProcessInstance
from engine.process.queries.rights import visible_instances

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import CTE, ColumnElement, Connection, Subquery

    from engine.bpmn.model import Element
    from engine.identity import User
    from engine.process.definitions import Deployed

_TIMED = frozenset(
    {
        *("userTask", "manualTask", "receiveTask", "intermediateCatchEvent", "callActivity"),
        *(
            "serviceTask",
            "sendTask",
            "businessRuleTask",
            "scriptTask",
            "subProcess",
            "transaction",
            "adHocSubProcess",
        ),
    }
)
"""Elements in which time passes; a gateway takes none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTime:
    """How long one element took."""

    count: int
    """How often it was done."""
    mean: timedelta
    p90: timedelta
    """Nine of ten times it took no longer; the nearest rank, so a length that did occur."""


def is_timed(element: Element) -> bool:
    return element.type in _TIMED


def step_times(
    connection: Connection, user: User, versions: Sequence[Deployed], since: datetime
) -> dict[str, StepTime]:
    """By element id, of everything that was done since a moment in instances that *user* may see.

    What was withdrawn does not count. One statement: the database ranks the durations, no row of history is read here.
    """
    element_ids, places = _places(versions)
    if not places:
        return {}
    ranked = _ranked(user, versions[0].process_id, _wanted(places), since)
    rows = connection.execute(
        select(
            ranked.c.step,
            func.max(ranked.c.count).label("times"),
            func.avg(ranked.c.duration).label("mean"),
            func.min(case((ranked.c.rank * 10 >= ranked.c.count * 9, ranked.c.duration))).label("p90"),
        ).group_by(ranked.c.step)
    )
    return {
        element_ids[row.step]: StepTime(
            count=row.times,
            mean=timedelta(milliseconds=float(row.mean)),
            p90=timedelta(milliseconds=row.p90),
        )
        for row in rows
    }


def _places(versions: Sequence[Deployed]) -> tuple[list[str], list[tuple[int, int, int]]]:
    """The timed elements of all versions, and where each stands: definition, number in it, position in the list."""
    positions: dict[str, int] = {}
    places = [
        (deployed.key, deployed.number(element.id), positions.setdefault(element.id, len(positions)))
        for deployed in versions
        for element in _timed(deployed)
    ]
    return list(positions), places


def _timed(deployed: Deployed) -> Iterator[Element]:
    return (element for element in deployed.elements.values() if is_timed(element))


def _wanted(places: list[tuple[int, int, int]]) -> CTE:
    """An element has a number of its own in each version: here they become one step."""
    columns = (column("definition", BigInteger), column("element", SmallInteger), column("step", Integer))
    return values(*columns, name="wanted").data(places).cte("wanted")


def _ranked(user: User, process_id: str, wanted: CTE, since: datetime) -> Subquery:
    """Each time that a step was done, with its rank among those of its step."""
    step: ColumnElement[Any] = wanted.c.step
    entered = type_coerce(History.entered, BigInteger)
    return (
        select(
            step,
            History.duration,
            func.row_number().over(partition_by=step, order_by=History.duration).label("rank"),
            func.count().over(partition_by=step).label("count"),
        )
        .join_from(ProcessInstance, History, History.instance == ProcessInstance.key)
        .join(
            wanted,
            (wanted.c.definition == ProcessInstance.definition) & (wanted.c.element == History.element),
        )
        .where(
            ProcessInstance.process_id == process_id,
            or_(ProcessInstance.ended.is_(None), ProcessInstance.ended >= since),
            entered + History.duration >= to_milliseconds(since),
            History.terminated.is_(False),
            visible_instances(user),
        )
        .subquery()
    )
