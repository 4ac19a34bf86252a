"""The open deals by stage: how many, worth how much in the base currency, and what comes next on each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select

from engine.analytics import planned
from engine.records import money, rates
from engine.records.paging import Sort
from engine.records.stages import STAGES
from engine.records.types.account import Account
from engine.records.types.opportunity import Opportunity
from engine.records.visibility import visible

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection, Row, RowMapping

    from engine.analytics.planned import Next
    from engine.identity import User
    from engine.records.rates import Rates
    from engine.records.stages import Stage

OPEN = tuple(stage for stage in STAGES if not stage.closed)
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which deals; None is any."""

    owner: int | None = None
    team: int | None = None
    product: int | None = None


@dataclass(slots=True, kw_only=True)
class Total:
    """The deals of one stage."""

    count: int = 0
    amount: Decimal = Decimal(0)
    """In the base currency."""
    weighted: Decimal = Decimal(0)
    """Each amount times its deal's probability."""
    missing: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Deals that no total contains, by the currency that has no rate for their day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One deal."""

    key: int
    number: str
    name: str
    account: str | None
    account_key: int | None
    amount: Decimal | None
    currency: str
    base_amount: Decimal | None
    """None without an amount, or without a rate."""
    owner: int | None
    probability: int
    close_date: date | None
    next_step: str | None
    next: Next | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One stage with the first of its cards; those that close first stand first."""

    stage: Stage
    total: Total
    cards: list[Card]
    next: str | None
    """Where the next page of cards begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    base: str
    columns: list[Column]

    @property
    def missing(self) -> dict[str, int]:
        """Deals outside of the totals, by currency."""
        found: dict[str, int] = defaultdict(int)
        for column in self.columns:
            for currency, count in column.total.missing.items():
                found[currency] += count
        return dict(found)


def board(connection: Connection, user: User, filters: Filters, *, now: datetime, limit: int) -> Board:
    """The deals that *user* may see, each stage with its first *limit* cards."""
    known = rates.load(connection)
    look = _Look(connection=connection, user=user, filters=filters, known=known, now=now, limit=limit)
    totals = _totals(look)
    return Board(base=known.base, columns=[_column(look, one, totals[one.value], None) for one in OPEN])


def more(
    connection: Connection, user: User, filters: Filters, stage: str, after: str, *, now: datetime, limit: int
) -> Board:
    """The next cards of one stage alone; raises `UnknownCursor`. Its total is not counted again."""
    found = next(one for one in OPEN if one.value == stage)
    known = rates.load(connection)
    look = _Look(connection=connection, user=user, filters=filters, known=known, now=now, limit=limit)
    return Board(base=known.base, columns=[_column(look, found, Total(), after)])


def _totals(look: _Look) -> dict[str, Total]:
    """By stage. The database adds up what is in one currency on one day; each such sum is converted once."""
    # Amounts of the base currency need no day.
    day = case((Opportunity.currency == look.known.base, None), else_=deal_day()).label("rate_day")
    rows = look.connection.execute(
        select(
            Opportunity.stage,
            Opportunity.currency,
            Opportunity.probability,
            day,
            func.count().label("deals"),
            func.coalesce(func.sum(Opportunity.amount), 0).label("minor"),
        )
        .where(*_wanted(look.user, look.filters), Opportunity.stage.in_([one.value for one in OPEN]))
        # By its name: as an expression PostgreSQL would take its parameter for another one.
        .group_by(Opportunity.stage, Opportunity.currency, Opportunity.probability, "rate_day")
    )
    totals: dict[str, Total] = {stage.value: Total() for stage in OPEN}
    for row in rows:
        _add(totals[row.stage], row, look.known, look.now.date())
    return totals


def _add(total: Total, row: Row[Any], known: Rates, today: date) -> None:
    total.count += row.deals
    amount = money.from_minor(int(row.minor), row.currency)
    converted = known.convert(amount, row.currency, row.rate_day or today) if amount else Decimal(0)
    if converted is None:
        total.missing[row.currency] += row.deals
        return
    total.amount += converted
    total.weighted += converted * (row.probability or 0) / _HUNDRED


def deal_day() -> ColumnElement[Any]:
    """The day whose rate counts: of closing, for an open deal of opening. Without either it is today's."""
    return func.coalesce(Opportunity.closed_on, Opportunity.opened_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """Who looks at which deals, and when."""

    connection: Connection
    user: User
    filters: Filters
    known: Rates
    now: datetime
    limit: int


def _column(look: _Look, stage: Stage, total: Total, after: str | None) -> Column:
    later = [] if after is None else [_ORDER.read(after)]
    found = look.connection.execute(
        _CARDS.where(*_wanted(look.user, look.filters), Opportunity.stage == stage.value, *later)
        .order_by(*_ORDER.order())
        .limit(look.limit + 1)
    )
    rows = found.mappings().all()
    shown = rows[: look.limit]
    meetings = {row["key"]: row["next_meeting"] for row in shown}
    coming = planned.coming(look.connection, list(meetings), meetings, look.now)
    return Column(
        stage=stage,
        total=total,
        cards=[_card(row, look, coming.get(row["key"])) for row in shown],
        next=_ORDER.cursor(shown[-1]) if len(rows) > look.limit else None,
    )


def _card(row: RowMapping, look: _Look, following: Next | None) -> Card:
    amount = None if row["amount"] is None else money.from_minor(row["amount"], row["currency"])
    day = row["opened_on"] or look.now.date()
    copied = {name: row[name] for name in _AS_IT_IS}
    return Card(
        **copied,
        account=row["account_name"],
        account_key=row["account"],
        amount=amount,
        base_amount=None if amount is None else look.known.convert(amount, row["currency"], day),
        probability=row["probability"] or 0,
        next=following,
    )


def _wanted(user: User, filters: Filters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [
        Opportunity.deleted_at.is_(None),
        visible(user, _TABLE),
    ]
    for column, value in (
        (Opportunity.owner, filters.owner),
        (Opportunity.team, filters.team),
        (Opportunity.product, filters.product),
    ):
        if value is not None:
            wanted.append(column == value)
    return wanted


_AS_IT_IS = ("key", "number", "name", "currency", "owner", "close_date", "next_step")
_TABLE: Any = Opportunity.__table__
_ORDER = Sort(column=_TABLE.c.close_date, key=_TABLE.c.key, descending=False)
_CARDS = select(
    Opportunity.key,
    Opportunity.number,
    Opportunity.name,
    Opportunity.account,
    Account.name.label("account_name"),
    Opportunity.amount,
    Opportunity.currency,
    Opportunity.owner,
    Opportunity.probability,
    Opportunity.opened_on,
    Opportunity.close_date,
    Opportunity.next_step,
    Opportunity.next_meeting,
).join(Account, Account.key == Opportunity.account, isouter=True)
