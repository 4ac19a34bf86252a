"""Accounts: the organisations we sell to, in a hierarchy. Everybody sees them, so that nobody calls one twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.db import Base
from engine.feel.values import RecordRef, Value
from engine.labels import Labels
from engine.records import columns
from engine.records.matching import digits_and_letters
from engine.records.messages import Message
from engine.records.record import RecordColumns, define

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

TIERS = (("A", "A", "A"), ("B", "B", "B"), ("C", "C", "C"))


class Account(RecordColumns, Base):
    __tablename__ = "account"

    name = columns.text("Name", "Название", required=True, searchable=True)
    industry = columns.text("Industry", "Отрасль", length=64)
    tier = columns.choice("Tier", "Категория", TIERS)
    tax_id = columns.text("Tax id", "ИНН или VAT", length=32, searchable=True)
    country = columns.text("Country", "Страна", length=64)
    city = columns.text("City", "Город", length=64, searchable=True)
    phone = columns.phone("Phone", "Телефон", searchable=True)
    website = columns.url("Website", "Сайт")
    employees = columns.integer("Employees", "Сотрудников", minimum=0)
    revenue = columns.money("Revenue a year", "Годовая выручка")
    currency = columns.currency()
    founded = columns.integer("Founded", "Год основания", minimum=1000, maximum=2999)
    parent = columns.reference("account", "Parent company", "Головная компания")
    description = columns.long_text("Description", "Описание")


def _check(connection: Connection, key: int | None, values: Mapping[str, Value]) -> dict[str, Message]:
    """A company cannot stand below itself."""
    named = values.get("parent")
    above = named.key if isinstance(named, RecordRef) else None
    passed: set[int] = set()
    while above is not None and key is not None and above not in passed:
        if above == key:
            return {"parent": Message("Choose a company that is not below this one.")}
        passed.add(above)
        # Locked: two people who put two companies below each other at once must not both be right.
        above = connection.scalar(select(Account.parent).where(Account.key == above).with_for_update())
    return {}


def _derive(values: Mapping[str, Value]) -> dict[str, Value]:
    """One spelling of a tax id, however it was typed."""
    return {"tax_id": digits_and_letters(values.get("tax_id") or "") or None}


TYPE = define(
    Account.__table__,
    labels=Labels("Account", "Компания"),
    plural=Labels("Accounts", "Компании"),
    prefix="ACC",
    company_wide=True,
    derive=_derive,
    check=_check,
)
