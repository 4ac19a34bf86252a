"""Products: what we sell, with a list price."""

from __future__ import annotations

from engine.db import Base
from engine.labels import Labels
from engine.records import columns
from engine.records.record import RecordColumns, define


class Product(RecordColumns, Base):
    __tablename__ = "product"

    name = columns.text("Name", "Название", required=True, searchable=True)
    sku = columns.text("SKU", "Артикул", length=64, searchable=True)
    series = columns.text("Series", "Серия", length=64)
    price = columns.money("List price", "Цена по прайсу")
    currency = columns.currency()
    active = columns.boolean("For sale", "В продаже", default=True)


TYPE = define(
    Product.__table__,
    labels=Labels("Product", "Продукт"),
    plural=Labels("Products", "Продукты"),
    prefix="PRD",
    company_wide=True,
)
