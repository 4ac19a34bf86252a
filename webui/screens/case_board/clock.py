"""The clock of a case, at the top of its page, and the way to note that its customer has answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.analytics import case_board
from engine.process import customer_answers
from webui import context

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.analytics.case_board import Clock
    from engine.records import Record


@dataclass(frozen=True, kw_only=True)
class Panel:
    clock: Clock
    closed: bool
    first_response: datetime | None
    first_response_met: bool | None
    awaits_reply: bool
    """Somebody may note here what the customer has said."""


def read(connection: Connection, case: Record) -> Panel | None:
    """How the case stands; nothing for one that no process has taken up."""
    if case["solution_minutes"] is None:
        return None
    return Panel(
        clock=case_board.clock(connection, case, context.business_now()),
        closed=case["status"] == "closed",
        first_response=case["first_responded_at"],
        first_response_met=case["first_response_met"],
        awaits_reply=customer_answers.awaits_reply(connection, case.ref.key),
    )
