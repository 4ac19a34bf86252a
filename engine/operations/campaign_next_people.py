"""The next people of a campaign's audience, for to-dos: each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration, Output
from engine.labels import Labels
from engine.operations import OperationCall, operation
from engine.operations import campaign_people as people
from engine.operations.campaign_people import CAMPAIGN, LIMIT, REST

if TYPE_CHECKING:
    from engine.feel.values import Value

_CHUNK = 20


@operation(
    Declaration(
        type="campaign.next_people",
        title=Labels("Take a campaign's next people", "Взять следующих людей кампании"),
        purpose=Labels(
            "Takes the next people of the audience who may still be contacted, for a to-do each.",
            "Берёт следующих людей аудитории, к которым всё ещё можно обратиться, — по делу на каждого.",
        ),
        inputs=(CAMPAIGN, LIMIT, REST),
        outputs=(
            Output(name="people", label=Labels("People", "Люди"), kind="list"),
            Output(name="remaining", label=Labels("Somebody remains", "Кто-то остался"), kind="boolean"),
        ),
    )
)
def next_people(call: OperationCall) -> dict[str, Value]:
    """People as {person, name, company, address, owner}."""
    campaign = people.current(call)
    record_type = people.reached(call, campaign)
    rows = people.take(call, campaign, record_type, people.limit_of(call, _CHUNK))
    known = people.people(call, record_type, [row.person for row in rows])
    found: list[Value] = [
        {
            "person": known[row.person].ref,
            "name": known[row.person].name,
            "company": known[row.person].company,
            "address": row.address,
            "owner": known[row.person].owner,
        }
        for row in rows
    ]
    return {"people": found, "remaining": people.waiting(call, campaign)}
