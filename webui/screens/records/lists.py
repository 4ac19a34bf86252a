"""A list of records: which view, which filters, which page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext

from engine import keys
from engine.feel.values import RecordRef, Value
from engine.identity import queries as people
from engine.records import queries, totals
from webui import context, localization
from webui.screens.records.layout import View, filters_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel.speaklater import LazyString
    from sqlalchemy import Connection
    from werkzeug.datastructures import MultiDict

    from engine.records import Record
    from engine.records.fields import Field
    from webui.screens.records.layout import Layout

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Question:
    """What the address of a list asks for."""

    view: View
    search: str
    sort: str
    chosen: Mapping[str, str]
    """Filters as they stand in the address: field to text."""
    after: str | None


@dataclass(frozen=True, kw_only=True)
class Tab:
    label: LazyString
    href: str
    count: int
    current: bool


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One filter above a list."""

    name: str
    label: str
    options: list[tuple[str, str, bool]]
    """(text, label, chosen)"""


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A column's head; it sorts."""

    name: str
    label: str
    href: str
    direction: str
    """ascending, descending or none."""
    number: bool


@dataclass(frozen=True, kw_only=True)
class Listing:
    rows: list[Record]
    next: str | None
    total: int
    tabs: list[Tab]
    filters: list[Filter]
    headings: list[Heading]


def question_of(layout: Layout, arguments: MultiDict[str, str]) -> Question:
    """The address's own choice, or the layout's."""
    name = arguments.get("view", "")
    return Question(
        view=next((view for view in layout.views if view.name == name), layout.views[0]),
        search=arguments.get("q", "").strip()[:200],
        sort=arguments.get("sort") or layout.sort,
        chosen={one: arguments[one] for one in layout.filters if arguments.get(one)},
        after=arguments.get("after"),
    )


def read(connection: Connection, layout: Layout, question: Question) -> Listing:
    """The page that *question* asks for; raises `UnknownColumn`, `UnknownCursor`, `InvalidRecord`."""
    user = context.current_user()
    filters = _filters(layout, question, question.view)
    page = queries.page(
        connection, layout.type, user, search=question.search, sort=question.sort, filters=filters,
        after=question.after, limit=PAGE,
    )  # fmt: skip
    tabs = [_tab(connection, layout, question, view) for view in layout.views]
    return Listing(
        rows=page.rows,
        next=None if page.next is None else address(layout, question, after=page.next),
        total=next(tab.count for tab in tabs if tab.current),
        tabs=tabs,
        filters=[_filter(connection, layout, question, name) for name in layout.filters],
        headings=[_heading(layout, question, name) for name in (layout.record_type.title, *layout.columns)],
    )


def address(layout: Layout, question: Question, **changed: Any) -> str:
    """The list's own address with something changed."""
    values: dict[str, Any] = {
        "view": question.view.name if question.view is not layout.views[0] else None,
        "q": question.search or None,
        "sort": question.sort if question.sort != layout.sort else None,
        **question.chosen,
    }
    return url_for(f"records.{layout.collection}", **(values | changed))


def _filters(layout: Layout, question: Question, view: View) -> dict[str, Value]:
    chosen = {name: _value(layout.record_type.fields[name], text) for name, text in question.chosen.items()}
    return filters_of(view, context.current_user()) | chosen


def _value(field: Field, text: str) -> Value:
    key = keys.parse(text) if field.kind == "reference" else None
    if key is not None and field.target:
        return RecordRef(field.target, key)
    return text


def _tab(connection: Connection, layout: Layout, question: Question, view: View) -> Tab:
    user = context.current_user()
    filters = _filters(layout, question, view)
    count = queries.count(connection, layout.type, user, search=question.search, filters=filters)
    name = view.name if view is not layout.views[0] else None
    return Tab(
        label=view.label,
        href=address(layout, question, view=name),
        count=count,
        current=view is question.view,
    )


def _filter(connection: Connection, layout: Layout, question: Question, name: str) -> Filter:
    field = layout.record_type.fields[name]
    chosen = question.chosen.get(name, "")
    options = _options(connection, layout, field, chosen)
    return Filter(
        name=name,
        label=field.label(localization.locale()),
        options=[(text, label, text == chosen) for text, label in options],
    )


def _options(connection: Connection, layout: Layout, field: Field, chosen: str) -> list[tuple[str, str]]:
    locale = localization.locale()
    if field.kind == "choice":
        return [(one.value, one.labels.in_locale(locale)) for one in field.choices]
    if field.kind == "boolean":
        return [("true", gettext("Yes")), ("false", gettext("No"))]
    if field.target == "user":
        return [(str(one.key), one.name) for one in people.people(connection)]
    if field.target is not None:
        return _of_records(connection, field.target, chosen)
    return [
        (text, text)
        for text in totals.distinct_values(connection, layout.type, field.name, context.current_user())
    ]


def _of_records(connection: Connection, target: str, chosen: str) -> list[tuple[str, str]]:
    rows = queries.page(
        connection, target, context.current_user(), sort="name", limit=queries.LARGEST_PAGE
    ).rows
    options = [(str(row.ref.key), str(row["name"])) for row in rows]
    key = keys.parse(chosen)
    if key is not None and chosen not in dict(options):
        ref = RecordRef(target, key)
        options.append((chosen, queries.titles(connection, [ref]).get(ref, chosen)))
    return options


def _heading(layout: Layout, question: Question, name: str) -> Heading:
    field = layout.record_type.fields[name]
    ascending = question.sort == name
    direction = "ascending" if ascending else "descending" if question.sort == f"-{name}" else "none"
    return Heading(
        name=name,
        label=field.label(localization.locale()),
        href=address(layout, question, sort=f"-{name}" if ascending else name),
        direction=direction,
        number=field.kind in {"money", "integer", "decimal"},
    )
