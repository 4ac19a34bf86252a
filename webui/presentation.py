"""How values look on every screen: due dates as chips, people as initials, roles in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from flask_babel import lazy_gettext as _l

from engine.process import business_time
from webui import context, live, localization, preferences
from webui.retelling import retold
from webui.veiling import veiled

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Flask

SOON = timedelta(hours=24)

_ROLES = {
    "employee": _l("Employee"),
    "designer": _l("Designer"),
    "manager": _l("Manager"),
    "administrator": _l("Administrator"),
}


@dataclass(frozen=True, kw_only=True)
class Due:
    """A due date as people need it: how urgent, how far away."""

    moment: datetime
    state: Literal["late", "soon", "later"]
    text: str
    """“2 days ago”, “in 3 hours”."""


def install(app: Flask) -> None:
    app.jinja_env.filters.update(
        initials=initials,
        due=due,
        distance=distance,
        age=age,
        role_name=role_name,
        veiled=veiled,
        retold=retold,
    )
    app.jinja_env.globals.update(preferences=preferences.of_request)
    app.context_processor(_of_page)


def due(moment: datetime) -> Due:
    """How a due date stands against business time."""
    now = context.business_now()
    state: Literal["late", "soon", "later"] = (
        "late" if moment < now else "soon" if moment - now < SOON else "later"
    )
    return Due(moment=moment, state=state, text=localization.format_distance(moment, now))


def distance(moment: datetime) -> str:
    """How long ago, in business time."""
    return localization.format_distance(moment, context.business_now())


def age(moment: datetime) -> str:
    """How long something waits, in business time."""
    return localization.format_duration(context.business_now() - moment)


def initials(name: str) -> str:
    """Two letters for a person: “Anna Petrova” is AP."""
    words = name.split()
    return "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper() if words else "?"


def role_name(role: str) -> str:
    return str(_ROLES[role]) if role in _ROLES else role


def _of_page() -> dict[str, Any]:
    clock = context.engine().business_clock
    return {
        "live_cursor": live.hub().cursor,
        "simulated_now": business_time.simulated_now(clock),
        "clock_is_movable": business_time.is_movable(clock),
    }
