"""Whatever waits is brought to its end by what it waits for; the same in every release."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine import feel
from engine.feel.values import RecordRef
from engine.identity import store
from engine.process import definitions
from engine.process.journal import History
from engine.process.models import LIVE, ProcessInstance, UserTask
from engine.process.waits import Incident, Subscription, Timer
from tests.durability import waiting
from tests.durability.waiting_models import let_jobs_come_due

if TYPE_CHECKING:
    from engine.clock import SimulatedClock
    from engine.engine import Engine

_STEPS = 400
_ANSWERS = {"again": False}


def finish(engine: Engine, clock: SimulatedClock) -> None:
    """Do what the state asks for until every started instance has ended."""
    waiting.FLAKY["works"] = True
    with engine.database.reading() as connection:
        anna, ada = (store.find_user(connection, login) for login in ("anna", "ada"))
    _resume(engine, ada)
    for _ in range(_STEPS):
        if not _worked(engine, anna, ada) and not _waited(engine, clock):
            return
    raise AssertionError("It goes on for ever.")


def endings(engine: Engine) -> dict[str, dict[str, Any]]:
    """How each started instance ended, without keys and moments."""
    with engine.database.reading() as connection:
        rows = connection.execute(
            select(ProcessInstance).where(
                ProcessInstance.business_id.is_not(None), ProcessInstance.root.is_(None)
            )
        ).all()
        return {row.business_id: _ending(connection, row) for row in rows}


def _ending(connection, row) -> dict[str, Any]:
    deployed = definitions.get(connection, row.definition)
    left = connection.execute(
        select(History.element, History.terminated)
        .where(History.instance == row.key)
        .order_by(History.number)
    ).all()
    values = feel.loads(row.state)
    told = {name: value for name, value in values.items() if not isinstance(value, RecordRef)}
    return {
        "status": row.status,
        "variables": feel.dumps(dict(sorted(told.items()))),
        "path": [deployed.element(one.element).id + "!" * one.terminated for one in left],
    }


def _resume(engine: Engine, ada) -> None:
    with engine.database.reading() as connection:
        asleep = connection.scalars(select(ProcessInstance.key).where(ProcessInstance.status == "suspended"))
        keys = list(asleep)
    for key in keys:
        engine.resume_instance(key, by=ada)


def _worked(engine: Engine, anna, ada) -> bool:
    """One round of jobs, repairs, tasks and messages; False when there was nothing to do."""
    let_jobs_come_due(engine)
    done = engine.run_due()
    for job in engine.activate_jobs(waiting.WORK, worker="w", limit=10, lease=timedelta(minutes=1)):
        engine.complete_job(job.key, token=job.token, variables={"delivered": True})
        done += 1
    return any([done, _repaired(engine, ada), _completed(engine, anna), _told(engine, ada)])


def _repaired(engine: Engine, ada) -> bool:
    with engine.database.reading() as connection:
        rows = connection.execute(select(Incident.key, Incident.task)).all()
    for row in rows:
        if row.task is None:
            engine.retry_incident(row.key, by=ada)
    return any(row.task is None for row in rows)


def _completed(engine: Engine, anna) -> bool:
    """The oldest open task, with what its process reads next."""
    with engine.database.reading() as connection:
        row = connection.execute(
            select(UserTask.key, UserTask.element, ProcessInstance.definition)
            .join(ProcessInstance, ProcessInstance.key == UserTask.instance)
            .where(ProcessInstance.business_id.is_not(None))
            .order_by(UserTask.key)
        ).first()
        if row is None:
            return False
        element = definitions.get(connection, row.definition).element(row.element).id
    values = {"account.city": "Novgorod"} if element == "ask" else {**_ANSWERS, "limit": 100}
    engine.complete_task(row.key, values, by=anna)
    return True


def _told(engine: Engine, ada) -> bool:
    """Whoever waits for a message or a signal gets it."""
    waits = Subscription.instance.is_not(None) & Subscription.kind.in_(["message", "signal"])
    with engine.database.reading() as connection:
        row = connection.execute(select(Subscription).where(waits).order_by(Subscription.key)).first()
    if row is None:
        return False
    if row.kind == "signal":
        engine.broadcast_signal(row.name, by=ada)
    else:
        engine.correlate_message(row.name, correlation_key=row.correlation_key, by=ada)
    return True


def _waited(engine: Engine, clock: SimulatedClock) -> bool:
    """Until the next timer of a started instance; False when there is none and all have ended."""
    with engine.database.reading() as connection:
        due = connection.scalar(select(Timer.due).where(Timer.instance.is_not(None)).order_by(Timer.due))
        live = connection.scalars(
            select(ProcessInstance.business_id).where(
                ProcessInstance.status.in_(LIVE), ProcessInstance.business_id.is_not(None)
            )
        ).all()
    if due is None:
        assert live == [], "they wait for nothing"
        return False
    clock.move_to(max(due, clock.now()))
    return True
