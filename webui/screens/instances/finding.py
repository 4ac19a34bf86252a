"""The search over instances: what the address asks for, as the person says it, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from flask import request, url_for
from flask_babel import lazy_gettext as _l

from engine import keys
from engine.errors import NotFound
from engine.process import definitions
from engine.process.queries import control
from engine.process.queries import search as searching
from engine.process.queries.search import STATES, Question, State
from engine.records import queries as records
from webui import localization
from webui.context import business_now, current_user

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from flask_babel.speaklater import LazyString
    from sqlalchemy import Connection

    from engine.bpmn.model import Element
    from engine.process.queries import InstanceLine
    from engine.process.queries.search import Found

PAGE = 50
STATE_NAMES: dict[State, LazyString] = {
    "live": _l("Running"),
    "suspended": _l("Suspended"),
    "completed": _l("Completed"),
    "cancelled": _l("Cancelled"),
    "all": _l("All states"),
}
_STOPS = frozenset(
    {
        *("userTask", "manualTask", "receiveTask", "intermediateCatchEvent", "callActivity"),
        *("serviceTask", "sendTask", "businessRuleTask", "scriptTask", "subProcess", "transaction"),
    }
)
"""Types of elements at which an instance can stand."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The search form as it is filled in."""

    text: str
    process: str
    version: str
    state: State
    step: str
    since: str
    until: str
    overdue: bool
    incident: bool

    @classmethod
    def read(cls) -> Asked:
        """What the address says; a state that there is not means the running ones."""
        given = request.args
        return cls(
            text=given.get("q", "").strip(),
            process=given.get("process", ""),
            version=given.get("version", ""),
            state=next((one for one in STATES if one == given.get("state")), "live"),
            step=given.get("step", "") if given.get("process") else "",
            since=given.get("since", ""),
            until=given.get("until", ""),
            overdue="overdue" in given,
            incident="incident" in given,
        )

    @property
    def narrowed(self) -> bool:
        return self != Asked(
            text="", process="", version="", state="live", step="", since="", until="", overdue=False,
            incident=False,
        )  # fmt: skip

    @property
    def question(self) -> Question:
        return Question(
            text=self.text,
            process_id=self.process or None,
            version=keys.parse(self.version) if self.process else None,
            state=self.state,
            step=self.step or None,
            started_from=_morning(self.since),
            started_before=_morning(self.until, days=1),
            overdue=self.overdue,
            incident=self.incident,
        )


def page(connection: Connection) -> dict[str, Any]:
    """Everything that the search page shows."""
    asked = Asked.read()
    found = searching.search(
        connection,
        current_user(),
        asked.question,
        now=business_now(),
        after=keys.parse(request.args.get("after", "")),
        limit=PAGE,
    )
    return {
        "asked": asked,
        "rows": found.rows,
        "subjects": subjects(connection, [one.line for one in found.rows]),
        "next": _following(found.next),
        "processes": _processes(connection, asked),
        "steps": _steps(connection, asked),
        "states": [
            Choice(value=name, label=str(label), chosen=name == asked.state)
            for name, label in STATE_NAMES.items()
        ],
        "late": _late(found.rows),
    }


def subjects(connection: Connection, rows: Iterable[InstanceLine]) -> dict[int, str]:
    """What each instance is about: its records by name, people left out."""
    about = {row.key: [ref for _, ref in row.records if ref.type != "user"] for row in rows}
    titles = records.titles(connection, [ref for refs in about.values() for ref in refs])
    return {key: ", ".join(dict.fromkeys(titles.get(ref, "") for ref in refs)) for key, refs in about.items()}


def _late(rows: Sequence[Found]) -> set[int]:
    """The instances with a task past its due date."""
    now = business_now()
    return {one.line.key for one in rows for task in one.tasks if task.due is not None and task.due < now}


def _following(after: int | None) -> str | None:
    if after is None:
        return None
    given: Mapping[str, Any] = request.args.to_dict()
    return url_for("instances.search", **{**given, "after": after})


def _processes(connection: Connection, asked: Asked) -> list[Choice]:
    locale = localization.locale()
    named = [
        Choice(value=one.id, label=one.name_in(locale), chosen=one.id == asked.process)
        for one in control.names(connection)
    ]
    return sorted(named, key=lambda one: one.label.casefold())


def _steps(connection: Connection, asked: Asked) -> list[Choice]:
    """The named steps of the newest version; a step of an older one that the address names is kept."""
    if not asked.process:
        return []
    try:
        elements = definitions.latest(connection, asked.process).elements
    except NotFound:
        return []
    locale = localization.locale()
    found = [
        Choice(value=one.id, label=one.name_in(locale), chosen=one.id == asked.step)
        for one in elements.values()
        if _is_stop(one)
    ]
    if asked.step and not any(one.chosen for one in found):
        known = elements.get(asked.step)
        label = asked.step if known is None else known.name_in(locale)
        found.append(Choice(value=asked.step, label=label, chosen=True))
    return found


def _is_stop(element: Element) -> bool:
    return element.type in _STOPS and element.name is not None


def _morning(text: str, *, days: int = 0) -> datetime | None:
    """When a day begins for the person; None for what is no day."""
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
        # In UTC here: where the calendar ends, the database could not say it.
        return datetime.combine(day, time(), tzinfo=localization.time_zone()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
