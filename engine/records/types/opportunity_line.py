"""Lines of an opportunity: products with quantity, price and discount."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.db import Base
from engine.labels import Labels
from engine.records import columns, money
from engine.records.record import RecordColumns, define

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.feel.values import Value


class OpportunityLine(RecordColumns, Base):
    __tablename__ = "opportunity_line"

    opportunity = columns.reference("opportunity", "Opportunity", "Сделка", required=True)
    product = columns.reference("product", "Product", "Продукт", required=True)
    quantity = columns.decimal(
        "Quantity", "Количество", places=3, required=True, minimum=0, default=Decimal(1)
    )
    unit_price = columns.money("Unit price", "Цена за единицу", required=True)
    discount_percent = columns.decimal("Discount, %", "Скидка, %", places=2, minimum=0, maximum=100)
    amount = columns.money("Amount", "Сумма")
    currency = columns.currency()


def _derive(values: Mapping[str, Value]) -> dict[str, Value]:
    """Quantity times price less discount; each line is rounded half-even to the currency's smallest unit."""
    quantity, price, currency = values.get("quantity"), values.get("unit_price"), values["currency"]
    if quantity is None or price is None:
        return {}
    exact = quantity * price * (100 - (values.get("discount_percent") or 0)) / 100
    return {"amount": money.from_minor(money.to_minor(exact, currency), currency)}


TYPE = define(
    OpportunityLine.__table__,
    labels=Labels("Product line", "Позиция"),
    plural=Labels("Product lines", "Позиции"),
    title="product",
    follows=("opportunity",),
    derive=_derive,
)
