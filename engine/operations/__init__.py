"""Service tasks done inside the step's transaction; one file each in this folder, found by itself.

::

    @operation(Declaration(type="record.update", title=Labels(...), purpose=Labels(...), inputs=(Input(...), ...)))
    def update_record(call: OperationCall) -> dict[str, Value]:
        ...

What an operation returns becomes the service task's variables (through its output mappings). It raises
`BpmnError` for what the model catches with an error boundary event; any other error rolls the step back and becomes
an incident. An operation never talks to the network: that is a connector.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.declarations import Registry
from engine.errors import BpmnError as BpmnError

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.declarations import Declaration
    from engine.dmn import Result
    from engine.feel.values import RecordRef, Value
    from engine.identity import User
    from engine.keys import Keys


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationCall:
    """One service task that asks for an operation."""

    inputs: Mapping[str, Value]
    """What the input mappings made; every visible variable if there are none."""
    headers: Mapping[str, str]
    connection: Connection
    by: User
    """The person whose verb runs the step; SYSTEM for timers and jobs."""
    at: datetime
    """Business time."""
    now: datetime
    """System time."""
    keys: Keys
    cause: tuple[int, int | None]
    """Keys of the instance and of the task whose completion runs this step, for the record's history."""
    element_id: str
    resolve: Callable[[RecordRef], Mapping[str, Value] | None]
    """The live record behind a reference, as FEEL sees it."""
    decide: Callable[[str, Mapping[str, Value]], Result]
    """Evaluate the newest version of a decision over inputs; the decision log keeps it."""
    open_tasks: Callable[[Collection[int]], Mapping[int, int]]
    """How many open tasks each of these people has, those of this step included."""
    created: list[RecordRef] = field(default_factory=list)
    """What the operation made, for processes that wait for such records: they begin after the step."""


Operation = Callable[[OperationCall], "dict[str, Value]"]
_REGISTRY: Registry[Operation] = Registry()


def operation(declaration: Declaration) -> Callable[[Operation], Operation]:
    """Register the function that does service tasks of a type inside the step."""
    return _REGISTRY.register(declaration)


@functools.cache
def operations() -> Mapping[str, Operation]:
    """Every operation of this folder, by service task type."""
    _REGISTRY.discover(sys.modules[__name__])
    return _REGISTRY.functions


def declarations() -> Mapping[str, Declaration]:
    """How each operation describes itself, by service task type."""
    operations()
    return _REGISTRY.declarations
