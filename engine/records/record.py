"""What a record type is: its table, its fields, and how far each person sees it. Plus one record as it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from engine.db import Key, UtcDateTime
from engine.feel.values import RecordRef, Value
from engine.records import columns, kinds
from engine.records.fields import Field, Labels
from engine.records.money import DEFAULT_CURRENCY

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from engine.records.messages import Message

Virtual = Callable[["Connection", int], Value]
"""Computes a field that FEEL can read but no column holds, from the record's key."""
Derive = Callable[[Mapping[str, Value]], dict[str, Value]]
"""Fields that follow from the record's other fields."""
Check = Callable[["Connection", "int | None", Mapping[str, Value]], dict[str, "Message"]]
"""Rules over more than one field or record: what is wrong, by field. The key is None for a new record."""

_STAMPED = {"stamped": True}


class RecordColumns:
    """The columns that every record has."""

    __tablename__: str

    key: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    number = columns.text("Number", "Номер", length=16, searchable=True, **_STAMPED)
    owner = columns.reference("user", "Owner", "Ответственный")
    team = columns.reference("team", "Team", "Команда")
    created_at = columns.instant("Created", "Создано", **_STAMPED)
    created_by: Mapped[int] = mapped_column(Key)
    updated_at = columns.instant("Changed", "Изменено", **_STAMPED)
    updated_by: Mapped[int] = mapped_column(Key)
    version: Mapped[int] = mapped_column(Integer)
    source = columns.text("Source", "Источник", length=64)
    external_id = columns.text("External id", "Внешний номер", length=128, searchable=True)
    custom: Mapped[str | None] = mapped_column(
        Text, info={"field": Field(kind="json", labels=Labels("Custom fields", "Дополнительные поля"))}
    )
    search_text: Mapped[str] = mapped_column(Text)
    """What a search looks through, casefolded by Python: SQLite folds ASCII only."""
    deleted_at: Mapped[Any] = mapped_column(UtcDateTime, nullable=True)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[UniqueConstraint, ...]:  # noqa: N805  SQLAlchemy hands in the class
        return (UniqueConstraint("source", "external_id"), UniqueConstraint("number"))


@dataclass(frozen=True, kw_only=True)
class RecordType:
    """One kind of record, declared in one file of `engine/records/types`."""

    name: str
    table: Table
    labels: Labels
    plural: Labels
    title: str = "name"
    """The field that stands for the record in lists and links."""
    prefix: str = ""
    """Of its numbers: ACC gives ACC-000001. Empty: the type's records have no numbers."""
    follows: tuple[str, ...] = ()
    """Reference fields whose records decide who sees this one."""
    company_wide: bool = False
    """Everybody sees all records of the type."""
    searched_through: tuple[str, ...] = ()
    """Reference fields whose records' texts find this one too."""
    writable: bool = True
    fields: Mapping[str, Field] = field(default_factory=dict)
    virtual: Mapping[str, Virtual] = field(default_factory=dict)
    derive: Derive | None = None
    check: Check | None = None

    def record(self, row: Row[Any]) -> Record:
        """A row of the type's table as a record."""
        stored = row._mapping  # noqa: SLF001  SQLAlchemy's public name for a row as a mapping
        currency = stored.get("currency") or DEFAULT_CURRENCY
        values = {name: kinds.read(one, stored[name], currency) for name, one in self.fields.items()}
        return Record(RecordRef(self.name, stored["key"]), stored.get("version") or 1, values)


class Record(Mapping[str, Value]):
    """One record as it stands: field to FEEL value, money as Decimal, references as `RecordRef`."""

    __slots__ = ("_values", "ref", "version")

    def __init__(self, ref: RecordRef, version: int, values: Mapping[str, Value]) -> None:
        self.ref = ref
        self.version = version
        self._values = values

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Record({self.ref.type} {self.ref.key}, version {self.version})"


def define(table: Any, **facts: Any) -> RecordType:
    """The record type of a declarative class's *table*, with the fields that its columns declare."""
    fields = {
        column.name: replace(column.info["field"], name=column.name)
        for column in table.columns
        if "field" in column.info
    }
    return RecordType(name=str(table.name), table=table, fields=fields, **facts)
