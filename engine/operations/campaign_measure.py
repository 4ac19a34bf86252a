"""What came of a campaign so far, written down on it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from engine.declarations import Declaration, Output
from engine.labels import Labels
from engine.operations import OperationCall, operation
from engine.operations.campaign_people import CAMPAIGN, current, step_of
from engine.records import campaigns, seen
from engine.records.mails import FAILED, REJECTED, WITHDRAWN, Mail
from engine.records.types.touch import TYPE as TOUCH

if TYPE_CHECKING:
    from engine.feel.values import Value
    from engine.records.record import Record

_OUTCOMES = {FAILED: "failed", WITHDRAWN: "failed", REJECTED: "bounced"}
"""What becomes of a touch whose mail ended so."""


@operation(
    Declaration(
        type="campaign.measure",
        title=Labels("Measure a campaign", "Измерить кампанию"),
        purpose=Labels(
            "Counts touches, answers, leads, deals, revenue and cost up to now and writes them on the campaign.",
            "Считает касания, ответы, лиды, сделки, выручку и затраты на этот момент и записывает в кампанию.",
        ),
        inputs=(CAMPAIGN,),
        outputs=(
            Output(
                name="overrun_percent",
                label=Labels("Above the budget, %", "Выше бюджета, %"),
                kind="number",
            ),
            Output(name="results", label=Labels("Results", "Результаты"), kind="context"),
        ),
    )
)
def measure(call: OperationCall) -> dict[str, Value]:
    """The campaign's results at this moment."""
    campaign = current(call)
    _note_lost_mails(call, campaign)
    results = campaigns.measure(call.connection, campaign.ref, step_of(call))
    numbers: dict[str, Value] = {name: _number(getattr(results, name)) for name in campaigns.RESULTS}
    return {"overrun_percent": results.overrun_percent, "results": numbers}


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _note_lost_mails(call: OperationCall, campaign: Record) -> None:
    """A touch counts as sent until its mail is known not to have arrived."""
    touch: Any = TOUCH.table.c
    for status, outcome in _OUTCOMES.items():
        lost = select(Mail.record_key).where(Mail.record_type == "touch", Mail.status == status)
        call.connection.execute(
            update(TOUCH.table)
            .where(touch.campaign == campaign.ref.key, touch.outcome == "sent", touch.key.in_(lost))
            .values(outcome=outcome, updated_at=call.at, updated_by=call.by.key, version=touch.version + 1)
        )
    seen.begin(call.connection)  # written past the store: their versions are not known here
