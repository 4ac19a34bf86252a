"""What a record type is: its table, its fields, and how far each person sees it. Plus one record as it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import Integer, Table, Text, UniqueConstraint, bindparam, select, update
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from engine.db import Key, UtcDateTime
from engine.feel.values import RecordRef, Value
from engine.labels import Labels
from engine.prepared import Prepared
from engine.records import columns, kinds
from engine.records.fields import Field
from engine.records.money import DEFAULT_CURRENCY

if TYPE_CHECKING:
    from sqlalchemy import Connection, Dialect, Select
    from sqlalchemy.schema import SchemaItem
    from sqlalchemy.types import TypeEngine

    from engine.records.history import Step
    from engine.records.messages import Message

Virtual = Callable[["Connection", int], Value]
"""Computes a field that FEEL can read but no column holds, from the record's key."""
Derive = Callable[[Mapping[str, Value]], dict[str, Value]]
"""Fields that follow from the record's other fields."""
Check = Callable[["Connection", "int | None", Mapping[str, Value]], dict[str, "Message"]]
"""Rules over more than one field or record: what is wrong, by field. The key is None for a new record."""
Settled = Callable[[Mapping[str, Value]], frozenset[str]]
"""The fields that people do not change any more, as a record stands: somebody has agreed to them."""
Noted = Callable[["Connection", RecordRef, Mapping[str, Value], "Step"], None]
"""What follows for a record when somebody logs an activity about it."""

Follows = tuple["str | tuple[str, ...]", ...]
Way = Literal["bind_processor", "result_processor"]
_STAMPED: dict[str, Any] = {"stamped": True}


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
    def __table_args__(cls) -> tuple[SchemaItem, ...]:  # noqa: N805  SQLAlchemy hands in the class
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
    follows: Follows = ()
    """Reference fields whose records decide who sees this one: the first that is set, or any of a tuple of them."""
    company_wide: bool = False
    """Everybody sees all records of the type."""
    searched_through: tuple[str, ...] = ()
    """Reference fields whose records' texts find this one too."""
    writable: bool = True
    fields: Mapping[str, Field] = field(default_factory=dict)
    virtual: Mapping[str, Virtual] = field(default_factory=dict)
    derive: Derive | None = None
    check: Check | None = None
    settled: Settled | None = None
    noted: Noted | None = None

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Where each column stands in a row of ``select(table)``."""
        return {column.name: position for position, column in enumerate(self.table.columns)}

    @cached_property
    def by_key(self) -> Prepared:
        """The record with a key, unless it is deleted."""
        return Prepared(self._select_by_key(), "key")

    @cached_property
    def by_key_locked(self) -> Prepared:
        """The same, locked until the transaction ends; on SQLite the transaction itself is the lock."""
        return Prepared(self._select_by_key().with_for_update(), "key")

    def record(self, row: Sequence[Any]) -> Record:
        """A row of ``select(table)`` as a record."""
        return Record(self, row, {})

    def load(self, connection: Connection, key: int, *, lock: bool = False) -> Record | None:
        """The record with this key as it stands; None when it is deleted or never was."""
        statement = self.by_key_locked if lock else self.by_key
        row = statement.run(connection, key).first()
        return (
            None
            if row is None
            else Record(self, row, self._converters(connection.dialect, "result_processor"))
        )

    def write(self, connection: Connection, key: int, row: Mapping[str, Any]) -> None:
        """Set columns of the record with this key; one compiled statement for each set of columns."""
        names = tuple(sorted(row))
        statement = self._updates.get(names)
        if statement is None:
            assignments = {name: bindparam(f"new_{name}", type_=self.table.c[name].type) for name in names}
            written = update(self.table).where(self.table.c.key == bindparam("of")).values(assignments)
            statement = self._updates[names] = Prepared(written, *(f"new_{name}" for name in names), "of")
        binders = self._converters(connection.dialect, "bind_processor")
        kept = (binders[name](row[name]) if name in binders else row[name] for name in names)
        statement.run(connection, *kept, key)

    def _select_by_key(self) -> Select[Any]:
        statement = select(self.table).where(self.table.c.key == bindparam("key"))
        return statement.where(self.table.c.deleted_at.is_(None)) if self.writable else statement

    def _converters(self, dialect: Dialect, way: Way) -> Mapping[str, Callable[[Any], Any]]:
        """What turns Python's values into the driver's or back, for the columns whose type needs it."""
        found = self._by_dialect.get((dialect.name, way))
        if found is None:
            found = self._by_dialect[dialect.name, way] = {
                column.name: converter
                for column in self.table.columns
                if (converter := _converter(column.type.dialect_impl(dialect), dialect, way)) is not None
            }
        return found

    @cached_property
    def _by_dialect(self) -> dict[tuple[str, Way], Mapping[str, Callable[[Any], Any]]]:
        return {}

    @cached_property
    def _updates(self) -> dict[tuple[str, ...], Prepared]:
        return {}


def _converter(kind: TypeEngine[Any], dialect: Dialect, way: Way) -> Callable[[Any], Any] | None:
    return kind.bind_processor(dialect) if way == "bind_processor" else kind.result_processor(dialect, None)


class Record(Mapping[str, Value]):
    """One record as it stands: field to FEEL value, money as Decimal, references as `RecordRef`.

    A step reads a handful of sixty fields, so each is decoded when it is read.
    """

    __slots__ = ("_processors", "_row", "_type", "_values", "ref", "version")

    def __init__(
        self, record_type: RecordType, row: Sequence[Any], processors: Mapping[str, Callable[[Any], Any]]
    ) -> None:
        self._type = record_type
        self._row = row
        self._processors = processors
        self._values: dict[str, Value] = {}
        self.ref = RecordRef(record_type.name, row[record_type.positions["key"]])
        self.version: int = row[record_type.positions["version"]] if record_type.writable else 1

    def __getitem__(self, name: str) -> Value:
        if name not in self._values:
            field = self._type.fields[name]
            self._values[name] = kinds.read(field, self._stored(name), self._currency)
        return self._values[name]

    def __contains__(self, name: object) -> bool:
        return name in self._type.fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._type.fields)

    def __len__(self) -> int:
        return len(self._type.fields)

    def __repr__(self) -> str:
        return f"Record({self.ref.type} {self.ref.key}, version {self.version})"

    @property
    def _currency(self) -> str:
        return str(self._stored("currency")) if "currency" in self._type.fields else DEFAULT_CURRENCY

    def _stored(self, name: str) -> Any:
        value = self._row[self._type.positions[name]]
        processor = self._processors.get(name)
        return value if processor is None or value is None else processor(value)


def define(table: Any, **facts: Any) -> RecordType:
    """The record type of a declarative class's *table*, with the fields that its columns declare."""
    fields = {
        column.name: replace(column.info["field"], name=column.name)
        for column in table.columns
        if "field" in column.info
    }
    return RecordType(name=str(table.name), table=table, fields=fields, **facts)
