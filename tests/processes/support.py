"""People of a support team at their cases, under a simulated clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from engine.clock import SimulatedClock, SystemClock
from engine.engine import Engine
from engine.files import Files
from engine.identity import SYSTEM, store
from engine.keys import Keys
from engine.process import queries, timers
from engine.process.models import InstanceRecord
from engine.process.waits import Incident
from engine.records import store as records
from engine.records.mails import Mail
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.db import Database
    from engine.feel.values import RecordRef

FOLDER = ROOT / "processes/support/case"
MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)
"""The built-in calendar is open from 9 to 13 and from 14 to 18."""


class Desk:
    """Leo, Lin and Karl work on lines 1 to 3, Dora is on duty; one case at a time."""

    def __init__(self, database: Database, folder: Path, begins: datetime = MONDAY) -> None:
        system = SystemClock()
        self.clock = SimulatedClock(begins)
        self.engine = Engine(
            database,
            business_clock=self.clock,
            system_clock=system,
            files=Files(folder / "files"),
            keys=Keys(1, system),
        )
        files = {
            one.name: one.read_bytes() for one in FOLDER.iterdir() if one.suffix in {".bpmn", ".dmn", ".form"}
        }
        self.engine.deploy(files, by=SYSTEM, name="case")
        self.people = self._hire()
        self.case: RecordRef

    def report(self, *, by: str = "leo", **values: Any) -> RecordRef:
        """A new case; triaged as P1 of the standard tier (an hour, two hours, eight hours) unless *values* differ."""
        given = {
            "subject": "The line stops",
            "reporter": "Olga Stein",
            "reporter_email": "olga@acme.example",
            "category": "fault",
            "impact": "high",
            "urgency": "high",
            **values,
        }
        self.case = self.engine.create_record("case", given, by=self.people[by])
        self.settle()
        return self.case

    def wait(self, **length: float) -> None:
        self.wait_until(self.clock.now() + timedelta(**length))

    def wait_until(self, moment: datetime) -> None:
        """Timers on the way fire at their own time."""
        while (due := self._next_due()) is not None and due <= moment:
            self.clock.move_to(max(due, self.clock.now()))
            self.settle()
        self.clock.move_to(moment)

    def settle(self) -> None:
        while self.engine.run_due():
            pass
        with self.engine.database.reading() as connection:
            assert connection.execute(select(Incident.message)).all() == []
            assert queries.instances_without_reason(connection) == []

    def do(self, element: str, *, by: str = "leo", **values: Any) -> None:
        """Complete the open task of an element; ``case__solution`` is the path ``case.solution``."""
        given = {name.replace("__", "."): value for name, value in values.items()}
        self.engine.complete_task(self.tasks()[element], given, by=self.people[by])
        self.settle()

    def log(self, kind: str, direction: str | None, *, by: str = "leo") -> None:
        values = {"kind": kind, "direction": direction, "subject": "About the line"}
        self.engine.log_activity(values, regarding=self.case, by=self.people[by])

    def hear(self, text: str = "It is version 2.3.") -> None:
        """Somebody notes that the customer has answered."""
        self.engine.note_customer_reply(self.case, text, by=self.people["leo"])
        self.settle()

    def tasks(self) -> dict[str, int]:
        """The case's open tasks: element and key."""
        of_case = (InstanceRecord.record_type == "case", InstanceRecord.record_key == self.case.key)
        with self.engine.database.reading() as connection:
            rows = queries.inbox(connection, SYSTEM, scope="all", limit=50).rows
            ours = set(connection.scalars(select(InstanceRecord.instance).where(*of_case)))
        return {row.element.id: row.key for row in rows if row.instance_key in ours}

    def facts(self) -> Mapping[str, Any]:
        with self.engine.database.reading() as connection:
            found = records.read(connection, self.case)
        assert found is not None
        return found

    def mails(self) -> int:
        with self.engine.database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(Mail)) or 0

    def _hire(self) -> dict[str, Any]:
        keys = self.engine.keys
        with self.engine.database.transaction() as connection:
            team = store.create_team(connection, keys=keys, name="Support")
            groups = {
                "leo": "Support line 1",
                "lin": "Support line 2",
                "karl": "Support line 3",
                "dora": "Duty manager",
            }
            for login, group in groups.items():
                store.create_user(
                    connection,
                    keys=keys,
                    login=login,
                    name=login.title(),
                    team=team,
                    groups=(group,),
                    visibility="team",
                )
            dora = store.find_user(connection, "dora")
            store.set_manager(connection, team, dora.key)
            return {login: store.find_user(connection, login) for login in groups}

    def _next_due(self) -> datetime | None:
        with self.engine.database.reading() as connection:
            return timers.next_due(connection)
