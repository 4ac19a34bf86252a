"""Workload: who of the team has how much to do, and handing tasks over, many at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engine import keys
from engine.identity import queries as people
from engine.process.queries import workload
from engine.records import queries as records
from webui import errors, localization, rooms
from webui.context import business_now, current_user, engine, reading
from webui.navigation import Destination

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from engine.feel.values import RecordRef
    from engine.process.queries.workload import Load, TaskLine
    from engine.process.repairs import Result

screen = Blueprint("workload", __name__, template_folder="templates")
rooms.only_for(screen, rooms.MANAGERS)
navigation = (
    Destination(
        endpoint="workload.index",
        label=_l("Workload"),
        icon="users",
        key="w",
        order=30,
        area="control",
        roles=rooms.MANAGERS,
    ),
)
BACK = "group"
"""What the list of people says for giving tasks back to their groups."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Whose tasks are listed: a person's, or those that a group has not claimed."""

    person: int | None = None
    group: str = ""

    @classmethod
    def read(cls) -> Chosen:
        return cls(
            person=request.values.get("person", type=keys.parse), group=request.values.get("group", "")
        )

    @property
    def there(self) -> bool:
        return self.person is not None or bool(self.group)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One task with what it is about."""

    task: TaskLine
    subject: str


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A task that was not handed over, and why."""

    name: str
    text: str


@screen.get("/workload")
def index() -> str:
    with reading() as connection:
        return _page(connection, Chosen.read())


@screen.post("/workload/assignments")
def assign() -> tuple[str, int]:
    """Hand the chosen tasks to a person, or back to their groups; each says what became of it."""
    chosen, to = Chosen.read(), request.form.get("to", "")
    receiver = None if to == BACK else keys.parse(to) or abort(400)
    tasks = [key for text in request.form.getlist("task") if (key := keys.parse(text)) is not None]
    with reading() as connection:
        names = {row.task.key: _name(row) for row in _rows(connection, chosen)}
    results = engine().assign_tasks(tasks[: workload.MOST_TASKS], to=receiver, by=current_user())
    with reading() as connection:
        return _page(connection, chosen, results, names), 200


def _page(
    connection: Connection,
    chosen: Chosen,
    results: Sequence[Result] | None = None,
    names: Mapping[int, str] | None = None,
) -> str:
    user, now = current_user(), business_now()
    tonight, monday = _days(now)
    loads = workload.loads(connection, user, now=now, tonight=tonight, monday=monday)
    person = next((one for one in loads if one.key == chosen.person), None)
    if chosen.person is not None and person is None and results is None:
        abort(404)
    return render_template(
        "workload/index.html",
        teams=_by_team(loads),
        groups=workload.group_loads(connection, user, now),
        chosen=chosen,
        person=person,
        rows=_rows(connection, chosen),
        people=people.people(connection),
        handed=None if results is None else sum(one.outcome == "done" for one in results),
        refused=[_refused(one, names or {}) for one in results or () if one.outcome == "refused"],
        back=BACK,
        most=workload.MOST_TASKS,
    )


def _rows(connection: Connection, chosen: Chosen) -> list[Row]:
    user = current_user()
    tasks: list[TaskLine] = []
    if chosen.person is not None:
        tasks = workload.tasks_of_person(connection, user, chosen.person)
    elif chosen.group:
        tasks = workload.tasks_of_group(connection, user, chosen.group)
    titles = records.titles(connection, {ref for task in tasks for ref in _about(task)})
    return [
        Row(task=task, subject=", ".join(dict.fromkeys(titles.get(ref, "") for ref in _about(task))))
        for task in tasks
    ]


def _about(task: TaskLine) -> Iterable[RecordRef]:
    return [ref for _, ref in task.records if ref.type != "user"]


def _name(row: Row) -> str:
    step = row.task.element.name_in(localization.locale())
    return f"{step}: {row.subject}" if row.subject else step


def _refused(result: Result, names: Mapping[int, str]) -> Refused:
    said = errors.message(result.error) if result.error is not None else gettext("It was not handed over.")
    return Refused(name=names.get(result.key, str(result.key)), text=said)


def _by_team(loads: Sequence[Load]) -> list[tuple[str | None, list[Load]]]:
    """In the order of the list, which is by team."""
    found: dict[str | None, list[Load]] = {}
    for one in loads:
        found.setdefault(one.team, []).append(one)
    return list(found.items())


def _days(now: datetime) -> tuple[datetime, datetime]:
    """When the day ends and when the week began, for the person who looks."""
    zone = localization.time_zone()
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    return (
        datetime.combine(today + timedelta(days=1), time(), tzinfo=zone),
        datetime.combine(monday, time(), tzinfo=zone),
    )
