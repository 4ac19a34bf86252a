"""Business rule tasks: a deployed decision is evaluated, and everything that explains its result is kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import bindparam, insert, select

from engine import dmn, feel
from engine.bpmn.events import Completed
from engine.bpmn.model import LATEST
from engine.feel.types import type_of
from engine.prepared import Prepared
from engine.process import bindings
from engine.process.errors import Undecided, UnknownDecision
from engine.process.journal import DecisionLog
from engine.process.models import DecisionDefinition, DecisionImport

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from engine.bpmn.events import DecisionRequested
    from engine.bpmn.model import Binding
    from engine.dmn import Definitions, Result, Step
    from engine.feel.values import Value
    from engine.process.running import Running

_KEPT = 500
_LOADED: OrderedDict[str, Definitions] = OrderedDict()
_LOCK = threading.Lock()


def decide(event: DecisionRequested, running: Running) -> Completed:
    """Answer a business rule task; raises `UnknownDecision`, `Undecided`."""
    result = evaluate(
        running,
        event.element_id,
        event.decision_id,
        event.inputs,
        result_variable=event.result_variable,
        binding=event.binding,
    )
    return Completed(variables={event.result_variable: result.value})


def evaluate(
    running: Running,
    element_id: str,
    decision_id: str,
    inputs: Mapping[str, Value],
    *,
    result_variable: str = "result",
    binding: Binding = LATEST,
) -> Result:
    """Evaluate the version of the decision that is meant; raises `UnknownDecision`, `UnknownCalled`, `Undecided`."""
    work = running.work
    found = _meant(running, element_id, decision_id, binding)
    running.reads.update(work.resolve.take_reads())  # what the process read before is not the decision's
    result = loaded(work.connection, found.key, found.hash).evaluate(decision_id, inputs, work.environment())
    if any(step.problem and len(step.matched) > 1 for step in result.steps):
        # No rule that matches is an answer (null); rules that contradict each other are a mistake in the table.
        reason = " ".join(map(str, result.diagnostics))
        raise Undecided(element_id=element_id, decision_id=decision_id, reason=reason, remedy="")
    for step, key in _asked(work.connection, result, found.key, found.hash):
        _log(running, element_id, key, step)
    _log(running, element_id, found.key, result.steps[-1], result_variable)
    return result


def _meant(running: Running, element_id: str, decision_id: str, binding: Binding) -> Any:
    """The row (key, hash) of the version that is meant; raises `UnknownDecision`, `UnknownCalled`."""
    connection = running.work.connection
    if binding.kind == "latest":
        found = _LATEST.run(connection, decision_id).first()
    else:
        found = bindings.decision(connection, running.deployed, decision_id, binding, element_id)
    if found is None:
        raise UnknownDecision(element_id=element_id, decision_id=decision_id)
    return found


def loaded(connection: Connection, key: int, content_hash: str) -> Definitions:
    """The parsed document, from memory if its content was used before."""
    with _LOCK:
        found = _LOADED.get(content_hash)
    if found is not None:
        return found
    xml = connection.scalar(select(DecisionDefinition.xml).where(DecisionDefinition.key == key))
    imports = connection.execute(
        select(DecisionImport.namespace, DecisionImport.xml).where(DecisionImport.definition == key)
    )
    loaded = dmn.load(xml or b"", {row.namespace: row.xml for row in imports})
    with _LOCK:
        _LOADED[content_hash] = loaded
        if len(_LOADED) > _KEPT:
            _LOADED.popitem(last=False)
    return loaded


def _asked(connection: Connection, result: Result, key: int, content_hash: str) -> Iterator[tuple[Step, int]]:
    """The required decisions that have a table, each with the key of its own definition if it has one."""
    for step in result.steps[:-1]:
        if step.kind == "decision" and step.table:
            yield step, _SIBLING.run(connection, step.id, content_hash).scalar() or key


def _log(running: Running, element_id: str, decision: int, step: Step, variable: str | None = None) -> None:
    """One row; what was read from records stands with the decision that the process asked for, named *variable*."""
    work = running.work
    reads = work.resolve.take_reads() if variable else {}
    inputs, output = {**step.reads, **step.inputs}, {variable or step.name: step.output}
    _ADD.run(
        work.connection,
        *(work.parts.keys.new(), running.key, element_id, decision, work.at_milliseconds),
        *(_plain(inputs), orjson.dumps(step.matched).decode(), _plain(output), feel.dumps(reads)),
    )


def _plain(values: Mapping[str, Value]) -> str:
    """As FEEL JSON; a function, which nothing can store, is told by its type."""
    try:
        return feel.dumps(values)
    except feel.UnreadableVariables:
        return feel.dumps({name: _storable(value) for name, value in values.items()})


def _storable(value: Value) -> Value:
    try:
        feel.dumps({"value": value})
    except feel.UnreadableVariables:
        return str(type_of(value))
    return value


_LATEST = Prepared(
    select(DecisionDefinition.key, DecisionDefinition.hash)
    .where(DecisionDefinition.decision_id == bindparam("d"))
    .order_by(DecisionDefinition.version.desc())
    .limit(1),
    "d",
)
_SIBLING = Prepared(
    select(DecisionDefinition.key)
    .where(DecisionDefinition.decision_id == bindparam("d"), DecisionDefinition.hash == bindparam("h"))
    .order_by(DecisionDefinition.version.desc())
    .limit(1),
    *("d", "h"),
)
"""A decision of the same document."""
_ADD = Prepared(
    insert(DecisionLog),
    *("key", "instance", "element_id", "decision", "at", "inputs", "matched", "output", "reads"),
)
