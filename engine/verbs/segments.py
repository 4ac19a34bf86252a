"""Verbs on segments."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.process import audit
from engine.records import queries, segments
from engine.records.history import Step
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from engine.feel.values import RecordRef
    from engine.identity import User
    from engine.process.work import Work


class SegmentVerbs(Ground):
    @verb
    def take_snapshot(self, work: Work, segment: RecordRef, *, by: User) -> int:
        """Keep who matches a static segment now, as far as the person sees; how many.

        Raises `NotFound`, `NoSnapshot` for a live one, `BrokenConditions`.
        """
        before = queries.get(work.connection, segment, by)
        step = Step(by=by, at=work.at, keys=self.keys)
        count = segments.take_snapshot(work.connection, segment, by, step)
        audit.record(
            work, "take_snapshot", (segment.type, segment.key),
            old={"people": before["people"]}, new={"people": Decimal(count)},
        )  # fmt: skip
        return count
