"""Playing a scenario: the cast is hired, the process deployed, and each step done through the verbs of an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine.errors import BatonError
from engine.feel.values import RecordRef, Value
from engine.identity import SYSTEM
from engine.identity import store as identity
from engine.jobs.models import Job
from engine.process import queries, timers
from engine.process.waits import Incident
from engine.scenarios.errors import Expected, ScenarioFailed
from engine.scenarios.steps import VERBS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.clock import SimulatedClock
    from engine.engine import Engine
    from engine.identity import User
    from engine.process.queries import InboxRow
    from engine.scenarios.reading import Scenario, Step

_FOLDER_SUFFIXES = {".bpmn", ".dmn", ".form"}
_MOST_TASKS = 200


def play(scenario: Scenario, engine: Engine, clock: SimulatedClock) -> None:
    """Run a scenario in an empty migrated database; *clock* is the engine's business clock.

    Deploys the process folder that holds the scenario. Raises `ScenarioFailed` at the first step that fails, with
    what was open instead.
    """
    clock.move_to(scenario.begins)
    performance = Play(engine, clock)
    deploy(engine, scenario)
    performance.hire(scenario)
    for step in scenario.steps:
        _do(performance, scenario, step)


def deploy(engine: Engine, scenario: Scenario) -> None:
    """Deploy the models, decisions and forms of the folder above the scenario's."""
    folder = scenario.path.parent.parent
    files = {one.name: one.read_bytes() for one in sorted(folder.iterdir()) if one.suffix in _FOLDER_SUFFIXES}
    engine.deploy(files, by=SYSTEM, name=folder.name)


def _do(performance: Play, scenario: Scenario, step: Step) -> None:
    try:
        VERBS[step.verb].act(
            performance, performance.value(step.subject), performance.value(dict(step.options))
        )
        performance.settle()
    except (Expected, BatonError) as error:
        raise ScenarioFailed(
            path=str(scenario.path),
            line=step.line,
            number=step.number,
            step=f"{step.verb}: {step.subject}",
            reason=str(error),
            open=performance.open_now(),
        ) from error


class Play:
    """A scenario on its stage: who is in it, which records, what time it is."""

    def __init__(self, engine: Engine, clock: SimulatedClock) -> None:
        self.engine = engine
        self.clock = clock
        self.people: dict[str, User] = {}
        self.records: dict[str, RecordRef] = {}

    def hire(self, scenario: Scenario) -> None:
        """Create teams, people and the records of the beginning, in the order of the file."""
        with self.engine.database.transaction() as connection:
            keys = self.engine.keys
            teams = {name: identity.create_team(connection, keys=keys, name=name) for name in scenario.teams}
            users = {}
            for login, person in scenario.people.items():
                facts = dict(person or {})
                team = teams.get(facts.pop("team", ""))
                facts.setdefault("name", login.title())
                users[login] = identity.create_user(connection, keys=keys, login=login, team=team, **facts)
            for name, team_facts in scenario.teams.items():
                identity.set_manager(
                    connection, teams[name], users.get((team_facts or {}).get("manager", ""))
                )
            self.people = {login: identity.load_user(connection, key) for login, key in users.items()}
        for name, record in scenario.records.items():
            self.create(name, record["type"], record.get("values") or {}, record.get("by"))

    def create(self, name: str, type: str, values: Mapping[str, Any], by: str | None) -> None:  # noqa: A002
        """Create a record that later steps call ``$name``."""
        self.records[name] = self.engine.create_record(type, self.value(dict(values)), by=self.person(by))

    def person(self, login: str | None) -> User:
        if login is None:
            return SYSTEM
        if login not in self.people:
            raise Expected(f"Nobody is called {login!r} here. People: {', '.join(self.people)}.")
        return self.people[login]

    def record(self, name: str) -> RecordRef:
        if name not in self.records:
            raise Expected(f"There is no record {name!r} here. Records: {', '.join(self.records)}.")
        return self.records[name]

    def value(self, given: Any) -> Value:
        """A value of the file as a FEEL value; ``$deal`` is the record or person of that name."""
        if isinstance(given, str) and given.startswith("$"):
            name = given[1:]
            return RecordRef("user", self.people[name].key) if name in self.people else self.record(name)
        if isinstance(given, list):
            return [self.value(one) for one in given]
        if isinstance(given, dict):
            return {str(name): self.value(one) for name, one in given.items()}
        return given

    def move_to(self, moment: datetime) -> None:
        """Let business time pass until *moment*; timers on the way fire at their own time, in their order."""
        while True:
            with self.engine.database.reading() as connection:
                due = timers.next_due(connection)
            if due is None or due > moment:
                break
            self.clock.move_to(max(due, self.clock.now()))
            self.settle()
        self.clock.move_to(moment)

    def settle(self) -> None:
        """Do all work that is due now, and see that nothing failed and nothing waits for nothing."""
        while self.engine.run_due():
            self._complain_about_failures()
        self._complain_about_failures()

    def tasks(self) -> list[InboxRow]:
        """All open tasks, by age."""
        with self.engine.database.reading() as connection:
            page = queries.inbox(connection, SYSTEM, scope="all", limit=_MOST_TASKS)
        return sorted(page.rows, key=lambda row: row.key)

    def task(self, element_id: str) -> InboxRow:
        """The open task of an element; there must be exactly one."""
        found = [row for row in self.tasks() if row.element.id == element_id]
        if len(found) != 1:
            raise Expected(f"{len(found) or 'No'} tasks {element_id!r} are open.")
        return found[0]

    def holder(self, row: InboxRow) -> str:
        """Who has a task: a person's login, or the groups that may claim it."""
        logins = {user.key: login for login, user in self.people.items()}
        return logins.get(row.assignee or 0) or ", ".join(row.groups) or "nobody"

    def open_now(self) -> str:
        tasks = ", ".join(f"{row.element.id} ({self.holder(row)})" for row in self.tasks())
        return f"{tasks or 'no task'}, at {self.clock.now():%Y-%m-%d %H:%M}"

    def _complain_about_failures(self) -> None:
        with self.engine.database.reading() as connection:
            failed = connection.scalars(select(Job.error).where(Job.error.is_not(None))).first()
            incident = connection.execute(select(Incident.element_id, Incident.message)).first()
            stranded = queries.instances_without_reason(connection)
        if incident is not None:
            raise Expected(f"There is an incident at {incident.element_id!r}: {incident.message}")
        if failed is not None:
            raise Expected(f"A job failed: {failed}")
        if stranded:
            raise Expected(f"The instances {stranded} wait for nothing.")
