"""What stands around a record: the records that name it, and the tree of companies with its open pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext

from engine.feel.values import RecordRef
from engine.records import queries, totals, type_of
from engine.records.totals import Pipeline
from webui import context, localization
from webui.screens.records import links
from webui.screens.records.layouts import BY_COLLECTION
from webui.screens.records.showing import Shower, Shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask_babel.speaklater import LazyString
    from sqlalchemy import Connection

    from engine.records import Record
    from webui.screens.records.layout import Layout, Related

SHOWN = 10
OUTCOME = {
    "won": ("closed_on", "won_amount"),
    "lost": ("closed_on", "lost_reason", "lost_competitor", "lesson", "reopen_on"),
}
"""What a closed deal says of its end."""


@dataclass(frozen=True, kw_only=True)
class RelatedRow:
    title: str
    href: str | None
    cells: list[Shown]
    edit: str | None


@dataclass(frozen=True, kw_only=True)
class Group:
    """Records of one kind that name the record."""

    collection: str
    title: LazyString
    headings: list[tuple[str, bool]]
    """(label, holds numbers)"""
    rows: list[RelatedRow]
    count: int
    add: str | None
    all: str | None
    """The list with all of them."""


@dataclass(frozen=True, kw_only=True)
class Company:
    """One company of a tree."""

    depth: int
    name: str
    href: str | None
    current: bool
    own: list[Pipeline]
    total: list[Pipeline]
    """With everything below it."""


def is_closed(record: Record) -> bool:
    return record.get("stage") in OUTCOME


def of_record(connection: Connection, layout: Layout, record: Record) -> list[Group]:
    return [_group(connection, one, record) for one in layout.related]


def hierarchy(connection: Connection, record: Record) -> list[Company]:
    """The tree that an account stands in, its open pipeline rolled up; empty for a company on its own."""
    if record.ref.type != "account":
        return []
    tree = queries.hierarchy(connection, record.ref)
    own = totals.open_pipeline(connection, [one.ref for _, one in tree], context.current_user())
    companies = [
        Company(
            depth=depth,
            name=str(one["name"]),
            href=links.href(one.ref),
            current=one.ref == record.ref,
            own=own.get(one.ref.key, []),
            total=_sum(own.get(below.ref.key, []) for below in _below(tree, position)),
        )
        for position, (depth, one) in enumerate(tree)
    ]
    return companies if len(tree) > 1 or any(one.own for one in companies) else []


def _below(tree: list[tuple[int, Record]], position: int) -> Iterable[Record]:
    """A company and everything under it: what follows in the list at a greater depth."""
    depth = tree[position][0]
    yield tree[position][1]
    for deeper, record in tree[position + 1 :]:
        if deeper <= depth:
            return
        yield record


def _sum(pipelines: Iterable[list[Pipeline]]) -> list[Pipeline]:
    counts: dict[str, int] = {}
    amounts: dict[str, Decimal] = {}
    for pipeline in pipelines:
        for one in pipeline:
            counts[one.currency] = counts.get(one.currency, 0) + one.count
            amounts[one.currency] = amounts.get(one.currency, Decimal()) + one.amount
    return [Pipeline(currency=name, count=counts[name], amount=amounts[name]) for name in sorted(counts)]


def _group(connection: Connection, one: Related, record: Record) -> Group:
    layout = BY_COLLECTION[one.collection]
    user = context.current_user()
    rows = queries.related(connection, layout.type, one.field, record.ref, user, limit=SHOWN)
    count = queries.count(connection, layout.type, user, filters={one.field: record.ref})
    shower = Shower(connection, rows)
    roles = _buying_roles(connection, rows) if one.buying_roles else None
    add = url_for("records.new", collection=one.collection, **_named(one.field, record.ref.key))
    filtered = one.field in layout.filters and not layout.parent
    everything = (
        url_for(f"records.{one.collection}", view="all", **_named(one.field, record.ref.key))
        if filtered
        else None
    )
    return Group(
        collection=one.collection,
        title=layout.title,
        headings=[_heading(layout, name) for name in _names(layout, one)] + _role_heading(roles),
        rows=[_row(layout, one, shower, row, roles) for row in rows],
        count=count,
        add=add if one.may_add else None,
        all=everything if count > len(rows) else None,
    )


def _names(layout: Layout, one: Related) -> tuple[str, ...]:
    """The first column is what the row is about: seen from a contact, a role is about a deal."""
    title = layout.parent if layout.record_type.title == one.field else layout.record_type.title
    return (title, *one.columns)


def _heading(layout: Layout, name: str) -> tuple[str, bool]:
    field = layout.record_type.fields[name]
    return field.label(localization.locale()), field.kind in {"money", "integer", "decimal"}


def _buying_roles(connection: Connection, people: list[Record]) -> dict[RecordRef, list[str]]:
    """The parts that people play in the deals which the reader may see, by person."""
    field = type_of("opportunity_contact").fields["role"]
    filters = {"contact": [person.ref for person in people]}
    found: dict[RecordRef, list[str]] = {}
    for row in queries.page(
        connection, "opportunity_contact", context.current_user(), filters=filters, limit=queries.LARGEST_PAGE
    ).rows:
        label = field.choice_label(row["role"], localization.locale())
        roles = found.setdefault(row["contact"], [])
        roles += [label] if label not in roles else []
    return found


def _role_heading(roles: dict[RecordRef, list[str]] | None) -> list[tuple[str, bool]]:
    return [] if roles is None else [(gettext("Buying roles"), False)]


def _row(
    layout: Layout, one: Related, shower: Shower, record: Record, roles: dict[RecordRef, list[str]] | None
) -> RelatedRow:
    first, *others = _names(layout, one)
    value = record[first]
    is_reference = isinstance(value, RecordRef)
    edit = (
        url_for("records.edit", collection=layout.collection, key=record.ref.key) if layout.parent else None
    )
    return RelatedRow(
        title=str(record["number"])
        if value is None
        else shower.text(layout.record_type.fields[first], value),
        href=links.href(value if is_reference else record.ref),
        cells=shower.all(record, others) + _role_cell(record, roles),
        edit=edit,
    )


def _role_cell(record: Record, roles: dict[RecordRef, list[str]] | None) -> list[Shown]:
    if roles is None:
        return []
    return [Shown(name="roles", label=gettext("Buying roles"), text=", ".join(roles.get(record.ref, [])))]


def _named(field: str, key: int) -> dict[str, Any]:
    """One argument of an address."""
    return {field: key}
