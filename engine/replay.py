"""Tells the past of imported deals again, through the process, under a simulated business clock.

A closed deal is started on the day it was opened and closed on the day it was closed, by its owner; what its gates ask
for and the data lacks passes by a recorded override. The timers on the way fire at their own time. Open deals are
started where they stand, and business time then stays at the last day of the data.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from sqlalchemy import and_, bindparam, func, select

from engine.clock import SimulatedClock
from engine.engine import Engine
from engine.errors import Invalid, NotFound
from engine.feel.values import RecordRef, Value
from engine.identity import SYSTEM
from engine.identity import store as people
from engine.identity.models import Team
from engine.process import business_time, definitions, timers
from engine.process.models import InstanceRecord, ProcessInstance, UserTask
from engine.records import money
from engine.records.types.opportunity import Opportunity
from engine.records.types.product import Product

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from engine.identity import User

PROCESS = "opportunity"
IMPORTED = "imported"
NOT_RECORDED = "imported: not recorded"
_OPENS, _CLOSES, _ENDS = time(9, tzinfo=UTC), time(15, tzinfo=UTC), time(18, tzinfo=UTC)
"""A deal that is closed on the day of its opening is opened first; the last day ends after both."""

Answer = tuple[Literal["owner", "manager"], dict[str, Value]]
"""Who completes a task, with which values."""
Answers = Callable[[str], Answer | None]
"""The answer to a task by its element id; None for one that is left alone."""
_STAGE_TASKS = frozenset({"qualify", "discover", "present", "propose", "negotiate", "contract"})
Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is in all."""


class NothingToReplay(NotFound):
    """No imported deal waits for its past."""

    text = "There are no imported deals without a process. Run `baton import` first."


class DealsWithoutOwner(Invalid):
    """Nobody can have worked on these deals."""

    text = "{count} imported deals have no owner, such as {example}. Map a column to owner and import them again."


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
        return self.stage in {"won", "lost"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a replay did."""

    won: int
    lost: int
    open: int
    until: datetime
    """Where business time stands now."""


def run(engine: Engine, *, progress: Progress = lambda _what, _done, _total: None) -> Report:
    """Replay every imported deal that has no process yet, and let business time stand at the end of the data.

    An interrupted replay goes on where it was. Raises `NothingToReplay`, `DealsWithoutOwner`.
    """
    with engine.database.reading() as connection:
        deals = _deals(connection)
        until = datetime.combine(_last_day(connection), _ENDS)
    if not deals:
        raise NothingToReplay(what="deal", key="")
    replay = _Replay(engine, progress)
    replay.close([deal for deal in deals if deal.closed])
    replay.open([deal for deal in deals if not deal.closed], until)
    with engine.database.transaction() as connection:
        business_time.freeze(connection, until)
    stages = Counter(deal.stage if deal.closed else "open" for deal in deals)
    return Report(won=stages["won"], lost=stages["lost"], open=stages["open"], until=until)


class _Replay:
    """The deals' owners and managers at work, at the time at which they worked."""

    def __init__(self, engine: Engine, progress: Progress) -> None:
        self._clock = SimulatedClock(datetime(1970, 1, 1, tzinfo=UTC))
        self._engine = Engine(
            engine.database,
            business_clock=self._clock,
            system_clock=engine.system_clock,
            files=engine.files,
            keys=engine.keys,
        )
        self._progress = progress
        self._people: dict[int, User] = {}

    def close(self, deals: Sequence[Deal]) -> None:
        """One timeline of all closed deals: opened and closed on their days, timers in between."""
        instances: dict[RecordRef, int] = {}
        timeline = sorted(_timeline(deals), key=lambda event: (event[0], event[1].ref.key))
        for done, (moment, deal, closes) in enumerate(timeline, 1):
            self._wait_until(moment)
            if closes:
                self._work(deal, instances.pop(deal.ref), functools.partial(_closing, deal))
            else:
                instances[deal.ref] = deal.instance or self._started(deal)
                self._work(deal, instances[deal.ref], _qualifying)
            self._progress("closed deals", done, len(timeline))

    def open(self, deals: Sequence[Deal], until: datetime) -> None:
        """Start open deals where they stand.

        Each counts as touched on the last day, so that nobody hears of a past in which Baton was not there; only
        then the timers of that past are drained.
        """
        for done, deal in enumerate(sorted(deals, key=lambda one: (_opening(one, until), one.ref.key)), 1):
            self._clock.move_to(_opening(deal, until))
            self._estimate(deal)
            touched: dict[str, Value] = {"kind": "note", "subject": "Imported", "at": until}
            self._engine.log_activity(touched, regarding=deal.ref, by=SYSTEM)
            instance = self._started(deal)
            if deal.stage != "qualify":
                self._work(deal, instance, _qualifying)
            self._progress("open deals", done, len(deals))
        self._clock.move_to(until)
        self._settle()

    def _estimate(self, deal: Deal) -> None:
        """The source does not know what an open deal is worth; the list price stands in, and says so."""
        if deal.list_price is not None:
            values: dict[str, Value] = {"amount": deal.list_price, "amount_estimated": True}
            self._engine.update_record(deal.ref, values, expected_version=None, by=SYSTEM)

    def _started(self, deal: Deal) -> int:
        owner = self._person(deal.owner)
        return self._engine.start_instance(PROCESS, variables={"opportunity": deal.ref}, by=owner)

    def _work(self, deal: Deal, instance: int, answers: Answers) -> None:
        """Complete the instance's tasks, one after another, until none is left that *answers* knows."""
        while True:
            open_tasks = self._open_tasks(instance)
            found = next(((key, answer) for key, element in open_tasks if (answer := answers(element))), None)
            if found is None:
                return
            key, (who, values) = found
            by = self._person(deal.owner if who == "owner" else deal.manager)
            self._engine.complete_task(key, values, by=by)

    def _open_tasks(self, instance: int) -> list[tuple[int, str]]:
        """The instance's open tasks as (key, element id), oldest first."""
        with self._engine.database.reading() as connection:
            rows = connection.execute(_OPEN_TASKS, {"instance": instance}).all()
            return [
                (row.key, definitions.get(connection, row.definition).element(row.element).id) for row in rows
            ]

    def _person(self, key: int | None) -> User:
        """Who acts; the system where a team has no manager."""
        if key is None:
            return SYSTEM
        if key not in self._people:
            with self._engine.database.reading() as connection:
                self._people[key] = people.load_user(connection, key)
        return self._people[key]

    def _wait_until(self, moment: datetime) -> None:
        """Let business time pass; each timer on the way fires at its own time."""
        while (due := self._next_due()) is not None and due <= moment:
            self._clock.move_to(due)
            self._settle()
        self._clock.move_to(moment)

    def _next_due(self) -> datetime | None:
        with self._engine.database.reading() as connection:
            return timers.next_due(connection)

    def _settle(self) -> None:
        """Do all work that is due now."""
        while self._engine.run_due():
            pass


def _qualifying(element: str) -> Answer | None:
    """How the task of the first stage, and the override it needs, are completed."""
    return _passing(element) if element in {"qualify", "qualify_override"} else None


def _closing(deal: Deal, element: str) -> Answer | None:
    """How each task on the way to won or lost is completed; None for reminders, which go with their stage."""
    if deal.stage == "lost" and element in _STAGE_TASKS:
        return "owner", {"outcome": "lose"}
    return _passing(element) or _finishing(deal).get(element)


def _passing(element: str) -> Answer | None:
    if element in _STAGE_TASKS:
        return "owner", {"outcome": "override", "override_reason": IMPORTED}
    if element.endswith("_override"):
        return "manager", {"override_decision": "approve", "decision_reason": IMPORTED}
    return None


def _finishing(deal: Deal) -> dict[str, Answer]:
    value = deal.value or Decimal(0)
    return {
        # The value is what was agreed: nothing is known of a discount on top of it.
        "prepare_quote": ("owner", {"opportunity.amount": value, "opportunity.discount_percent": Decimal(0)}),
        "approve_quote": ("manager", {"quote_decision": "approve"}),
        "hand_over": ("owner", {"order_handed_over": True}),
        "close_won": ("owner", {"won_amount": value}),
        "record_loss": ("owner", {"lost_reason": NOT_RECORDED}),
    }


def _timeline(deals: Iterable[Deal]) -> Iterable[tuple[datetime, Deal, bool]]:
    """When each deal was opened, and (True) when it was closed."""
    for deal in deals:
        closed_on = deal.closed_on or deal.opened_on
        opened_on = deal.opened_on or closed_on
        if opened_on is not None and closed_on is not None:
            yield datetime.combine(opened_on, _OPENS), deal, False
            yield datetime.combine(closed_on, _CLOSES), deal, True


def _opening(deal: Deal, until: datetime) -> datetime:
    return until if deal.opened_on is None else datetime.combine(deal.opened_on, _OPENS)


def _last_day(connection: Connection) -> date:
    """The last day of which the imported deals tell."""
    days = connection.execute(
        select(func.max(Opportunity.opened_on), func.max(Opportunity.source_closed_on)).where(_IMPORTED)
    ).one()
    return max((day for day in days if day is not None), default=date(1970, 1, 1))


def _deals(connection: Connection) -> list[Deal]:
    """Imported deals without an outcome; open ones only as long as they have no process."""
    rows = connection.execute(_DEALS).all()
    ownerless = [row.number for row in rows if row.owner is None]
    if ownerless:
        raise DealsWithoutOwner(count=len(ownerless), example=ownerless[0], what="", reason="", remedy="")
    deals = [
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
    ]
    return [deal for deal in deals if deal.closed or deal.instance is None]


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
_OPEN_TASKS = (
    select(UserTask.key, UserTask.element, ProcessInstance.definition)
    .join(ProcessInstance, ProcessInstance.key == UserTask.instance)
    .where(UserTask.instance == bindparam("instance"))
    .order_by(UserTask.key)
)
