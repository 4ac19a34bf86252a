"""The verb of the pipeline board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import pursuit
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from engine.feel.values import RecordRef
    from engine.identity import User
    from engine.process.work import Work


class PursuitVerbs(Ground):
    @verb
    def move_deal(
        self,
        work: Work,
        deal: RecordRef,
        *,
        seen: str,
        to: str,
        by: User,  # noqa: ARG002  the decorator hands it in
        reason: str = "",
    ) -> None:
        """Move a deal to the stage *to*; *seen* is the stage at which the person saw it.

        The next stage is reached through the gate of the present one, any other (and, with a *reason*, the next too)
        by a jump. Raises `NotFound`, `DealMoved`, `GateClosed`, `StageBusy`, `ReasonMissing`, `NotPursued`, and what
        completing the stage's task raises; then nothing has happened.
        """
        pursuit.move(work, deal, seen=seen, to=to, reason=reason)
