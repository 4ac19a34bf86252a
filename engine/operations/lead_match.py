"""Whether a new lead is somebody we know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.declarations import Declaration, Input, Output
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation, writing
from engine.records import lead_matches, store

if TYPE_CHECKING:
    from engine.feel.values import Value
    from engine.records.lead_matches import Match
    from engine.records.record import Record

_REASONS = {
    "tax_id": ("same tax id", "тот же ИНН"),
    "other_tax_id": ("another tax id", "другой ИНН"),
    "email": ("same e-mail address", "тот же адрес почты"),
    "group_mailbox": ("same shared mailbox", "тот же общий ящик"),
    "phone": ("same phone number", "тот же телефон"),
    "switchboard": ("same switchboard", "тот же номер коммутатора"),
    "name": ("similar name", "похожее имя"),
    "domain": ("same company domain", "тот же домен компании"),
}


@operation(
    Declaration(
        type="lead.match",
        title=Labels("Match a lead", "Сопоставить лид"),
        purpose=Labels(
            "Looks for contacts and open leads with the same address or number, scores how alike they are, and notes "
            "the account that the lead is at.",
            "Ищет контакты и открытые лиды с тем же адресом или телефоном, оценивает сходство, отмечает компанию.",
        ),
        inputs=(
            Input(name="lead", label=Labels("Lead", "Лид"), kind="record", record_type="lead", required=True),
        ),
        outputs=(
            Output(
                name="verdict",
                label=Labels("same, similar or new", "same (тот же), similar (похож) или new"),
                kind="text",
            ),
            Output(name="known", label=Labels("The likest record", "Самая похожая запись"), kind="record"),
            Output(
                name="candidates",
                label=Labels(
                    "Records like it: {record, label, label_ru, score}",
                    "Похожие: {record, label, label_ru, score}",
                ),
                kind="list",
            ),
        ),
    )
)
def match(call: OperationCall) -> dict[str, Value]:
    """Say whether the lead is the same as somebody we know, similar to somebody, or new."""
    ref = inputs.record(call, "lead", "lead")
    lead = store.read(call.connection, ref)
    if lead is None:
        return {"verdict": "new", "known": None, "candidates": []}
    account = lead_matches.company(call.connection, lead)
    if account is not None and lead["account"] is None:
        values = {"account": account}
        writing.update(call, ref, values)
    found = lead_matches.people(call.connection, lead)
    return {
        "verdict": _verdict(found),
        "known": found[0].ref if found else None,
        "candidates": [_told(call, one) for one in found],
    }


def _verdict(found: list[Match]) -> str:
    """One that is the same decides; two that are the same are for a person to tell apart."""
    same = [one for one in found if one.likeness.is_same]
    if len(same) == 1:
        return "same"
    return "similar" if found else "new"


def _told(call: OperationCall, match_: Match) -> dict[str, Value]:
    record = store.read(call.connection, match_.ref)
    who = match_.ref.type if record is None else _named(record)
    english = ", ".join(_REASONS[reason][0] for reason in match_.likeness.reasons)
    russian = ", ".join(_REASONS[reason][1] for reason in match_.likeness.reasons)
    return {
        "record": match_.ref,
        "label": f"{who}: {english}",
        "label_ru": f"{who}: {russian}",
        "score": match_.likeness.score,
    }


def _named(record: Record) -> str:
    return f"{record['name']} ({record['number']})"
