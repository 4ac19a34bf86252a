"""Verbs on batches: a process for everybody in a segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import batches
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.values import RecordRef, Value
    from engine.identity import User
    from engine.process.work import Work


class BatchVerbs(Ground):
    @verb
    def start_for_segment(
        self,
        work: Work,
        process_id: str,
        segment: RecordRef,
        *,
        by: User,  # noqa: ARG002  the decorator hands it in as work.by
        variables: Mapping[str, Value] | None = None,
        message_id: str | None = None,
    ) -> int:
        """Begin to start a process for everybody in a segment, the person in a variable of their type's name.

        Workers do it, a hundred people in a transaction; the batch's key. The same *message_id* again changes nothing
        and answers as the first time. Raises `MayNotStartBatch`, `NotFound`, `NoPlainStart`, `NobodyThere`,
        `BatchRuns`.
        """
        return batches.begin(work, process_id, segment, variables or {}, message_id=message_id)

    @verb
    def cancel_batch(self, work: Work, key: int, *, reason: str, by: User) -> None:  # noqa: ARG002
        """Start it for nobody else; what has started goes on. Raises `MayNotStartBatch`, `BatchEnded`."""
        batches.cancel(work, key, reason)
