"""A company that does anything with its orders, in any order, through the real verbs; see `order_rules`."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule
from sqlalchemy import select

from engine.clock import SimulatedClock, SystemClock
from engine.db import Database
from engine.engine import Engine
from engine.errors import BatonError
from engine.files import Files
from engine.identity import store
from engine.keys import Keys
from engine.process import queries
from engine.process.waits import Incident
from tests.durability.accounting import unaccounted
from tests.durability.order_rules import KEPT, TASKS, Order
from tests.durability.order_tables import Died, dying, shown, tasks_of
from tests.durability.waiting_models import let_jobs_come_due
from tests.process.company import Company
from tests.process.models import (
    boundary,
    caught,
    end,
    message,
    message_root,
    model,
    node,
    service,
    start,
    timer,
    user,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Callable

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
_PEOPLE = st.sampled_from(["anna", "boris"])
_SALES = {"candidateGroups": "sales"}
ORDER = model(
    "order",
    start(),
    user("approve", **_SALES),
    boundary("late", "approve", timer("Duration", "P1D"), interrupting=False),
    user("nag", **_SALES),
    node("eventBasedGateway", "which"),
    caught("paid", message("payment")),
    caught("silent", timer("Duration", "P2D")),
    user("remind", **_SALES),
    service("deliver", "durability.work"),
    user("check", **_SALES),
    end(),
    end("nagged"),
    end("reminded"),
    flow="start > approve > which; late > nag > nagged; which > paid > deliver > check > end;"
    "which > silent > remind > reminded",
    root=message_root("payment", "Payment", "=name"),
)


def prepare(url: str) -> None:
    """The company and its process, once; each play begins with a copy of it."""
    database = Database(url)
    Company(_engine(database, SimulatedClock(START), 0)).deploy(ORDER)
    database.dispose()


def _engine(database: Database, clock: SimulatedClock, number: int) -> Engine:
    system, files = SystemClock(), Files(Path("unused"))
    return Engine(database, business_clock=clock, system_clock=system, files=files, keys=Keys(number, system))


class Orders(RuleBasedStateMachine):
    """Each rule does the same to the engine and to the model; both must agree after it."""

    fresh: Callable[[], str]
    """The address of a database of its own for each play."""
    orders = Bundle("orders")
    leases = Bundle("leases")

    @initialize()
    def open(self) -> None:
        self.clock, self.programs = SimulatedClock(START), itertools.count(1)
        self.database = Database(self.fresh())
        self.names, self.payments = itertools.count(), itertools.count()
        self.model: dict[int, Order] = {}
        self.crash()
        with self.database.reading() as connection:
            self.people = {name: store.find_user(connection, name) for name in ("anna", "boris", "ada")}

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.dispose()

    @rule()
    def crash(self) -> None:
        """Every program dies and is started again: all that is left is the database."""
        self.engine = _engine(self.database, self.clock, next(self.programs))

    @rule(target=orders)
    def place(self) -> int:
        name = f"order {next(self.names)}"
        key = self.engine.start_instance("order", variables={"name": name}, by=self.people["anna"])
        self.model[key] = Order(name, self.clock.now())
        return key

    @rule(key=orders, person=_PEOPLE)
    def claim(self, key: int, person: str) -> None:
        order = self.model[key]
        if (task := self._task(key, order.place)) is not None:
            refused = order.refusal_of_task(person)
            self._do(refused, lambda: self.engine.claim_task(task, by=self.people[person]))
            order.assignee = order.assignee if refused else person

    @rule(key=orders, person=_PEOPLE)
    def unclaim(self, key: int, person: str) -> None:
        order = self.model[key]
        if (task := self._task(key, order.place)) is not None:
            refused = order.refusal_of_task(person)
            self._do(refused, lambda: self.engine.unclaim_task(task, by=self.people[person]))
            order.assignee = order.assignee if refused else None

    @rule(key=orders, person=_PEOPLE)
    def complete(self, key: int, person: str) -> None:
        order = self.model[key]
        if (task := self._task(key, order.place)) is not None:
            refused = order.refusal_of_task(person)
            self._do(refused, lambda: self.engine.complete_task(task, {}, by=self.people[person]))
            if refused is None:
                order.complete(self.clock.now())
                self._do(BatonError, lambda: self.engine.complete_task(task, {}, by=self.people[person]))

    @rule(key=orders, person=_PEOPLE)
    def complete_and_die(self, key: int, person: str) -> None:
        """Nothing of a verb stays whose program died before its commit."""
        order = self.model[key]
        task = self._task(key, order.place)
        if task is not None and order.refusal_of_task(person) is None:
            with dying(self.database):
                self._do(Died, lambda: self.engine.complete_task(task, {}, by=self.people[person]))
            self.crash()

    @rule(key=orders)
    def complete_nag(self, key: int) -> None:
        order = self.model[key]
        if (task := self._task(key, "nag")) is not None:
            refused = order.refusal_of_task(order.assignee or "anna")
            self._do(refused, lambda: self.engine.complete_task(task, {}, by=self.people["anna"]))
            if refused is None:
                order.complete_nag()

    @rule(key=orders, again=st.booleans())
    def pay(self, key: int, again: bool) -> None:  # noqa: FBT001  hypothesis' own way
        order = self.model[key]
        payment = f"payment {next(self.payments)}"
        refused = order.pay(self.clock.now())
        for _ in range(1 + (again and refused is None)):
            self._do(refused, lambda: self._pay(order.name, payment))

    @rule(target=leases)
    def take(self) -> dict[int, str]:
        """A worker takes every delivery that waits; who holds one already is taken for dead."""
        let_jobs_come_due(self.engine)
        waiting = [key for key, one in self.model.items() if one.place == "deliver" and not one.incident]
        held = self.engine.activate_jobs("durability.work", worker="w", limit=100, lease=timedelta(hours=1))
        tokens = {job.instance_key: (job.key, job.token) for job in held}
        for key in waiting:
            self.model[key].take(tokens[key][1] if key in tokens else "")
        return tokens

    @rule(lease=consumes(leases), failing=st.booleans())
    def hand_in(self, lease: dict[int, tuple[int, str]], failing: bool) -> None:  # noqa: FBT001
        for key, (job, token) in lease.items():
            order = self.model[key]
            if failing:
                refused = order.fail(token)
                self._do(refused, partial(self.engine.fail_job, job, token=token, error="no answer"))
            else:
                refused = order.deliver(token)
                self._do(refused, partial(self.engine.complete_job, job, token=token, variables={}))

    @rule(key=orders)
    def retry(self, key: int) -> None:
        with self.database.reading() as connection:
            incident = connection.scalar(select(Incident.key).where(Incident.instance == key))
        if incident is not None:
            self.engine.retry_incident(incident, by=self.people["ada"])
            self.model[key].retry()

    @rule(hours=st.sampled_from([1, 23, 24, 25, 48, 72]))
    def wait(self, hours: int) -> None:
        self.clock.advance(timedelta(hours=hours))
        self.engine.expire_messages()

    @rule(key=orders, verb=st.sampled_from(["suspend", "resume", "cancel"]))
    def manage(self, key: int, verb: str) -> None:
        order, ada = self.model[key], self.people["ada"]
        allowed = {"suspend": ["active"], "resume": ["suspended"], "cancel": ["active", "suspended"]}[verb]
        more = {"reason": "because"} if verb == "cancel" else {}
        refused = None if order.status in allowed else BatonError
        self._do(refused, lambda: getattr(self.engine, f"{verb}_instance")(key, by=ada, **more))
        if refused is None and verb == "cancel":
            order.cancel()
        elif refused is None:
            order.status = "suspended" if verb == "suspend" else "active"

    @invariant()
    def tables_say_what_the_rules_say(self) -> None:
        if not hasattr(self, "model"):
            return
        self._let_timers_fire()
        with self.database.reading() as connection:
            assert queries.instances_without_reason(connection) == []
            assert unaccounted(connection) == []
            found = shown(connection, {one.key: name for name, one in self.people.items()})
        assert found == {key: order.shown() for key, order in self.model.items()}

    def _let_timers_fire(self) -> None:
        for _ in range(2):
            let_jobs_come_due(self.engine)
            self.engine.run_due()
        for order in self.model.values():
            order.time_has_come(self.clock.now())

    def _pay(self, name: str, payment: str) -> None:
        ada = self.people["ada"]
        more = {"correlation_key": name, "message_id": payment, "time_to_live": KEPT, "wait": False}
        self.engine.correlate_message("Payment", by=ada, **more)

    def _do(self, refused: type[Exception] | None, do: Callable[[], object]) -> None:
        """Do something that the rules allow, or refuse with this."""
        try:
            do()
        except Exception as error:
            if refused is None or not isinstance(error, refused):
                raise
        else:
            assert refused is None, f"{refused} was expected"

    def _task(self, instance: int, element: str | None) -> int | None:
        if element not in (*TASKS, "nag"):
            return None
        with self.database.reading() as connection:
            return next((key for key, name, _ in tasks_of(connection, instance) if name == element), None)
