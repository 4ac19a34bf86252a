"""Going over to another version: the mapping as a form, what a trial on a copy says, and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engine import keys
from engine.errors import BatonError
from engine.process import definitions, queries
from engine.process.migration import Migrated, Order
from engine.process.models import LIVE
from engine.process.queries import migrating
from webui import localization, rooms
from webui.context import current_user, engine, reading
from webui.screens.repairs import telling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection
    from werkzeug import Response

    from engine.process.definitions import Deployed
    from engine.process.queries.migrating import Candidate, Version

_MAP = "map-"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the person decided in the form."""

    to: int
    mapping: dict[str, str]
    timers: Literal["keep", "again"]
    reason: str
    chosen: list[int]

    @property
    def order(self) -> Order:
        return Order(to=self.to, mapping=self.mapping, timers=self.timers, reason=self.reason)


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """Instances of a version, and the versions to which they can go."""

    old: Deployed
    candidates: list[Candidate]
    versions: list[Version]
    """Others than the old one, the newest first."""
    one: int | None = None
    """The key, on the page of a single instance."""
    seen: int = 0
    """The version of that instance's state."""


def page_of_one(key: int) -> str:
    """The page of a single instance; what stands against it is tried out at once."""
    with reading() as connection:
        crossing = _of_one(connection, key)
        asked = _asked(crossing)
        results = [_tried(key, asked)] if crossing.versions else []
        return _page(connection, crossing, asked, results)


def sent_for_one(key: int) -> str | Response | tuple[str, int]:
    """Try it again with what the form says, or do it."""
    with reading() as connection:
        crossing = _of_one(connection, key)
    asked = _asked(crossing)
    if request.form.get("do") != "migrate":
        with reading() as connection:
            return _page(connection, crossing, asked, [_tried(key, asked)])
    seen = keys.parse(request.form.get("seen", ""))
    try:
        engine().migrate_instance(key, asked.order, seen=seen, by=current_user())
    except BatonError as error:
        with reading() as connection:
            refused = Migrated(key=key, outcome="refused", error=error)
            return _page(connection, crossing, asked, [refused]), 409
    flash(gettext("It runs on version %(version)s now.", version=asked.to), "done")
    return redirect(url_for("instances.show", key=key), 303)


def page_of_many(process_id: str) -> str:
    """The page of all instances of a version."""
    with reading() as connection:
        crossing = _of_many(connection, process_id)
        return _page(connection, crossing, _asked(crossing), None)


def sent_for_many(process_id: str) -> str:
    """Try the chosen ones, or let them go over: each by itself."""
    with reading() as connection:
        crossing = _of_many(connection, process_id)
    asked = _asked(crossing)
    dry_run = request.form.get("do") != "migrate"
    results = engine().migrate_instances(
        asked.chosen[: migrating.MOST], asked.order, by=current_user(), dry_run=dry_run
    )
    with reading() as connection:
        return _page(connection, _of_many(connection, process_id), asked, results, crossing.candidates)


def _tried(key: int, asked: Asked) -> Migrated:
    return engine().migrate_instances([key], asked.order, by=current_user(), dry_run=True)[0]


def _of_one(connection: Connection, key: int) -> Crossing:
    rooms.require(rooms.MANAGERS)
    detail = queries.instance(connection, key, current_user())
    if detail.status not in LIVE:
        abort(404)
    old = definitions.get(connection, detail.definition_key)
    candidate = migrating.Candidate(key=key, business_id=detail.business_id)
    return Crossing(
        old=old,
        candidates=[candidate],
        versions=_others(connection, old),
        one=key,
        seen=detail.version,
    )


def _of_many(connection: Connection, process_id: str) -> Crossing:
    rooms.require(rooms.MANAGERS)
    number = request.values.get("from", 0, type=int)
    found = [one for one in migrating.versions(connection, process_id) if one.number == number]
    if not found:
        abort(404)
    old = definitions.get(connection, found[0].key)
    return Crossing(
        old=old,
        candidates=migrating.candidates(connection, current_user(), process_id, old.key),
        versions=_others(connection, old),
    )


def _others(connection: Connection, old: Deployed) -> list[Version]:
    return [one for one in migrating.versions(connection, old.process_id) if one.key != old.key]


def _asked(crossing: Crossing) -> Asked:
    """What the form says; the newest version unless it says another."""
    newest = crossing.versions[0].number if crossing.versions else 0
    given = request.form
    return Asked(
        to=request.values.get("to", newest, type=int),
        mapping={
            name.removeprefix(_MAP): value
            for name, value in given.items()
            if name.startswith(_MAP) and value and value != name.removeprefix(_MAP)
        },
        timers="again" if given.get("timers") == "again" else "keep",
        reason=given.get("reason", "").strip(),
        chosen=[key for one in given.getlist("instance") if (key := keys.parse(one)) is not None],
    )


def _page(
    connection: Connection,
    crossing: Crossing,
    asked: Asked,
    results: Sequence[Migrated] | None,
    named: Sequence[Candidate] | None = None,
) -> str:
    """The page; *named* are the instances of which the results tell, some of which may have gone over."""
    target = next((one for one in crossing.versions if one.number == asked.to), None)
    if target is None and crossing.versions:
        abort(404)
    new = None if target is None else definitions.get(connection, target.key)
    chosen = [one.key for one in crossing.candidates]
    return render_template(
        "repairs/migration.html",
        crossing=crossing,
        asked=asked,
        name=crossing.old.model.name_in(localization.locale()),
        spots=[] if new is None else migrating.spots(connection, chosen, crossing.old, new, asked.mapping),
        results=None if results is None else telling.told(results, crossing.old, new),
        summary="" if results is None else telling.summary(results),
        labels={one.key: one.business_id or one.key for one in named or crossing.candidates},
        most=migrating.MOST,
    )
