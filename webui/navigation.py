"""The main destinations: the left bar, the bottom bar of a phone, the palette and the ``g`` shortcuts."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, get_args

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import DBAPIError

from engine.errors import Unavailable
from webui import context

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask import Flask
    from flask_babel.speaklater import LazyString
    from sqlalchemy import Connection

    from engine.identity import User


_EXTENSION = "baton_navigation"
Area = Literal["work", "sales", "support", "marketing", "control", "design", "administration"]
"""A group of destinations, in the order of the bar."""

_HEADINGS: dict[Area, LazyString | None] = {
    "work": None,
    "sales": _l("Sales"),
    "support": _l("Support"),
    "marketing": _l("Marketing"),
    "control": _l("Control"),
    "design": _l("Design"),
    "administration": _l("Administration"),
}


@dataclass(frozen=True, kw_only=True)
class Destination:
    """A screen that people go to directly."""

    endpoint: str
    label: LazyString
    icon: str
    """A name of `webui/assets/src/icons.json`."""
    key: str
    """The letter after ``g``, as on a Latin keyboard."""
    order: int
    sections: tuple[str, ...] = ()
    """The first segments of further addresses that belong here, besides that of the endpoint."""
    area: Area = "work"
    roles: frozenset[str] = frozenset()
    """Who is shown it: holders of one of these; empty for everybody. The page itself checks again."""
    badge: Callable[[Connection, User], int] | None = None
    """How many things wait there for the person."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """The destinations of one area."""

    area: Area
    heading: LazyString | None
    entries: list[dict[str, Any]]


def install(app: Flask, destinations: Sequence[Destination]) -> None:
    areas = get_args(Area)
    ordered = sorted(destinations, key=lambda one: (areas.index(one.area), one.order))
    app.extensions[_EXTENSION] = ordered

    @app.context_processor
    def _navigation() -> dict[str, Any]:
        user = context.visitor()
        held = frozenset() if user is None else user.roles
        shown = [one for one in ordered if _is_for(one, held)]
        groups = [
            Group(area=area, heading=_HEADINGS[area], entries=[_entry(one) for one in members])
            for area, members in groupby(shown, key=lambda one: one.area)
        ]
        return {"navigation": groups, "badges": _badges_of_page}


def badges(connection: Connection, user: User) -> dict[str, int]:
    """How many things wait for the person behind each destination that counts them, by its address."""
    counted: list[Destination] = current_app.extensions[_EXTENSION]
    return {
        url_for(one.endpoint): one.badge(connection, user)
        for one in counted
        if one.badge is not None and _is_for(one, user.roles)
    }


def _badges_of_page() -> dict[str, int]:
    """Counted by whole pages only; parts do not show the bar."""
    user = context.visitor()
    if user is None:
        return {}
    with suppress(DBAPIError, Unavailable), context.reading() as connection:
        return badges(connection, user)
    return {}  # the page that says so has no counts


def _is_for(destination: Destination, held: frozenset[str]) -> bool:
    return not destination.roles or bool(destination.roles & held)


def _entry(destination: Destination) -> dict[str, Any]:
    href = url_for(destination.endpoint)
    sections = {href.split("/")[1], *destination.sections}
    return {
        "label": destination.label,
        "icon": destination.icon,
        "key": destination.key,
        "href": href,
        "current": request.path.split("/")[1] in sections,
    }
