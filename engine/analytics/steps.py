"""How long the steps of a process take: mean and 90th percentile, measured by the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Integer, case, func, literal, or_, select, type_coerce

from engine.db import to_milliseconds
from engine.process.history import DEFINITION
from engine.process.journal import History
from engine.process.models import ProcessInstance
from engine.process.queries.rights import visible_instances

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Subquery

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
    element_ids, step = _steps(versions)
    if not element_ids:
        return {}
    ranked = _ranked(_done(user, versions, step, since), element_ids.keys())
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


def _steps(versions: Sequence[Deployed]) -> tuple[Mapping[int, str], ColumnElement[int]]:
    """The ids of the timed elements by step, and the step of a row of history.

    An element has a number of its own in each version; where all versions number alike it is the step.
    """
    alike: dict[tuple[tuple[int, str], ...], list[int]] = {}
    for deployed in versions:
        timed = (one for one in deployed.elements.values() if is_timed(one))
        places = tuple((deployed.number(one.id), one.id) for one in timed)
        alike.setdefault(places, []).append(deployed.key)
    if len(alike) == 1:
        [places] = alike
        return dict(places), type_coerce(History.element, Integer)
    steps: dict[str, int] = {}
    branches = [
        (
            DEFINITION.in_(keys),
            case(
                {number: steps.setdefault(one, len(steps)) for number, one in places}, value=History.element
            ),
        )
        for places, keys in alike.items()
        if places
    ]
    step = type_coerce(case(*branches), Integer) if branches else literal(-1)
    return {number: one for one, number in steps.items()}, step


def _done(user: User, versions: Sequence[Deployed], step: ColumnElement[int], since: datetime) -> Subquery:
    """Each time that a step was done, with how long it took in milliseconds."""
    entered = type_coerce(History.entered, BigInteger)
    return (
        select(step.label("step"), History.duration)
        .join_from(ProcessInstance, History, History.instance == ProcessInstance.key)
        .where(
            ProcessInstance.process_id == versions[0].process_id,
            DEFINITION.in_([one.key for one in versions]),
            or_(ProcessInstance.ended.is_(None), ProcessInstance.ended >= since),
            entered + History.duration >= to_milliseconds(since),
            History.terminated.is_(False),
            visible_instances(user),
        )
        .subquery()
    )


def _ranked(done: Subquery, steps: Collection[int]) -> Subquery:
    """With its rank among those of its step, and their number."""
    step = done.c.step
    return (
        select(
            step,
            done.c.duration,
            func.row_number().over(partition_by=step, order_by=done.c.duration).label("rank"),
            func.count().over(partition_by=step).label("count"),
        )
        .where(step.in_(steps))
        .subquery()
    )
