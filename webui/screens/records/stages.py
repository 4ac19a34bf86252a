"""The stage bar of a deal: derived from what the process recorded, never stored beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from engine.records import totals
from engine.records.stages import BY_VALUE, STAGES
from webui import context, localization

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

    from engine.records import Record
    from engine.records.stages import Stage
    from engine.records.totals import Stay


@dataclass(frozen=True, kw_only=True)
class Step:
    """One stage of the bar."""

    value: str
    label: str
    state: Literal["done", "current", "ahead", "skipped"]
    since: datetime | None
    lasted: timedelta | None


@dataclass(frozen=True, kw_only=True)
class Bar:
    steps: list[Step]
    outcome: Literal["open", "won", "lost"]
    label: str
    """The name of the current stage."""


def bar(connection: Connection, deal: Record) -> Bar:
    """The bar of *deal*; a closed deal shows how far it came."""
    stays = {stay.stage: stay for stay in totals.stays(connection, deal.ref)}
    current = BY_VALUE[str(deal["stage"])]
    reached = _furthest(stays) if current.closed else STAGES.index(current)
    steps = [
        _step(stage, number, reached, current, stays.get(stage.value)) for number, stage in enumerate(_open())
    ]
    outcome: Literal["open", "won", "lost"] = (
        "won" if current.value == "won" else "lost" if current.value == "lost" else "open"
    )
    return Bar(steps=steps, outcome=outcome, label=current.labels.in_locale(localization.locale()))


def targets(deal: Record) -> list[tuple[str, str]]:
    """The stages that the deal can jump to."""
    locale = localization.locale()
    return [
        (stage.value, stage.labels.in_locale(locale)) for stage in _open() if stage.value != deal["stage"]
    ]


def _open() -> list[Stage]:
    return [stage for stage in STAGES if not stage.closed]


def _furthest(stays: dict[str, Stay]) -> int:
    return max((number for number, stage in enumerate(_open()) if stage.value in stays), default=-1)


def _step(stage: Stage, number: int, reached: int, current: Stage, stay: Stay | None) -> Step:
    end = (stay and stay.left_at) or context.business_now()
    state: Literal["done", "current", "ahead", "skipped"]
    if stage is current:
        state = "current"
    elif number > reached:
        state = "ahead"
    else:
        state = "done" if stay is not None else "skipped"
    return Step(
        value=stage.value,
        label=stage.labels.in_locale(localization.locale()),
        state=state,
        since=None if stay is None else stay.entered_at,
        lasted=None if stay is None else end - stay.entered_at,
    )
