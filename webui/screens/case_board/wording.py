"""How much time a case has left, in words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext

if TYPE_CHECKING:
    from engine.analytics.case_board import Clock, FirstAnswer

_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
CHIPS = {"late": "late", "soon": "soon", "running": "good", "paused": "info", "solved": "accent"}
"""The colour of each state."""
OWED = {"late": "is-late", "soon": "is-soon", "running": "muted"}
"""How a first answer that is owed is written."""


def length(time: timedelta) -> str:
    """“2 h 10 min”, without a sign."""
    hours, rest = divmod(abs(time), _HOUR)
    minutes = rest // _MINUTE
    if not hours:
        return str(gettext("%(minutes)d min", minutes=minutes))
    if not minutes:
        return str(gettext("%(hours)d h", hours=hours))
    return str(gettext("%(hours)d h %(minutes)d min", hours=hours, minutes=minutes))


def told(clock: Clock) -> str:
    """“2 h 10 min left of 8 h”."""
    if clock.left is None:
        return str(gettext("No target yet"))
    facts = {"left": length(clock.left), "promised": length(clock.promised)}
    if clock.state == "solved":
        return (
            str(gettext("Solved, %(left)s left of %(promised)s", **facts))
            if clock.left >= timedelta()
            else _late(facts)
        )
    if clock.left < timedelta():
        return _late(facts)
    if clock.stands:
        return str(gettext("Paused, %(left)s left of %(promised)s", **facts))
    return str(gettext("%(left)s left of %(promised)s", **facts))


def _late(facts: dict[str, str]) -> str:
    return str(gettext("Overdue by %(left)s, promised in %(promised)s", **facts))


def first_answer(owed: FirstAnswer) -> str:
    """“first answer in 12 min”; without a length where less than a minute of working time is meant."""
    told = length(owed.left) if abs(owed.left) >= _MINUTE else None
    if owed.state == "late":
        return str(
            gettext("first answer late by %(late)s", late=told) if told else gettext("first answer late")
        )
    return str(gettext("first answer in %(left)s", left=told) if told else gettext("first answer due now"))


def used(clock: Clock) -> int:
    """The share of the promised time that is used up, in per cent of a bar."""
    if clock.left is None or not clock.promised:
        return 0
    return min(100, max(0, round(100 * (clock.promised - clock.left) / clock.promised)))
