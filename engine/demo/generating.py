"""Generates the demo company into an installation, or completes one that was interrupted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from engine.demo import stories
from engine.demo.calendars import open_calendars
from engine.demo.currencies import open_exchange
from engine.demo.customers import find_or_create
from engine.demo.people import SIGN_INS, hire
from engine.demo.stories.opportunities import sellers
from engine.demo.story import Cast
from engine.identity.models import UserAccount
from engine.process import business_time
from engine.process.business_time import BusinessTime
from engine.simulation import simulated

if TYPE_CHECKING:
    from engine.engine import Engine

_LONGEST = timedelta(days=200)
"""No story is older."""


def is_missing(engine: Engine) -> bool:
    """Nobody works here yet, or the demo company stopped half-way; a company of one's own is left alone."""
    with engine.database.reading() as connection:
        people = connection.scalar(select(func.count()).select_from(UserAccount)) or 0
        ours = select(UserAccount.key).where(UserAccount.email == f"{SIGN_INS[0].login}@example.com")
        begun = connection.scalar(ours) is not None
        return people == 0 or (begun and stories.is_missing(connection))


def generate(engine: Engine) -> None:
    """People, customers and stories of the demo company; what is there already stays as it is.

    The stories run through the deployed processes under a simulated clock that ends now, with timers and reminders.
    """
    now = engine.business_clock.now()
    begins = now - _LONGEST
    with engine.database.transaction() as connection:
        people = hire(connection, engine.keys)
        market = find_or_create(connection, engine.keys, sellers(people), begins)
    open_calendars(engine)
    open_exchange(engine, begins, now)
    with simulated(engine, begins) as simulation:
        cast = Cast(simulation=simulation, people=people, market=market, begins=begins, now=now)
        for moment in stories.moments(cast):
            simulation.wait_until(moment.at)
            moment.tell()
        simulation.wait_until(now)
        simulation.settle()
    with engine.database.transaction() as connection:
        setting = business_time.let_people_move_it(connection)
    if isinstance(engine.business_clock, BusinessTime):
        engine.business_clock.follow(setting)
