"""The lines of a budget become the campaign's planned costs, and a sum in the base currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input, Output
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation
from engine.operations.campaign_people import CAMPAIGN, current, step_of
from engine.records import campaigns
from engine.records.rates import RateMissing

if TYPE_CHECKING:
    from engine.feel.values import Value


@operation(
    Declaration(
        type="campaign.plan_budget",
        title=Labels("Plan the budget of a campaign", "Составить бюджет кампании"),
        purpose=Labels(
            "Writes the lines of a budget down as planned costs in place of the earlier ones, and sums them up in the "
            "base currency. An amount without an exchange rate is told, and nothing is written.",
            "Записывает строки бюджета как плановые затраты вместо прежних и складывает их в базовой валюте. Если для "
            "суммы нет курса, об этом сообщается и ничего не записывается.",
        ),
        inputs=(
            CAMPAIGN,
            Input(
                name="lines",
                label=Labels("Lines", "Строки"),
                kind="list",
                required=True,
                help=Labels(
                    "Contexts of type, amount, currency and note.", "Контексты: type, amount, currency, note."
                ),
            ),
        ),
        outputs=(
            Output(
                name="amount",
                label=Labels("Sum in the base currency", "Сумма в базовой валюте"),
                kind="number",
            ),
            Output(
                name="missing_rate",
                label=Labels("Currency without a rate, or null", "Валюта без курса или null"),
                kind="text",
            ),
        ),
    )
)
def plan_budget(call: OperationCall) -> dict[str, Value]:
    """The campaign's budget, from its lines."""
    campaign = current(call)
    lines = inputs.contexts(call, "lines")
    try:
        amount = campaigns.plan_budget(call.connection, campaign.ref, lines, step_of(call))
    except RateMissing as missing:
        return {"amount": None, "missing_rate": str(missing.currency)}
    return {"amount": amount, "missing_rate": None}
