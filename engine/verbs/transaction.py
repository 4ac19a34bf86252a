"""A verb is a transaction: opened, retried, turned into an incident, and told about in one place."""

from __future__ import annotations

import functools
import logging
import threading
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError

from engine import operations
from engine.connectors import connectors
from engine.failures import ConnectionLost, DatabaseAway
from engine.identity import SYSTEM
from engine.process import conditions, incidents
from engine.process.errors import StepFailed
from engine.process.work import Change, Parts, Work
from engine.settings import Overrides
from engine.verbs.attempting import Patience, was_committed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection

    from engine.clock import Clock, SystemClock
    from engine.db import Database
    from engine.files import Files
    from engine.identity import User
    from engine.keys import Keys

_LOG = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")
E = TypeVar("E", bound="Ground")


class Ground:
    """What every verb stands on: the database, two clocks, keys, files, and those who listen for commits."""

    def __init__(
        self,
        database: Database,
        *,
        business_clock: Clock,
        system_clock: SystemClock,
        files: Files,
        keys: Keys,
        time_zone: str = "UTC",
        outbox: Path | None = None,
        overrides: Overrides | None = None,
    ) -> None:
        self.database = database
        self.business_clock = business_clock
        self.system_clock = system_clock
        self.files = files
        self.outbox = outbox or files.folder.parent / "outbox"
        """Where mails go that no server is set for."""
        self.overrides = overrides or Overrides()
        self.keys = keys
        self.parts = Parts(
            keys=keys,
            operations=operations.operations(),
            connectors=connectors(),
            time_zone=time_zone,
        )
        self.work_waits = threading.Event()
        """Set after a commit that left work for the workers of this process."""
        self._listeners: list[Callable[[Change], None]] = []

    def on_commit(self, listener: Callable[[Change], None]) -> None:
        """Call *listener* after each commit, in the committing thread: it must be quick."""
        self._listeners.append(listener)

    def attempt(self, do: Callable[[Work], R], *, by: User) -> R:
        """Do something in one transaction, again when the database asks for it, and tell who listens.

        *do* is a function of its arguments: done again from the beginning, when nothing of the first time stays.
        """
        patience = Patience(self.database.dialect)
        while True:
            try:
                return self._once(do, by)
            except (DBAPIError, DatabaseAway) as error:
                if not patience.allows(error):
                    raise

    def keep_incident(self, failed: StepFailed, *, by: User) -> None:
        """Write down, in a transaction of its own, that completing a task failed; the error then names its incident.

        Who correlates a message or starts a process gets the error, and nothing else waits for them to try again.
        """
        if failed.task is not None:
            failed.facts["incident"] = self.attempt(lambda work: incidents.of_step(work, failed), by=by)

    def _once(self, do: Callable[[Work], R], by: User) -> R:
        done: tuple[Work, R] | None = None
        try:
            with self.database.transaction() as connection:
                work = self._work(connection, by)
                result = do(work)
                conditions.wake(work)
                done = (work, result)
        except ConnectionLost as lost:
            # Before its end nothing can have been committed; cut off in its commit, the verb must not be done twice.
            if done is None or not was_committed(self.database, done[0], lost):
                raise
        work, result = done
        if work.work_waits:
            self.work_waits.set()
        if self._listeners:
            self._tell(work.change())
        work.end()
        return result

    def _work(self, connection: Connection, by: User) -> Work:
        return Work(
            connection=connection,
            parts=self.parts,
            by=by,
            at=self.business_clock.now(),
            now=self.system_clock.now(),
        )

    def _tell(self, change: Change) -> None:
        for listener in self._listeners:
            try:
                listener(change)
            except Exception:  # noqa: BLE001  the verb is committed: its caller must not hear that it failed
                _LOG.exception("A listener failed after a commit.")


def verb(method: Callable[Concatenate[E, Work, P], R]) -> Callable[Concatenate[E, P], R]:
    """Make a method a verb: it is given its `Work`, and all or nothing of what it does stays.

    The keyword argument ``by`` names the acting person; without it the system acts.
    """

    @functools.wraps(method)
    def wrapped(self: E, /, *args: P.args, **kwargs: P.kwargs) -> R:
        by = kwargs.get("by", SYSTEM)
        try:
            return self.attempt(lambda work: method(self, work, *args, **kwargs), by=by)  # type: ignore[arg-type]
        except StepFailed as failed:
            self.keep_incident(failed, by=by)  # type: ignore[arg-type]
            raise

    return wrapped
