"""Figures over records: the open pipeline of companies, the values of a column, a deal's stays in its stages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from engine.records import money
from engine.records.discovery import type_of
from engine.records.models import StageHistory
from engine.records.stages import BY_VALUE
from engine.records.visibility import visible

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy import Connection

    from engine.feel.values import RecordRef
    from engine.identity import User

_OPEN = [name for name, stage in BY_VALUE.items() if not stage.closed]
_MOST_VALUES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """Open deals in one currency."""

    currency: str
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A deal's time in one stage; `left_at` is None while it lasts."""

    stage: str
    entered_at: datetime
    left_at: datetime | None
    reason: str | None
    """Why the deal jumped there; None when it came the ordinary way."""


def open_pipeline(
    connection: Connection, accounts: Iterable[RecordRef], user: User
) -> dict[int, list[Pipeline]]:
    """The open deals that *user* may see, by account key and currency, largest first."""
    deals = type_of("opportunity").table
    columns = deals.c
    total = func.coalesce(func.sum(columns.amount), 0)
    rows = connection.execute(
        select(columns.account, columns.currency, func.count().label("deals"), total.label("minor"))
        .where(
            columns.account.in_({ref.key for ref in accounts}),
            columns.stage.in_(_OPEN),
            columns.deleted_at.is_(None),
            visible(user, deals),
        )
        .group_by(columns.account, columns.currency)
        .order_by(total.desc(), columns.currency)
    )
    found: dict[int, list[Pipeline]] = defaultdict(list)
    for row in rows:
        amount = money.from_minor(int(row.minor), row.currency)
        found[row.account].append(Pipeline(currency=row.currency, count=row.deals, amount=amount))
    return dict(found)


def distinct_values(connection: Connection, record_type: str, field: str, user: User) -> list[str]:
    """The texts that a field has among the records that *user* may see, in order; for the filter of a list."""
    table = type_of(record_type).table
    column = table.c[type_of(record_type).fields[field].name]
    statement = (
        select(column)
        .where(column.is_not(None), table.c.deleted_at.is_(None), visible(user, table))
        .distinct()
        .order_by(column)
        .limit(_MOST_VALUES)
    )
    return [str(value) for value in connection.scalars(statement)]


def stays(connection: Connection, ref: RecordRef) -> list[Stay]:
    """The stages of a deal in the order in which it reached them. The caller has asked who may see the deal."""
    rows = connection.execute(
        select(StageHistory.stage, StageHistory.entered_at, StageHistory.left_at, StageHistory.reason)
        .where(StageHistory.opportunity == ref.key)
        .order_by(StageHistory.entered_at, StageHistory.key)
    )
    return [
        Stay(stage=row.stage, entered_at=row.entered_at, left_at=row.left_at, reason=row.reason)
        for row in rows
    ]
