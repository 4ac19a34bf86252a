"""Incidents: what stands still, by cause; a cause that is mended is tried again for all that it stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from engine import keys
from engine.process.queries import problems
from engine.process.queries.inbox import records_of
from engine.records import queries as records
from webui import errors, rooms
from webui.context import business_now, current_user, engine, reading
from webui.navigation import Destination

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from engine.process.queries.problems import IncidentGroup, IncidentLine
    from engine.process.repairs import Result

screen = Blueprint("incidents", __name__, template_folder="templates")
rooms.only_for(screen, rooms.MANAGERS)
navigation = (
    Destination(
        endpoint="incidents.index",
        label=_l("Incidents"),
        icon="alert",
        key="y",
        order=20,
        area="control",
        roles=rooms.MANAGERS,
        badge=problems.incident_count,
    ),
)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One incident of a group, with what its instance is about."""

    incident: IncidentLine
    subject: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """What became of one retry, in words."""

    key: int
    outcome: str
    text: str


@screen.get("/incidents")
def index() -> str:
    with reading() as connection:
        return _page(connection)


@screen.get("/incidents/<group_id>")
def group(group_id: str) -> str:
    """The incidents of one cause, to choose from."""
    with reading() as connection:
        return _page(connection, group_id)


@screen.post("/incidents/<group_id>/retry")
def retry(group_id: str) -> str:
    """Try the chosen ones again: those that the page showed, not what has come since."""
    chosen = [key for text in request.form.getlist("incident") if (key := keys.parse(text)) is not None]
    results = engine().retry_incidents(chosen[: problems.MOST_IN_GROUP], by=current_user())
    with reading() as connection:
        return _page(connection, group_id, results)


def _page(
    connection: Connection, group_id: str | None = None, results: Sequence[Result] | None = None
) -> str:
    user = current_user()
    groups = problems.incident_groups(connection, user)
    chosen = next((one for one in groups if one.id == group_id), None)
    if group_id is not None and chosen is None and results is None:
        abort(404)
    return render_template(
        "incidents/index.html",
        groups=groups,
        chosen=chosen,
        lines=[] if chosen is None else _lines(connection, chosen),
        messages=problems.waiting_messages(connection, user, business_now()),
        results=None if results is None else [_told(one) for one in results],
        summary="" if results is None else _summary(results),
        now=business_now(),
    )


def _lines(connection: Connection, chosen: IncidentGroup) -> list[Line]:
    found = problems.incidents_of(connection, current_user(), chosen)
    about = records_of(connection, [one.instance_key for one in found if one.instance_key])
    titles = records.titles(
        connection, {ref for refs in about.values() for _, ref in refs if ref.type != "user"}
    )
    return [
        Line(
            incident=one,
            subject=", ".join(
                dict.fromkeys(titles[ref] for _, ref in about.get(one.instance_key or 0, ()) if ref in titles)
            ),
        )
        for one in found
    ]


def _told(result: Result) -> Told:
    words = {"done": gettext("went on"), "queued": gettext("is tried by a worker now")}
    text = errors.message(result.error) if result.error is not None else words[result.outcome]
    return Told(key=result.key, outcome=result.outcome, text=text)


def _summary(results: Sequence[Result]) -> str:
    """Every chosen one is counted once."""
    counts = {name: sum(one.outcome == name for one in results) for name in ("done", "queued")}
    failed = len(results) - sum(counts.values())
    said = [
        ngettext("%(num)d went on", "%(num)d went on", counts["done"]) if counts["done"] else "",
        ngettext("%(num)d queued", "%(num)d queued", counts["queued"]) if counts["queued"] else "",
        ngettext("%(num)d not", "%(num)d not", failed) if failed else "",
    ]
    return ", ".join(part for part in said if part) or str(gettext("Nothing was chosen."))
