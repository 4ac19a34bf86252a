"""The people of the tests, and short ways to ask what became of something."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

from sqlalchemy import select, update

from engine.identity import store
from engine.jobs.models import Job
from engine.process import queries
from engine.process.journal import Audit
from engine.process.waits import Incident

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


class Company:
    """Anna and Boris sell in the team of Marta; Zoe is a stranger; Ada administrates; Dora designs and deploys."""

    def __init__(self, engine):
        self.engine = engine
        self.database = engine.database
        with self.database.transaction() as connection:
            team = store.create_team(connection, keys=engine.keys, name="North")
            other = store.create_team(connection, keys=engine.keys, name="South")
            made = {
                "anna": self._person(connection, "anna", roles={"employee"}, groups={"sales"}, team=team),
                "boris": self._person(connection, "boris", roles={"employee"}, groups={"sales"}, team=team),
                "marta": self._person(connection, "marta", roles={"manager"}, team=team),
                "zoe": self._person(connection, "zoe", roles={"employee"}, groups={"support"}, team=other),
                "ada": self._person(connection, "ada", roles={"administrator"}, visibility="all"),
                "dora": self._person(connection, "dora", roles={"designer"}, may_deploy=True),
            }
            store.set_manager(connection, team, made["marta"])
            loaded = {name: store.load_user(connection, key) for name, key in made.items()}
        self.people = SimpleNamespace(**loaded)

    def _person(self, connection, login, *, roles, groups=(), team=None, **rest):
        return store.create_user(
            connection,
            keys=self.engine.keys,
            login=login,
            name=login.capitalize(),
            roles=roles,
            groups=groups,
            team=team,
            **rest,
        )

    def deploy(self, *models, **files):
        """Deploy models; other files by name with ``__`` for the dot."""
        named = {f"model_{number}.bpmn": xml for number, xml in enumerate(models)}
        named |= {name.replace("__", "."): content for name, content in files.items()}
        return self.engine.deploy(named, by=self.people.dora, name="test")

    def start(self, process_id, by=None, **variables):
        return self.engine.start_instance(process_id, variables=variables, by=by or self.people.anna)

    def inbox(self, user, scope="groups", **more):
        with self.database.reading() as connection:
            return queries.inbox(connection, user, scope=scope, **more)

    def tasks(self, user, scope="groups"):
        """Element id to task key of an inbox."""
        return {row.element.id: row.key for row in self.inbox(user, scope).rows}

    def task(self, key, user):
        with self.database.reading() as connection:
            return queries.task(connection, key, user)

    def instance(self, key, user=None):
        with self.database.reading() as connection:
            return queries.instance(connection, key, user or self.people.ada)

    def incidents(self):
        with self.database.reading() as connection:
            return connection.execute(select(Incident).order_by(Incident.key)).all()

    def let_jobs_come_due(self):
        """As if the rests between attempts, and all leases, were over."""
        with self.database.transaction() as connection:
            connection.execute(update(Job).where(Job.due.is_not(None)).values(due=LONG_AGO))

    def audit(self, verb):
        with self.database.reading() as connection:
            return connection.execute(select(Audit).where(Audit.verb == verb).order_by(Audit.key)).all()

    def complete(self, key, by=None, **values):
        return self.engine.complete_task(key, values, by=by or self.people.anna)
