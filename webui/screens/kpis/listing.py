"""The records behind a figure, page by page, and how they come to it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engine.records import queries, rates
from webui import localization
from webui.screens.kpis import telling
from webui.screens.records import links

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from flask_babel.speaklater import LazyString
    from sqlalchemy import Connection

    from engine.analytics.metric import Item, Metric, Reading

_PAGE = 100
_PARTS: dict[str, LazyString] = {
    "won": _l("Won"),
    "lost": _l("Lost"),
    "open": _l("Open"),
    "converted": _l("Converted"),
    "met": _l("In time"),
    "breached": _l("Too late"),
    "reopened": _l("Reopened"),
    "cost": _l("Cost"),
    "lead": _l("Lead"),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    title: str
    href: str | None
    day: date
    part: str
    counts: str
    also: str
    missing: str


@dataclass(frozen=True, kw_only=True)
class Listing:
    id: str
    name: str
    definition: str
    value: str
    second: str
    count: int
    counts_as: str
    counts_also: str
    total: str
    """The sum of the column of what counts, where the figure is made of it."""
    rows: list[Row]
    page: int
    pages: int


def listing(connection: Connection, metric: Metric, items: Sequence[Item], page: int) -> Listing:
    base, locale = rates.base_currency(connection), localization.locale()
    pages = max(1, -(-len(items) // _PAGE))
    page = min(max(page, 1), pages)
    shown = items[(page - 1) * _PAGE : page * _PAGE]
    titles = queries.titles(connection, {item.ref for item in shown})
    reading: Reading = metric.combine(items)
    named = metric.second.in_locale(locale) if metric.second else ""
    return Listing(
        id=metric.id,
        name=metric.labels.in_locale(locale),
        definition=metric.definition.in_locale(locale),
        value=telling.value(reading.value, metric.unit, base, exact=True),
        second=f"{named}: {telling.value(reading.second, metric.unit, base)}" if named else "",
        count=len(items),
        counts_as=metric.counts_as.in_locale(locale),
        counts_also=metric.counts_also.in_locale(locale) if metric.counts_also else "",
        total=_number(sum((item.value for item in items if item.value is not None), start=Decimal(0))),
        rows=[_row(item, titles.get(item.ref, "")) for item in shown],
        page=page,
        pages=pages,
    )


def table(connection: Connection, metric: Metric, items: Sequence[Item]) -> tuple[list[str], list[list[str]]]:
    """Head and rows for a spreadsheet: days and numbers as programs write them."""
    locale = localization.locale()
    titles = queries.titles(connection, {item.ref for item in items})
    columns = [gettext("Record"), gettext("Day"), gettext("Role"), metric.counts_as.in_locale(locale)]
    columns += [metric.counts_also.in_locale(locale)] if metric.counts_also else []
    rows = [
        [
            titles.get(item.ref, str(item.ref.key)),
            item.day.isoformat(),
            str(_PARTS.get(item.part, "")),
            _plain(item.value),
            *([_plain(item.second)] if metric.counts_also else []),
        ]
        for item in items
    ]
    return columns, rows


def _plain(number: Decimal | None) -> str:
    return "" if number is None else format(round(number, 2).normalize(), "f")


def _row(item: Item, title: str) -> Row:
    return Row(
        title=title or str(item.ref.key),
        href=links.href(item.ref),
        day=item.day,
        part=str(_PARTS[item.part]) if item.part in _PARTS else "",
        counts="" if item.value is None else _number(item.value),
        also="" if item.second is None else _number(item.second),
        missing=item.missing,
    )


def _number(number: Decimal) -> str:
    """To the cent; what counts is not rounded away."""
    return localization.format_number(round(number, 2))
