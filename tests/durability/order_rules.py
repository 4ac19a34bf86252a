"""The rules of an order, as a person would explain them: no engine, no database.

An order is approved (after a day a second task reminds of it), then paid within two days or a task reminds the
customer, delivered by a worker that has three tries, and checked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from engine.jobs.queue import MAX_ATTEMPTS, LeaseLost
from engine.process.errors import InstanceNotActive, TaskAssignedToOther

if TYPE_CHECKING:
    from engine.errors import BatonError

APPROVE, PAY, DELIVER, CHECK, REMIND = "approve", "pay", "deliver", "check", "remind"
TASKS = (APPROVE, CHECK, REMIND)
NAG_AFTER, PAY_WITHIN, KEPT = timedelta(days=1), timedelta(days=2), timedelta(days=3)
_LIVE = ("active", "suspended")


@dataclass
class Order:
    """Where one order stands."""

    name: str
    begun: datetime
    place: str | None = APPROVE
    status: str = "active"
    assignee: str | None = None
    nag: str = "armed"
    """armed, open, or gone"""
    asked_at: datetime | None = None
    """Since when its payment is waited for."""
    kept: list[datetime] = field(default_factory=list)
    """Payments that came early: until when each is kept."""
    attempts: int = 0
    token: str | None = None
    """Of the worker who holds the delivery."""
    incident: bool = False

    def refusal_of_task(self, person: str) -> type[BatonError] | None:
        """Why the person may not do the order's task now."""
        if self.status != "active":
            return InstanceNotActive
        return TaskAssignedToOther if self.assignee not in {None, person} else None

    def complete(self, now: datetime) -> None:
        done, self.assignee = self.place, None
        if done == APPROVE:
            self.nag = "gone" if self.nag == "armed" else self.nag
            self.place, self.asked_at = PAY, now
            self._take_early_payment(now)
        else:
            self._end(done)

    def complete_nag(self) -> None:
        self.nag = "gone"
        self._end(None)

    def pay(self, now: datetime) -> type[BatonError] | None:
        """Hand the payment over, or keep it."""
        if self.place != PAY or self.status not in _LIVE:
            self.kept.append(now + KEPT)
            return None
        if self.status == "suspended":
            return InstanceNotActive
        self.place = DELIVER
        return None

    def take(self, token: str) -> None:
        """A worker takes the delivery; one that was taken too often, and never came back, is an incident."""
        if self.attempts == MAX_ATTEMPTS:
            self.attempts += 1
            self.park()
        elif self.status == "active":
            self.attempts += 1
            self.token = token
        else:
            self.token = None  # it is put aside again, and whoever held it has lost it

    def deliver(self, token: str) -> type[BatonError] | None:
        if self.place != DELIVER or self.status not in _LIVE:
            return LeaseLost
        if token != self.token:
            return LeaseLost
        if self.status == "suspended":
            return InstanceNotActive
        self.place, self.token, self.attempts = CHECK, None, 0
        return None

    def fail(self, token: str) -> type[BatonError] | None:
        if self.place != DELIVER or self.status not in _LIVE or token != self.token:
            return LeaseLost
        self.token = None
        if self.attempts >= MAX_ATTEMPTS:
            self.park()
        return None

    def park(self) -> None:
        self.token, self.incident = None, True

    def retry(self) -> None:
        self.incident, self.attempts, self.token = False, 0, None

    def time_has_come(self, now: datetime) -> None:
        """What fires once it is due, late if the order was suspended."""
        if self.status != "active":
            return
        if self.place == APPROVE and self.nag == "armed" and now >= self.begun + NAG_AFTER:
            self.nag = "open"
        if self.place == PAY and self.asked_at is not None and now >= self.asked_at + PAY_WITHIN:
            self.place = REMIND

    def cancel(self) -> None:
        self.status, self.place, self.nag, self.incident = "cancelled", None, "gone", False
        self.assignee = None

    def shown(self) -> dict[str, object]:
        """What the tables should say."""
        tasks = {self.place: self.assignee} if self.place in TASKS else {}
        tasks |= {"nag": None} if self.nag == "open" else {}
        timers = {"late"} if self.place == APPROVE and self.nag == "armed" else set()
        timers |= {"silent"} if self.place == PAY else set()
        job = (self.attempts, self.incident) if self.place == DELIVER else None
        return {
            "status": self.status,
            "tasks": tasks,
            "timers": timers,
            "waits": {"paid"} if self.place == PAY else set(),
            "job": job,
            "incidents": int(self.incident),
        }

    def _take_early_payment(self, now: datetime) -> None:
        waiting = [until for until in self.kept if until > now]
        if waiting:
            waiting.remove(waiting[0])
            self.kept, self.place = waiting, DELIVER

    def _end(self, done: str | None) -> None:
        """The order is done when nothing is left to do in it."""
        if done is not None:
            self.place = None
        if self.place is None and self.nag != "open":
            self.status = "completed"
