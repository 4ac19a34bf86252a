"""One instance of every kind of waiting that a release knows, for states that later releases must take over."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.connectors import connector
from engine.identity import store
from engine.identity.users import SYSTEM
from engine.process import definitions
from engine.process.errors import StepFailed
from engine.process.models import ProcessInstance, UserTask
from engine.process.waits import AD_HOC, Subscription
from tests.durability import waiting_models
from tests.operations.declared import declared
from tests.records.company import an_account

if TYPE_CHECKING:
    from engine.clock import SimulatedClock
    from engine.engine import Engine
    from engine.feel.values import RecordRef

WORK = "durability.work"
_DONE = (
    *("offer", "phone", "fill_many", "step_many", "again", "enter", "book", "called_first"),
    *("did", "deed", "one"),
)
FLAKY: dict[str, bool] = {"works": False}


@connector(declared("durability.flaky"))
def flaky(_call):
    """Answers only when the test lets it."""
    if not FLAKY["works"]:
        raise RuntimeError("the other side is away")
    return {"answered": True}


def begin(engine: Engine, clock: SimulatedClock) -> None:
    """Deploy every model, start one instance of each, and lead it to where it waits."""
    FLAKY["works"] = False
    with engine.database.transaction() as connection:
        facts = {"login": "anna", "name": "Anna", "groups": ["sales"], "roles": {"employee"}}
        anna = store.load_user(connection, store.create_user(connection, keys=engine.keys, **facts))
        facts = {"login": "ada", "name": "Ada", "roles": {"administrator"}, "visibility": "all"}
        ada = store.load_user(connection, store.create_user(connection, keys=engine.keys, **facts))
        account = an_account(connection, "Acme", employees=7)
    files = {f"{name}.bpmn": xml for name, xml in waiting_models.MODELS.items()}
    files |= {"visit.form": json.dumps(waiting_models.FORM).encode(), "size.dmn": waiting_models.DECISION}
    engine.deploy(files, by=SYSTEM, name="every kind of waiting")
    _start_all(engine, account)
    _lead_on(engine, anna, ada, clock)


def _start_all(engine: Engine, account: RecordRef) -> None:
    given = {
        "account": account,
        "items": ["first", None, "third"],
        "amount": Decimal(250),
        "order": "A-1",
        "again": True,
    }
    for name in waiting_models.STARTED:
        engine.start_instance(name, variables=given, by=SYSTEM, business_id=name)


def _lead_on(engine: Engine, anna, ada, clock: SimulatedClock) -> None:
    """Some steps into each: one of several joined, one of several items, one turn of a loop."""
    _work(engine)
    for element in _DONE:
        for key in _tasks(engine, element)[:1]:
            engine.complete_task(key, {"again": True}, by=anna)
    _begin_activity(engine, "visit_them", anna)
    [asked] = _tasks(engine, "ask")
    engine.claim_task(asked, by=anna)
    engine.save_draft(asked, {"note": ["half a word"]}, by=anna)
    _fail(engine, anna)
    engine.correlate_message(
        "Early", correlation_key="A-1", time_to_live=timedelta(days=300), message_id="early-1", by=SYSTEM
    )
    clock.advance(timedelta(days=1, hours=1))
    _work(engine)
    engine.suspend_instance(_instance(engine, "wait_suspended"), by=ada)


def _fail(engine: Engine, anna) -> None:
    """A step that becomes an incident."""
    [fails] = _tasks(engine, "fails")
    try:
        engine.complete_task(fails, {"limit": None}, by=anna)
    except StepFailed:
        return
    raise AssertionError("this step should have become an incident")


def _begin_activity(engine: Engine, element_id: str, anna) -> None:
    """Of the open ad-hoc sub-process."""
    with engine.database.reading() as connection:
        opened = connection.execute(select(Subscription).where(Subscription.kind == AD_HOC)).one()
    engine.start_activity(opened.instance, element_id, number=opened.number, by=anna)


def _work(engine: Engine) -> None:
    """Everything that is due, back-offs counted as over, until nothing changes."""
    for _ in range(4):
        waiting_models.let_jobs_come_due(engine)
        while engine.run_due():
            pass


def _tasks(engine: Engine, element_id: str) -> list[int]:
    with engine.database.reading() as connection:
        rows = connection.execute(
            select(UserTask.key, UserTask.element, ProcessInstance.definition)
            .join(ProcessInstance, ProcessInstance.key == UserTask.instance)
            .order_by(UserTask.key)
        ).all()
        return [
            row.key
            for row in rows
            if definitions.get(connection, row.definition).element(row.element).id == element_id
        ]


def _instance(engine: Engine, business_id: str) -> int:
    with engine.database.reading() as connection:
        found = connection.scalar(
            select(ProcessInstance.key).where(ProcessInstance.business_id == business_id)
        )
    assert found is not None, business_id
    return found
