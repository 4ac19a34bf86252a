"""Verbs on campaigns."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.errors import Forbidden, Invalid
from engine.feel.values import RecordRef
from engine.process import audit, messages
from engine.process import people as team
from engine.records import queries
from engine.verbs.transaction import Ground, verb

if TYPE_CHECKING:
    from engine.identity import User
    from engine.process.work import Work
    from engine.records.record import Record

STOP = "campaign_stop"
_GROUPS = frozenset({"Marketing", "Marketing head"})


class MayNotStop(Forbidden):
    text = "{who} may not stop {number}. Ask its owner or somebody of marketing."


class StopWithoutReason(Invalid):
    text = "Say why {number} is stopped. The reason stays on record."


class CampaignVerbs(Ground):
    @verb
    def stop_campaign(self, work: Work, campaign: RecordRef, *, reason: str, by: User) -> None:
        """End the sending of a running campaign at once; what was sent is measured all the same.

        Raises `NotFound`, `MayNotStop`, `StopWithoutReason`, and `NobodyWaits` unless the campaign is running.
        """
        record = queries.get(work.connection, campaign, by)
        number = str(record["number"])
        if not may_stop(work, record, by):
            raise MayNotStop(who=by.name, number=number, action="", remedy="")
        if not reason.strip():
            raise StopWithoutReason(number=number, what="", reason="", remedy="")
        messages.correlate(
            work,
            STOP,
            correlation_key=str(campaign.key),
            variables={"stop_reason": reason.strip()},
            message_id=None,
            time_to_live=timedelta(0),
        )
        audit.record(work, "stop_campaign", (campaign.type, campaign.key), new={"reason": reason.strip()})


def may_stop(work: Work, campaign: Record, by: User) -> bool:
    """Its owner, the owner's manager, people of marketing, and administrators."""
    owner = campaign["owner"]
    key = owner.key if isinstance(owner, RecordRef) else None
    if not _GROUPS.isdisjoint(by.groups) or "administrator" in by.roles:
        return True
    return key is not None and (key == by.key or team.directs(work.connection, by, key))
