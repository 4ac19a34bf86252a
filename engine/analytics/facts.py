"""What the figures are made of, each counted once: deals by outcome, won value, won cycle."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, case, func, literal_column, select, type_coerce

from engine.records import money
from engine.records.models import StageHistory
from engine.records.types.opportunity import Opportunity

if TYPE_CHECKING:
    from decimal import Decimal

    from sqlalchemy import ColumnElement, Connection

_DAY = 24 * 60 * 60 * 1000
"""Milliseconds."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How many deals there are of each outcome."""

    won: int
    lost: int
    open: int


class Facts:
    """The facts of one consistent view of the database. Deleted deals do not count."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def outcomes(self) -> Outcomes:
        rows = self._connection.execute(
            select(Opportunity.outcome, func.count())
            .where(Opportunity.deleted_at.is_(None))
            .group_by(Opportunity.outcome)
        )
        counts: dict[str | None, int] = {row[0]: row[1] for row in rows}
        return Outcomes(won=counts.get("won", 0), lost=counts.get("lost", 0), open=counts.get(None, 0))

    @cached_property
    def won_values(self) -> tuple[int, Decimal]:
        """Count and sum of the won deals in the base currency; others wait for exchange rates."""
        base = money.DEFAULT_CURRENCY
        count, minor = self._connection.execute(
            select(func.count(), func.coalesce(func.sum(Opportunity.won_amount), 0)).where(
                Opportunity.outcome == "won", Opportunity.currency == base, Opportunity.deleted_at.is_(None)
            )
        ).one()
        return count, money.from_minor(int(minor), base)

    @cached_property
    def won_cycle(self) -> tuple[int, int]:
        """Count of the won deals that have a process history, and their days from the first stage to won.

        Days are calendar days in UTC: opened on Monday evening and won on Tuesday morning is one day.
        """
        entered = type_coerce(StageHistory.entered_at, BigInteger)
        days = (
            select(
                func.min(_day_of(entered)).label("opened"),
                func.max(case((StageHistory.stage == "won", _day_of(entered)))).label("won"),
            )
            .join(Opportunity, Opportunity.key == StageHistory.opportunity)
            .where(Opportunity.outcome == "won", Opportunity.deleted_at.is_(None))
            .group_by(StageHistory.opportunity)
            .subquery()
        )
        count, total = self._connection.execute(
            select(func.count(), func.coalesce(func.sum(days.c.won - days.c.opened), 0)).where(
                days.c.won.is_not(None)
            )
        ).one()
        return count, int(total)


def _day_of(moment: ColumnElement[int]) -> ColumnElement[int]:
    """The number of the day that a moment in milliseconds lies in; whole on both databases."""
    return moment.op("/", return_type=BigInteger())(literal_column(str(_DAY)))
