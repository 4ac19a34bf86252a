"""A lead becomes an account, a contact and a deal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input, Output
from engine.feel.values import RecordRef
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation
from engine.records import leads
from engine.records.history import Step
from engine.records.leads import Choice

if TYPE_CHECKING:
    from engine.feel.values import Value

_TYPES = {
    "account": Labels("Account", "Компания"),
    "contact": Labels("Contact", "Контакт"),
    "opportunity": Labels("Opportunity", "Сделка"),
}
_NEW = Labels("A new one if null.", "Если пусто, создаётся новая запись.")


@operation(
    Declaration(
        type="lead.convert",
        title=Labels("Convert a lead", "Превратить лид в сделку"),
        purpose=Labels(
            "Makes or links account, contact and opportunity at once; the lead's story and consents go with them, and "
            "the processes of the new records begin.",
            "Создаёт или связывает компанию, контакт и сделку; история и согласия лида переходят к ним, и начинаются "
            "процессы новых записей.",
        ),
        inputs=(
            Input(name="lead", label=Labels("Lead", "Лид"), kind="record", record_type="lead", required=True),
            *(
                Input(name=name, label=label, kind="record", record_type=name, help=_NEW)
                for name, label in _TYPES.items()
            ),
            Input(name="name", label=Labels("Name of the new deal", "Название новой сделки"), kind="text"),
            Input(name="amount", label=Labels("Amount", "Сумма"), kind="number"),
            Input(name="currency", label=Labels("Currency", "Валюта"), kind="text"),
            Input(name="close_date", label=Labels("Expected close", "Ожидаемое закрытие"), kind="moment"),
            Input(
                name="owner",
                label=Labels("Who leads the new deal", "Кто ведёт новую сделку"),
                kind="record",
                record_type="user",
                help=Labels("The lead's owner if null.", "Если пусто, ответственный за лид."),
            ),
        ),
        outputs=tuple(Output(name=name, label=label, kind="record") for name, label in _TYPES.items()),
    )
)
def convert(call: OperationCall) -> dict[str, Value]:
    """Convert the lead in the step's transaction."""
    given = {
        name: inputs.record(call, name, name)
        for name in _TYPES
        if isinstance(call.inputs.get(name), RecordRef)
    }
    owner = call.inputs.get("owner")
    choice = Choice(
        **given,
        name=inputs.optional_text(call, "name"),
        amount=call.inputs.get("amount"),
        currency=inputs.optional_text(call, "currency"),
        close_date=call.inputs.get("close_date"),
        owner=None if owner is None else inputs.record(call, "owner", "user"),
    )
    step = Step(by=call.by, at=call.at, keys=call.keys, cause=call.cause)
    become = leads.convert(call.connection, inputs.record(call, "lead", "lead"), choice, step)
    call.created.extend(become.made)
    return {name: getattr(become, name) for name in _TYPES}
