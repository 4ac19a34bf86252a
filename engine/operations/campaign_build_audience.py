"""The campaign's segment, checked for consent, address and rest, becomes its audience."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.declarations import Declaration, Output
from engine.feel.values import RecordRef
from engine.identity import store as people
from engine.labels import Labels
from engine.operations import OperationCall, operation, writing
from engine.operations.campaign_people import CAMPAIGN, REST, NotReady, current, step_of, use_of
from engine.records import segments
from engine.records.segments_audience import Count
from engine.records.segments_conditions import BrokenConditions

if TYPE_CHECKING:
    from engine.feel.values import Value
    from engine.identity import User
    from engine.records.record import Record

_COUNTED = {
    "matched": "audience_matched",
    "no_consent": "audience_no_consent",
    "withdrawn": "audience_withdrawn",
    "no_address": "audience_no_address",
    "recent": "audience_recent",
    "same_address": "audience_same_address",
    "allowed": "audience_size",
}


@operation(
    Declaration(
        type="campaign.build_audience",
        title=Labels("Build the audience of a campaign", "Собрать аудиторию кампании"),
        purpose=Labels(
            "Freezes the people of the campaign's segment whom its owner sees and who may be reached: consent for the "
            "purpose and channel, an address, and rest since the last touch. Counts those left out by reason.",
            "Фиксирует людей сегмента кампании, которых видит её ответственный и к которым можно обращаться: согласие "
            "для цели и канала, адрес и покой после последнего касания. Считает исключённых по причинам.",
        ),
        inputs=(CAMPAIGN, REST),
        outputs=(
            Output(name="audience", label=Labels("Numbers by reason", "Числа по причинам"), kind="context"),
            Output(name="allowed", label=Labels("May be contacted", "Можно обратиться"), kind="number"),
            Output(
                name="broken",
                label=Labels("What is wrong with the segment, or null", "Что не так с сегментом, или null"),
                kind="text",
            ),
        ),
    )
)
def build_audience(call: OperationCall) -> dict[str, Value]:
    """Who the campaign will reach."""
    campaign = current(call)
    segment = campaign["segment"]
    if not isinstance(segment, RecordRef):
        raise NotReady(number=campaign["number"], missing="segment", what="", reason="", remedy="")
    broken, counted = None, Count()
    try:
        counted = segments.freeze(
            call.connection,
            campaign.ref,
            segment,
            use_of(call, campaign),
            seen_by=_owner(call, campaign),
            step=step_of(call),
        )
    except BrokenConditions as refused:
        broken = str(refused)
    numbers: dict[str, Value] = {name: Decimal(number) for name, number in asdict(counted).items()}
    writing.update(call, campaign.ref, {_COUNTED[name]: number for name, number in numbers.items()})
    return {"audience": numbers, "allowed": Decimal(counted.allowed), "broken": broken}


def _owner(call: OperationCall, campaign: Record) -> User:
    """A campaign reaches whom its owner sees, whoever happens to press the button."""
    owner = campaign["owner"]
    if not isinstance(owner, RecordRef):
        return call.by
    return people.load_user(call.connection, owner.key)
