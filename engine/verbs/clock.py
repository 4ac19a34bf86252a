"""The verb that moves business time on, in a demo company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from engine.errors import Conflict, Forbidden
from engine.process import audit, business_time, timers
from engine.process.business_time import BusinessTime
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from datetime import datetime

    from engine.identity import User
    from engine.process.business_time import Setting
    from engine.process.work import Work

Step = Literal["hour", "day", "timer"]
_LENGTHS: dict[Step, timedelta] = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
LONGEST = timedelta(days=31)
"""The farthest jump to a timer."""
_MOVERS = frozenset({"manager", "administrator"})


class ClockNotYours(Forbidden):
    text = "{who} may not move the business clock. Ask a manager or an administrator."


class ClockFixed(Conflict):
    text = "The business clock can be moved in the demo company only; here it is real time."


class NoTimerAhead(Conflict):
    text = "No timer is due within {days} days. Move the clock by a day."


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Where the clock came from and where it went."""

    before: datetime
    after: datetime
    setting: Setting


class ClockVerbs(Ground):
    def advance_clock(self, step: Step, *, by: User) -> Moved:
        """Move business time on by an hour, a day, or to the next armed timer; workers then fire what is due.

        The machine's clock, and with it sessions, leases and the audit's own time, stays as it is. Raises
        `ClockNotYours`, `ClockFixed`, `NoTimerAhead`.
        """
        moved = self._advance_clock(step, by=by)
        if isinstance(self.business_clock, BusinessTime):
            self.business_clock.follow(moved.setting)
        self.work_waits.set()
        return moved

    @verb
    def _advance_clock(self, work: Work, step: Step, *, by: User) -> Moved:
        if by.roles.isdisjoint(_MOVERS):
            raise ClockNotYours(who=by.name, action="", remedy="")
        setting = business_time.read(work.connection, lock=True)
        if not setting.movable:
            raise ClockFixed(reason="", remedy="")
        before = setting.now(work.now)
        after = setting.moved(_LENGTHS.get(step) or _until_timer(work, before))
        business_time.write(work.connection, after)
        moved = Moved(before=before, after=after.now(work.now), setting=after)
        old, new = {"business_time": moved.before}, {"business_time": moved.after, "step": step}
        audit.record(work, "advance_clock", ("business_clock", 0), old=old, new=new)
        # Every due date on every open page stands differently now.
        work.everything = True
        return moved


def _until_timer(work: Work, now: datetime) -> timedelta:
    due = timers.next_due_after(work.connection, now)
    if due is None or due - now > LONGEST:
        raise NoTimerAhead(days=LONGEST.days, reason="", remedy="")
    return due - now
