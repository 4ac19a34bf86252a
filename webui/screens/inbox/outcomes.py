"""What a completion led to, in one sentence: done, or back on the desk since something is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext, ngettext

from engine.errors import BatonError
from engine.process import queries
from webui import context

if TYPE_CHECKING:
    from engine.process.queries import TaskDetail
    from engine.process.tasks import Completion

_MISSING = "missing"
"""The variable in which a gate lists what it misses; forms show it too."""


def told(before: TaskDetail, done: Completion) -> tuple[str, str]:
    """The text, and its category: ``done``, or ``back`` when the process asks for the same step again."""
    name = before.element.name_in(context.current_user().locale)
    again = None if done.next_task_key is None else _opened(done.next_task_key)
    if again is None or again.element.id != before.element.id or again.element.repeats:
        return gettext("Completed: %(task)s", task=name), "done"
    missing = again.variables.get(_MISSING)
    if not isinstance(missing, list) or not missing:
        return gettext("“%(task)s” came back", task=name), "back"
    said = ngettext(
        "“%(task)s” came back: %(num)d thing is missing",
        "“%(task)s” came back: %(num)d things are missing",
        len(missing),
        task=name,
    )
    return said, "back"


def _opened(key: int) -> TaskDetail | None:
    """The task that the person goes on with, unless somebody has taken it in the meantime."""
    try:
        with context.reading() as connection:
            return queries.task(connection, key, context.current_user())
    except BatonError:
        return None
