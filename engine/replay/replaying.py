"""The replay itself: one timeline of the closed deals, then the open ones, then the clock stands still."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from engine.errors import NotFound
from engine.identity import SYSTEM
from engine.process import business_time
from engine.replay.answers import closing, qualifying
from engine.replay.deals import IMPORTED, last_day, untold, was_touched
from engine.simulation import simulated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.engine import Engine
    from engine.feel.values import RecordRef, Value
    from engine.identity import User
    from engine.replay.answers import Answer
    from engine.replay.deals import Deal
    from engine.simulation import Simulation

PROCESS = "opportunity"
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_OPENS, _CLOSES, _ENDS = time(9, tzinfo=UTC), time(15, tzinfo=UTC), time(18, tzinfo=UTC)
"""A deal that is closed on the day of its opening is opened first; the last day ends after both."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is in all."""


class NothingToReplay(NotFound):
    """No imported deal waits for its past."""

    text = "There are no imported deals without a process. Run `baton import` first."


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
        deals = untold(connection)
        until = datetime.combine(last_day(connection), _ENDS)
    if not deals:
        raise NothingToReplay(what="deal", key="")
    # First: whoever looks at the company while its past is told, or after the telling was killed, sees its last day.
    with engine.database.transaction() as connection:
        business_time.freeze(connection, until)
    with simulated(engine, _BEGINNING) as simulation:
        replay = _Replay(simulation, progress)
        replay.close([deal for deal in deals if deal.closed])
        replay.open([deal for deal in deals if not deal.closed], until)
    stages = Counter(deal.stage if deal.closed else "open" for deal in deals)
    return Report(won=stages["won"], lost=stages["lost"], open=stages["open"], until=until)


class _Replay:
    """The deals' owners and managers at work, at the time at which they worked."""

    def __init__(self, simulation: Simulation, progress: Progress) -> None:
        self._simulation = simulation
        self._engine = simulation.engine
        self._progress = progress

    def close(self, deals: Sequence[Deal]) -> None:
        """One timeline of all closed deals: opened and closed on their days, timers in between."""
        instances: dict[RecordRef, int] = {}
        timeline = sorted(_timeline(deals), key=lambda event: (event[0], event[1].ref.key))
        for done, (moment, deal, closes) in enumerate(timeline, 1):
            self._simulation.wait_until(moment)
            if closes:
                self._work(deal, instances.pop(deal.ref), functools.partial(closing, deal))
            else:
                instances[deal.ref] = deal.instance or self._started(deal)
                self._work(deal, instances[deal.ref], qualifying)
            self._progress("closed deals", done, len(timeline))

    def open(self, deals: Sequence[Deal], until: datetime) -> None:
        """Start open deals where they stand.

        Each counts as touched on the last day, so that nobody hears of a past in which Baton was not there; only
        then the timers of that past are drained.
        """
        for done, deal in enumerate(sorted(deals, key=lambda one: (_opening(one, until), one.ref.key)), 1):
            self._simulation.clock.move_to(_opening(deal, until))
            self._estimate(deal)
            self._touch(deal, until)
            instance = deal.instance or self._started(deal)
            if deal.stage != "qualify":
                self._work(deal, instance, qualifying)
            self._progress("open deals", done, len(deals))
        self._simulation.clock.move_to(until)
        self._simulation.settle()

    def _touch(self, deal: Deal, until: datetime) -> None:
        """Importing is an activity of the last day; telling the past again adds no second one."""
        with self._engine.database.reading() as connection:
            if was_touched(connection, deal, until):
                return
        touched: dict[str, Value] = {"kind": "note", "subject": IMPORTED, "at": until}
        self._engine.log_activity(touched, regarding=deal.ref, by=SYSTEM)

    def _estimate(self, deal: Deal) -> None:
        """The source does not know what an open deal is worth; the list price stands in, and says so."""
        if deal.list_price is not None:
            values: dict[str, Value] = {"amount": deal.list_price, "amount_estimated": True}
            self._engine.update_record(deal.ref, values, expected_version=None, by=SYSTEM)

    def _started(self, deal: Deal) -> int:
        owner = self._simulation.person(deal.owner)
        return self._engine.start_instance(PROCESS, variables={"opportunity": deal.ref}, by=owner)

    def _work(self, deal: Deal, instance: int, answers: Callable[[str], Answer | None]) -> None:
        """The deal's owner and the manager complete its tasks, as far as *answers* knows how."""

        def answer(element: str) -> tuple[User, dict[str, Value]] | None:
            found = answers(element)
            if found is None:
                return None
            who, values = found
            return self._simulation.person(deal.owner if who == "owner" else deal.manager), values

        self._simulation.work(instance, answer)


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
