"""The imported deals whose past has not been told yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, select

from engine.errors import Invalid
from engine.feel.values import RecordRef
from engine.identity.models import Team
from engine.process.models import InstanceRecord
from engine.records import money
from engine.records.models import StageHistory
from engine.records.types.activity import Activity
from engine.records.types.opportunity import Opportunity
from engine.records.types.product import Product

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy import Connection


class DealsWithoutOwner(Invalid):
    """Nobody can have worked on these deals."""

    text = "{count} imported deals have no owner, such as {example}. Map a column to owner and import them again."


IMPORTED = "Imported"
"""The subject of the activity that says so."""
_CLOSED = frozenset({"won", "lost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """An imported deal, as its source tells of it."""

    ref: RecordRef
    owner: int
    manager: int | None
    stage: str
    opened_on: date | None
    closed_on: date | None
    value: Decimal | None
    list_price: Decimal | None
    instance: int | None
    """The process that an interrupted replay began."""

    @property
    def closed(self) -> bool:
        return self.stage in _CLOSED


def last_day(connection: Connection) -> date:
    """The last day of which the imported deals tell."""
    days = connection.execute(
        select(func.max(Opportunity.opened_on), func.max(Opportunity.source_closed_on)).where(_IMPORTED)
    ).one()
    return max((day for day in days if day is not None), default=date(1970, 1, 1))


def untold(connection: Connection) -> list[Deal]:
    """Imported deals without an outcome; open ones only until they have stood at the stage of their source."""
    rows = connection.execute(_DEALS).all()
    ownerless = [row.number for row in rows if row.owner is None]
    if ownerless:
        raise DealsWithoutOwner(count=len(ownerless), example=ownerless[0], what="", reason="", remedy="")
    return [
        Deal(
            ref=RecordRef("opportunity", row.key),
            owner=row.owner,
            manager=row.manager,
            stage=row.source_stage,
            opened_on=row.opened_on,
            closed_on=row.source_closed_on,
            value=None if row.source_amount is None else money.from_minor(row.source_amount, row.currency),
            list_price=None if row.price is None else money.from_minor(row.price, row.price_currency),
            instance=row.instance,
        )
        for row in rows
        if row.source_stage in _CLOSED or not row.told
    ]


def was_touched(connection: Connection, deal: Deal, at: datetime) -> bool:
    """Whether an earlier replay has logged the import of a deal."""
    logged = exists().where(
        Activity.opportunity == deal.ref.key, Activity.subject == IMPORTED, Activity.at == at
    )
    return bool(connection.scalar(select(logged)))


_IMPORTED = and_(Opportunity.source_stage.is_not(None), Opportunity.deleted_at.is_(None))
_DEALS = (
    select(
        Opportunity.key,
        Opportunity.number,
        Opportunity.owner,
        Opportunity.source_stage,
        Opportunity.opened_on,
        Opportunity.source_closed_on,
        Opportunity.source_amount,
        Opportunity.currency,
        Product.price,
        Product.currency.label("price_currency"),
        Team.manager,
        InstanceRecord.instance,
        exists()
        .where(StageHistory.opportunity == Opportunity.key, StageHistory.stage == Opportunity.source_stage)
        .label("told"),
    )
    .join(Product, Product.key == Opportunity.product, isouter=True)
    .join(Team, Team.key == Opportunity.team, isouter=True)
    .join(
        InstanceRecord,
        and_(InstanceRecord.record_type == "opportunity", InstanceRecord.record_key == Opportunity.key),
        isouter=True,
    )
    .where(_IMPORTED, Opportunity.outcome.is_(None))
    .order_by(Opportunity.key)
)
