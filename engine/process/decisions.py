"""Business rule tasks: a deployed decision is evaluated, and everything that explains its result is kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import bindparam, insert, select

from engine import dmn, feel
from engine.bpmn.events import Completed
from engine.db import Prepared
from engine.process.errors import Undecided, UnknownDecision
from engine.process.journal import DecisionLog
from engine.process.models import DecisionDefinition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from engine.bpmn.events import DecisionRequested
    from engine.dmn import Definitions, Result
    from engine.feel.values import Value
    from engine.process.running import Running

_KEPT = 500
_LOADED: OrderedDict[str, Definitions] = OrderedDict()
_LOCK = threading.Lock()


def decide(event: DecisionRequested, running: Running) -> Completed:
    """Answer a business rule task; raises `UnknownDecision`, `Undecided`."""
    result = evaluate(
        running, event.element_id, event.decision_id, event.inputs, result_variable=event.result_variable
    )
    return Completed(variables={event.result_variable: result.value})


def evaluate(
    running: Running,
    element_id: str,
    decision_id: str,
    inputs: Mapping[str, Value],
    *,
    result_variable: str = "result",
) -> Result:
    """Evaluate the newest version of the decision; raises `UnknownDecision`, `Undecided`."""
    work = running.work
    found = _LATEST.run(work.connection, decision_id).first()
    if found is None:
        raise UnknownDecision(element_id=element_id, decision_id=decision_id)
    work.resolve.take_reads()  # what the process read before is not the decision's
    result = _loaded(work.connection, found.key, found.hash).evaluate(decision_id, inputs, work.environment())
    if result.value is None and len(result.matched) > 1 and result.diagnostics:
        # No rule that matches is an answer (null); rules that contradict each other are a mistake in the table.
        reason = " ".join(map(str, result.diagnostics))
        raise Undecided(element_id=element_id, decision_id=decision_id, reason=reason, remedy="")
    _log(running, element_id, found.key, inputs, {result_variable: result.value}, result.matched)
    return result


def _loaded(connection: Connection, key: int, content_hash: str) -> Definitions:
    """The parsed document, from memory if its content was used before."""
    with _LOCK:
        found = _LOADED.get(content_hash)
    if found is not None:
        return found
    xml = connection.scalar(select(DecisionDefinition.xml).where(DecisionDefinition.key == key))
    loaded = dmn.load(xml or b"")
    with _LOCK:
        _LOADED[content_hash] = loaded
        if len(_LOADED) > _KEPT:
            _LOADED.popitem(last=False)
    return loaded


def _log(
    running: Running,
    element_id: str,
    decision: int,
    inputs: Mapping[str, Value],
    output: Mapping[str, Value],
    matched: tuple[int, ...],
) -> None:
    work = running.work
    reads = dict(work.resolve.take_reads())
    _ADD.run(
        work.connection,
        *(work.parts.keys.new(), running.key, element_id, decision, work.at_milliseconds),
        *(feel.dumps(inputs), orjson.dumps(matched).decode(), feel.dumps(output), feel.dumps(reads)),
    )


_LATEST = Prepared(
    select(DecisionDefinition.key, DecisionDefinition.hash)
    .where(DecisionDefinition.decision_id == bindparam("d"))
    .order_by(DecisionDefinition.version.desc())
    .limit(1),
    "d",
)
_ADD = Prepared(
    insert(DecisionLog),
    *("key", "instance", "element_id", "decision", "at", "inputs", "matched", "output", "reads"),
)
