"""Records as screens read them: pages, one record, names, the hierarchy. Every answer asks `visible`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, or_, select, true

from engine.errors import Invalid, NotFound
from engine.feel.values import Range, RecordRef, Value
from engine.identity.users import SYSTEM
from engine.records import kinds, money
from engine.records.discovery import type_of
from engine.records.paging import Sort
from engine.records.searching import matching
from engine.records.validation import InvalidRecord
from engine.records.visibility import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import ColumnElement, Connection, Select

    from engine.identity import User
    from engine.records.fields import Field
    from engine.records.record import Record, RecordType

LARGEST_PAGE = 200


class UnknownColumn(Invalid):
    """A list is sorted or filtered by something that is not a field."""

    text = "A {type} has no field {field!r} to {use} by. Use one of: {known}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list."""

    rows: list[Record]
    next: str | None
    """What to give as *after* for the page that follows; None on the last one."""


def page(
    connection: Connection,
    type: str,  # noqa: A002  the word of the interface
    user: User,
    *,
    search: str = "",
    sort: str | None = None,
    filters: Mapping[str, Value] | None = None,
    after: str | None = None,
    limit: int = 50,
) -> Page:
    """The records that *user* may see, a page at a time.

    *sort* is a field, ``-field`` for descending; without one the newest come first. A filter is a value, a list of
    values, a `Range`, or None for empty. Raises `UnknownColumn`, `InvalidRecord`, `paging.UnknownCursor`.
    """
    record_type = type_of(type)
    table = record_type.table
    order = _order(record_type, sort)
    size = min(max(limit, 1), LARGEST_PAGE)
    conditions = [
        _shown(record_type, user),
        _found(record_type, search),
        _filtered(record_type, filters or {}),
        true() if after is None else order.read(after),
    ]
    rows = connection.execute(select(table).where(*conditions).order_by(*order.order()).limit(size + 1)).all()
    last = rows[size - 1]._mapping if len(rows) > size else None  # noqa: SLF001  SQLAlchemy's public name
    return Page(
        rows=[record_type.record(row) for row in rows[:size]],
        next=None if last is None else order.cursor(last),
    )


def count(
    connection: Connection,
    type: str,  # noqa: A002  the word of the interface
    user: User,
    *,
    search: str = "",
    filters: Mapping[str, Value] | None = None,
) -> int:
    """How many records a list has in all."""
    record_type = type_of(type)
    conditions = [
        _shown(record_type, user),
        _found(record_type, search),
        _filtered(record_type, filters or {}),
    ]
    statement = select(func.count()).select_from(record_type.table).where(*conditions)
    return connection.scalar(statement) or 0


def keys_found(type: str, user: User, search: str) -> Select[tuple[int]]:  # noqa: A002  the word of the interface
    """The keys of the records of a type that *user* may see and *search* finds, to be part of a larger statement."""
    record_type = type_of(type)
    found = select(record_type.table.c.key)
    return found.where(_shown(record_type, user), _found(record_type, search))


def get(connection: Connection, ref: RecordRef, user: User) -> Record:
    """One record; raises `NotFound` when it is not there or *user* may not see it, and does not say which."""
    record_type = type_of(ref.type)
    table = record_type.table
    row = connection.execute(select(table).where(table.c.key == ref.key, _shown(record_type, user))).first()
    if row is None:
        raise NotFound(what=ref.type, key=ref.key)
    return record_type.record(row)


def titles(connection: Connection, refs: Iterable[RecordRef]) -> dict[RecordRef, str]:
    """The names of records, deleted ones too, in one statement per type; for links and columns of lists."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for ref in refs:
        wanted[ref.type].add(ref.key)
    found = {RecordRef("user", SYSTEM.key): SYSTEM.name} if SYSTEM.key in wanted.get("user", ()) else {}
    for name, keys in wanted.items():
        found |= _titles(connection, type_of(name), keys)
    return found


def related(
    connection: Connection,
    type: str,  # noqa: A002  the word of the interface
    field: str,
    ref: RecordRef,
    user: User,
    *,
    limit: int = LARGEST_PAGE,
) -> list[Record]:
    """The records whose reference *field* names *ref*: the contacts of an account, the lines of a deal."""
    return page(connection, type, user, filters={field: ref}, limit=limit).rows


def hierarchy(connection: Connection, ref: RecordRef) -> list[tuple[int, Record]]:
    """The whole tree of companies that an account stands in, as (depth, account), parents before children."""
    record_type = type_of("account")
    table = record_type.table
    above = select(table.c.key, table.c.parent).where(table.c.key == ref.key).cte("above", recursive=True)
    above = above.union(select(table.c.key, table.c.parent).join(above, table.c.key == above.c.parent))
    root = select(above.c.key).where(above.c.parent.is_(None)).scalar_subquery()
    below = select(table.c.key).where(table.c.key == root).cte("below", recursive=True)
    below = below.union(select(table.c.key).join(below, table.c.parent == below.c.key))
    statement = select(table).where(table.c.key.in_(select(below.c.key)), table.c.deleted_at.is_(None))
    rows = connection.execute(statement.order_by(table.c.name, table.c.key))
    return _tree([record_type.record(row) for row in rows])


def _tree(records: list[Record]) -> list[tuple[int, Record]]:
    children: dict[RecordRef | None, list[Record]] = defaultdict(list)
    present = {record.ref for record in records}
    for record in records:
        children[record["parent"] if record["parent"] in present else None].append(record)
    ordered: list[tuple[int, Record]] = []
    waiting = [(0, record) for record in reversed(children[None])]
    while waiting:
        depth, record = waiting.pop()
        ordered.append((depth, record))
        waiting += [(depth + 1, child) for child in reversed(children[record.ref])]
    return ordered


def _shown(record_type: RecordType, user: User) -> ColumnElement[bool]:
    table = record_type.table
    seen = visible(user, table)
    return and_(table.c.deleted_at.is_(None), seen) if record_type.writable else seen


def _found(record_type: RecordType, search: str) -> ColumnElement[bool]:
    """A deal is found by the names of its account too."""
    table = record_type.table
    if not search.strip() or not record_type.writable:
        return true()
    conditions = [matching(table, search)]
    for name in record_type.searched_through:
        other = type_of(name).table
        conditions.append(table.c[name].in_(select(other.c.key).where(matching(other, search))))
    return or_(*conditions)


def _order(record_type: RecordType, sort: str | None) -> Sort:
    name = (sort or "-key").removeprefix("-")
    key = record_type.table.c.key
    column = key if name == "key" else _column(record_type, name, "sort")
    return Sort(column=column, key=key, descending=(sort or "-").startswith("-"))


def _filtered(record_type: RecordType, filters: Mapping[str, Value]) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    for name, value in filters.items():
        column, field = _comparable(record_type, name), record_type.fields[name]
        if isinstance(value, Range):
            conditions += _within(record_type, column, field, value)
        elif isinstance(value, list | tuple):
            conditions.append(column.in_([_kept(record_type, field, one) for one in value]))
        else:
            conditions.append(column == _kept(record_type, field, value))
    return and_(*conditions)


def _within(record_type: RecordType, column: Any, field: Field, value: Range) -> list[ColumnElement[bool]]:
    if value.sign == "!=":
        # An empty field is another value, too; SQL's own sign would leave it out.
        return [column.is_distinct_from(_kept(record_type, field, value.start))]
    conditions: list[ColumnElement[bool]] = []
    if value.start is not None:
        start = _kept(record_type, field, value.start)
        conditions.append(column >= start if value.start_included else column > start)
    if value.end is not None:
        end = _kept(record_type, field, value.end)
        conditions.append(column <= end if value.end_included else column < end)
    return conditions


def _comparable(record_type: RecordType, name: str) -> Any:
    """The column; of an amount, whose currency is the record's own, what it is in one unit for all currencies."""
    column = _column(record_type, name, "filter")
    if not _has_own_currency(record_type, record_type.fields[name]):
        return column
    factors, otherwise = money.finer()
    return column * case(factors, value=record_type.table.c.currency, else_=otherwise)


def _has_own_currency(record_type: RecordType, field: Field) -> bool:
    return field.kind == "money" and "currency" in record_type.fields


def _kept(record_type: RecordType, field: Field, value: Value) -> Any:
    currency = money.FINEST if _has_own_currency(record_type, field) else money.DEFAULT_CURRENCY
    try:
        return kinds.keep(field, kinds.accept(field, value), currency)
    except kinds.Refused as refused:
        raise InvalidRecord(record_type, {field.name: refused.message}) from None


def _column(record_type: RecordType, name: str, use: str) -> Any:
    if name not in record_type.fields:
        known = ", ".join(record_type.fields)
        raise UnknownColumn(type=record_type.name, field=name, use=use, known=known)
    return record_type.table.c[name]


def _titles(connection: Connection, record_type: RecordType, keys: set[int]) -> dict[RecordRef, str]:
    table = record_type.table
    title = record_type.fields[record_type.title]
    rows = connection.execute(select(table.c.key, table.c[title.name]).where(table.c.key.in_(keys))).all()
    if title.kind == "reference" and title.target is not None:
        of = titles(connection, [RecordRef(title.target, row[1]) for row in rows])
        return {
            RecordRef(record_type.name, row[0]): of.get(RecordRef(title.target, row[1]), "") for row in rows
        }
    return {RecordRef(record_type.name, row[0]): row[1] for row in rows}
