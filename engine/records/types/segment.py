"""Segments: saved filters over contacts or leads. A live one is read anew each time, a static one keeps its members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.db import Base
from engine.labels import Labels
from engine.records import columns
from engine.records.fields import Field
from engine.records.record import RecordColumns, define

if TYPE_CHECKING:
    from engine.records.record import RecordType

OF = (("contact", "Contacts", "Контакты"), ("lead", "Leads", "Лиды"))
LIVE, STATIC = "live", "static"
KINDS = ((LIVE, "Live", "Живой"), (STATIC, "Static", "Снимок"))
"""A live segment is whoever matches at the time, a static one the people of one moment."""


class Segment(RecordColumns, Base):
    __tablename__ = "segment"

    name = columns.text("Name", "Название", required=True, searchable=True)
    description = columns.long_text("Description", "Описание")
    record_type = columns.choice("People", "Кто", OF, required=True, default="contact")
    kind = columns.choice("Kind", "Вид", KINDS, required=True, default=LIVE)
    conditions: Mapped[str | None] = mapped_column(
        Text, info={"field": Field(kind="json", labels=Labels("Conditions", "Условия"))}
    )
    """As `engine.records.segments.conditions` reads them."""
    people = columns.integer("People found", "Найдено людей", process_owned=True)
    counted_at = columns.instant("Counted", "Посчитано", process_owned=True)


TYPE: RecordType = define(
    Segment.__table__,
    labels=Labels("Segment", "Сегмент"),
    plural=Labels("Segments", "Сегменты"),
    prefix="SEG",
    company_wide=True,
)
