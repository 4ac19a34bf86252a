"""The metrics of the page /kpis, found in this folder: one file declares one as ``METRIC``."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.analytics.metric import Look, Metric, Reading

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.analytics.metric import Item
    from engine.analytics.period import Period
    from engine.identity import User

_SERIES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A metric for one period, beside the period before and the course so far."""

    metric: Metric
    now: Reading
    before: Reading
    course: list[Reading]
    """The last twelve periods, this one included."""
    count: int
    """Records behind the figure."""
    missing: dict[str, int]
    """Records left out, by the currency that has no rate."""


def all_told(
    connection: Connection, user: User, period: Period, *, now: datetime, team: int | None = None
) -> list[Told]:
    """Every metric over the records that *user* may see."""
    look = Look(
        connection=connection,
        user=user,
        since=period.series(_SERIES)[0].start,
        until=period.end,
        now=now,
        team=team,
    )
    return [_told(metric, look, period) for metric in declarations()]


def items(
    connection: Connection,
    user: User,
    metric: Metric,
    period: Period,
    *,
    now: datetime,
    team: int | None = None,
) -> list[Item]:
    """The records behind a figure, the newest first."""
    look = Look(connection=connection, user=user, since=period.start, until=period.end, now=now, team=team)
    found = metric.items(look, period)
    return sorted(found, key=lambda item: (item.day, item.ref.key), reverse=True)


def by_id(metric_id: str) -> Metric | None:
    return next((one for one in declarations() if one.id == metric_id), None)


@functools.cache
def declarations() -> tuple[Metric, ...]:
    """The metrics in the order of their places."""
    modules = (
        importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
    )
    return tuple(sorted((module.METRIC for module in modules), key=lambda one: (one.place, one.id)))


def _told(metric: Metric, look: Look, period: Period) -> Told:
    loaded = metric.load(look)
    series = period.series(_SERIES)
    course = [metric.combine(metric.among(loaded, one)) for one in series]
    own = metric.among(loaded, period)
    return Told(
        metric=metric,
        now=course[-1],
        before=course[-2],
        course=course,
        count=len(own),
        missing=_missing(own),
    )


def _missing(found: list[Item]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for item in found:
        if item.missing:
            counts[item.missing] = counts.get(item.missing, 0) + 1
    return counts
