"""Verbs on messages and signals, for the system, and for managers and administrators."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.process import audit, condition_starts, instances, messages
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.values import Value
    from engine.identity import User
    from engine.process.work import Work


class MessageVerbs(Ground):
    @verb
    def correlate_message(
        self,
        work: Work,
        name: str,
        *,
        by: User,  # noqa: ARG002  the decorator hands it in
        correlation_key: str | None = None,
        variables: Mapping[str, Value] | None = None,
        message_id: str | None = None,
        time_to_live: timedelta = timedelta(0),
        wait: bool = True,
    ) -> int | None:
        """Hand a message to one instance of each process that waits for it; the first receiver's key.

        None while it waits: nobody waits for it, and it is kept for its time to live, or who does is suspended. Raises
        `NobodyWaits` when it has no time to live, and `InstanceNotActive` for a suspended receiver if it must not
        *wait*. A message id that came before is not delivered again. Raises `Forbidden` for other people: a message
        moves whatever process waits for it.
        """
        instances.require_operator(work, None, "correlate a message")
        return messages.correlate(
            work,
            name,
            correlation_key=correlation_key,
            variables=variables or {},
            message_id=message_id,
            time_to_live=time_to_live,
            wait=wait,
        )

    @verb
    def evaluate_conditions(
        self,
        work: Work,
        variables: Mapping[str, Value],
        *,
        by: User,  # noqa: ARG002
        process_id: str | None = None,
    ) -> list[int]:
        """Start the processes whose start event has a condition that these variables make true; the instances' keys.

        All processes are asked, or the one that is named. Raises `Forbidden` for those who may not correlate messages.
        """
        instances.require_operator(work, None, "start processes by a condition")
        return condition_starts.evaluate(work, variables, process_id)

    @verb
    def broadcast_signal(
        self,
        work: Work,
        name: str,
        *,
        by: User,  # noqa: ARG002
        variables: Mapping[str, Value] | None = None,
    ) -> None:
        """Send a signal to everybody who waits for it; each receives it on its own, through a worker.

        Raises `Forbidden` for those who may not correlate messages.
        """
        instances.require_operator(work, None, "broadcast a signal")
        messages.broadcast(work, name, variables or {})
        audit.record(work, "broadcast_signal", ("signal", 0), new={"name": name, **(variables or {})})
