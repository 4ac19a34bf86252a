"""Verbs on open ad-hoc sub-processes, whose activities people begin by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process import adhoc
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from engine.identity import User
    from engine.process.tasks import Completion
    from engine.process.work import Work


class ActivityVerbs(Ground):
    """Each raises `NotFound`, `NotYoursToBegin`, `InstanceNotActive`, `NotWaiting`."""

    @verb
    def start_activity(
        self,
        work: Work,
        instance_key: int,
        element_id: str,
        *,
        number: int,
        by: User,  # noqa: ARG002  the decorator hands it in as work.by
    ) -> Completion:
        """Begin an activity of the open ad-hoc sub-process with this number. Raises `CannotBegin`."""
        return adhoc.start_activity(work, instance_key, number, element_id)

    @verb
    def finish_ad_hoc(self, work: Work, instance_key: int, *, number: int, by: User) -> None:  # noqa: ARG002
        """An open ad-hoc sub-process is done."""
        adhoc.finish(work, instance_key, number)
