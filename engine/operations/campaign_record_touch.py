"""What came of reaching out to one person of a campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation
from engine.operations import campaign_people as people
from engine.operations.activity_log import log
from engine.operations.campaign_people import CAMPAIGN
from engine.records import consents
from engine.records.consents import Facts

if TYPE_CHECKING:
    from engine.feel.values import Value

_NO_MORE = "unsubscribed"


@operation(
    Declaration(
        type="campaign.record_touch",
        title=Labels("Record a touch", "Записать касание"),
        purpose=Labels(
            "Writes down what came of reaching out to one person, on the person's timeline too. Who wants no more "
            "of it has the consent withdrawn.",
            "Записывает, что вышло из обращения к человеку, в том числе в его ленту. Если человек против, согласие "
            "отзывается.",
        ),
        inputs=(
            CAMPAIGN,
            Input(name="person", label=Labels("Person", "Человек"), kind="record", required=True),
            Input(name="address", label=Labels("Address", "Адрес"), kind="text"),
            Input(
                name="outcome",
                label=Labels("Outcome", "Результат"),
                kind="text",
                required=True,
                choices=(
                    ("responded", Labels("Responded", "Ответ получен")),
                    ("reached", Labels("Reached", "Дозвонились")),
                    ("not_reached", Labels("Not reached", "Не дозвонились")),
                    (_NO_MORE, Labels("Wants no more of it", "Просит больше не беспокоить")),
                ),
            ),
            Input(name="note", label=Labels("Note", "Заметка"), kind="long_text"),
        ),
    )
)
def record_touch(call: OperationCall) -> dict[str, Value]:
    """One touch, and what follows from it."""
    campaign, person = people.current(call), inputs.record(call, "person")
    outcome, note = inputs.text(call, "outcome"), inputs.optional_text(call, "note")
    address = inputs.optional_text(call, "address") or ""
    people.touched(call, campaign, [(person, address)], outcome, note[:500] if note else None)
    log(call, "call", str(campaign["name"]), note, {person.type: person})
    if outcome == _NO_MORE:
        use = people.use_of(call, campaign)
        facts = Facts(address=address or None, evidence=note or "Told us so.", source="campaign to-do")
        consents.withdraw(call.connection, person, use.purpose, use.channel, facts, people.step_of(call))
    return {}
