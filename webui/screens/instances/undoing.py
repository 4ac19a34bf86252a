"""What taking a completed task back would need, as the history of an instance tells it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from engine import keys
from engine.errors import NotFound
from engine.process import queries
from engine.process.queries import undoing_words
from webui import localization
from webui.context import current_user
from webui.screens.instances.waiting import Show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from engine.process.queries import Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The answer for one task."""

    task: int
    in_the_way: list[str]
    rest: list[str]
    """What would be undone, or needs no undoing."""


def asked(connection: Connection) -> Asked | None:
    """For the task that the page's address names; None when it names none."""
    task = keys.parse(request.args.get("undoing", ""))
    if task is None:
        return None
    try:
        found = queries.undoing(connection, task, current_user())
    except NotFound:
        return None
    return Asked(
        task=task,
        in_the_way=_told(one for one in found.effects if one.blocked),
        rest=_told(one for one in found.effects if not one.blocked),
    )


def _told(effects: Iterable[Effect]) -> list[str]:
    """A sentence for each; those of a hundred equal tasks are one."""
    counted = Counter(undoing_words.sentence(one, localization.locale(), Show()) for one in effects)
    return [text if count == 1 else f"{text} × {count}" for text, count in counted.items()]
