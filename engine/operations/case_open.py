"""A new case is put in order: who reported it, for which account, and what they were promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from engine.declarations import Declaration, Input
from engine.feel.values import RecordRef
from engine.labels import Labels
from engine.operations import OperationCall, inputs, operation, writing
from engine.operations.case_clock import CASE, current
from engine.records import store
from engine.records.types.contact import Contact
from engine.records.types.sla_plan import SlaPlan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.feel.values import Value

_TIER_OF_ACCOUNT: Final = {"A": "premium", "B": "standard", "C": "basic"}
_DEFAULT_TIER: Final = "standard"


@operation(
    Declaration(
        type="case.open",
        title=Labels("Open a case", "Открыть обращение"),
        purpose=Labels(
            "Finds the contact by the e-mail address, the account by the contact, and the SLA plan by the account's "
            "tier (A premium, B standard, C basic; standard for everybody else). What is filled in already stays.",
            "Находит контакт по адресу почты, компанию по контакту и план SLA по категории компании (A — премиум, "
            "B — стандарт, C — базовый; остальным — стандарт). Заполненное не меняется.",
        ),
        inputs=(
            CASE,
            Input(name="channel", label=Labels("Channel", "Канал"), kind="text"),
            Input(name="language", label=Labels("Language of the form", "Язык формы"), kind="text"),
        ),
    )
)
def open_case(call: OperationCall) -> dict[str, Value]:
    """Fill in what follows from who reported it."""
    ref, case = current(call)
    found = {**case}
    found["contact"] = case["contact"] or _contact(call.connection, case["reporter_email"])
    person = _read(call.connection, found["contact"])
    found["account"] = case["account"] or person.get("account")
    found["channel"] = case["channel"] or inputs.optional_text(call, "channel")
    spoken = inputs.optional_text(call, "language")
    found["language"] = case["language"] or person.get("language") or spoken or "en"
    found |= _promise(call.connection, found)
    names = ("contact", "account", "channel", "language", "tier", "sla_plan")
    writing.update(call, ref, {name: found[name] for name in names})
    return {}


def _promise(connection: Connection, case: Mapping[str, Value]) -> dict[str, Value]:
    """The plan and its tier; without a plan the account's tier counts, under the company's calendar."""
    plan = _read(connection, case["sla_plan"])
    account = _read(connection, case["account"])
    tier = plan.get("tier") or case["tier"] or _TIER_OF_ACCOUNT.get(str(account.get("tier")), _DEFAULT_TIER)
    return {"tier": tier, "sla_plan": case["sla_plan"] or _plan(connection, tier)}


def _contact(connection: Connection, email: Value) -> RecordRef | None:
    """The only contact with this address; of several nobody knows which one wrote."""
    if not email:
        return None
    same = func.lower(Contact.email) == str(email).lower()
    keys = connection.scalars(select(Contact.key).where(same, Contact.deleted_at.is_(None)).limit(2)).all()
    return RecordRef("contact", keys[0]) if len(keys) == 1 else None


def _plan(connection: Connection, tier: str) -> RecordRef | None:
    key = connection.scalar(
        select(SlaPlan.key)
        .where(SlaPlan.tier == tier, SlaPlan.active.is_(True), SlaPlan.deleted_at.is_(None))
        .order_by(SlaPlan.key)
        .limit(1)
    )
    return None if key is None else RecordRef("sla_plan", key)


def _read(connection: Connection, ref: Value) -> Mapping[str, Value]:
    return (store.read(connection, ref) if isinstance(ref, RecordRef) else None) or {}
