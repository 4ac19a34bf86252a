"""Why an instance waits, as its page tells it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from engine.process import queries
from engine.process.queries import waiting_words
from webui import context, localization
from webui.context import current_user
from webui.retelling import retold
from webui.screens.instances import lengths, literals
from webui.veiling import veiled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.process.queries import InstanceDetail, Wait

_SIGNS = {
    "task": "target", "timer": "clock", "message": "mail", "signal": "speakerphone", "conditional": "filter",
    "join": "route", "call": "diagram", "job": "refresh", "held": "player-pause", "resting": "refresh",
    "leased": "refresh", "failed": "alert", "suspended": "player-pause", "undoing": "undo", "ad_hoc": "plus",
}  # fmt: skip
_MOST = 200
"""Lines of a page; an instance can have ten thousand tokens."""
_STEPS = ((timedelta(days=1), timedelta(hours=1)), (timedelta(minutes=1), timedelta(minutes=1)))
"""Of what is at least so long, what is shorter than this is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One token."""

    wait: Wait
    name: str
    reason: str
    proof: list[str]
    sign: str
    task: Any
    """The open task that the token stands for, if it does; see `InstanceDetail.tasks`."""

    @property
    def called(self) -> int | None:
        """The instance that it waits for."""
        key: int | None = self.wait.facts.get("instance")
        return key


def lines(connection: Connection, detail: InstanceDetail) -> tuple[list[Line], int]:
    """For each live token why it waits, what lies in wait after what it is beside; and how many more there are."""
    waits = queries.why_waiting(
        connection,
        detail.key,
        current_user(),
        at=context.business_now(),
        now=context.system_now(),
        time_zone=context.config().time_zone,
    )
    tasks = {task.key: task for task in detail.tasks}
    return [_line(one, tasks) for one in waits[:_MOST]], max(0, len(waits) - _MOST)


def _line(wait: Wait, tasks: Mapping[int, Any]) -> Line:
    locale = localization.locale()
    reason, *proof = waiting_words.sentences(_retold(wait), locale, Show())
    return Line(
        wait=wait,
        name=wait.element.name_in(locale),
        reason=reason,
        proof=proof,
        sign=_SIGNS.get(wait.kind, "target"),
        task=tasks.get(wait.facts.get("task", 0)),
    )


def _retold(wait: Wait) -> Wait:
    """What failed was written down in English."""
    failed = {name: retold(str(wait.facts[name])) for name in ("error", "problem") if wait.facts.get(name)}
    return replace(wait, facts={**wait.facts, **failed}) if failed else wait


class Show:
    """Moments, lengths and values as the page writes them."""

    def moment(self, value: datetime) -> str:
        return localization.format_moment(value, "short")

    def length(self, value: timedelta) -> str:
        step = next((step for least, step in _STEPS if value >= least), timedelta(seconds=1))
        return lengths.in_words(round(value / step) * step or value)

    def value(self, value: Any) -> str:
        return veiled(literals.spelled(value) or str(value))
