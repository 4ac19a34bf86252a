"""Deployed processes in memory: parsed once per content, shared by all threads, immutable."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import orjson
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from engine.bpmn import definition as bpmn_definition
from engine.bpmn import naming
from engine.bpmn.linting import Known
from engine.bpmn.rules.expressions import names_read
from engine.bpmn.rules.variables import names_written
from engine.errors import NotFound
from engine.prepared import Prepared
from engine.process.models import ProcessDefinition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Engine

    from engine.bpmn.definition import Definition
    from engine.bpmn.model import Element, ProcessModel
    from engine.labels import Labels

_KEPT = 500
"""Definitions in memory; a company has tens of processes, in tens of versions."""


@dataclass(frozen=True, kw_only=True)
class Deployed:
    """One version of a process, ready to run."""

    key: int
    process_id: str
    version: int
    definition: Definition
    bound: Mapping[str, Mapping[str, int]]
    """By kind (process, decision, form) and id: the keys of what was deployed together with it, if it asks for that."""

    @property
    def model(self) -> ProcessModel:
        return self.definition.model

    @cached_property
    def elements(self) -> Mapping[str, Element]:
        """By id in document order; of an id that an embedded process repeats, the own element counts."""
        called = self.definition.called
        models = [self.model, *(called[process_id] for process_id in sorted(called))]
        merged: dict[str, Element] = {}
        for model in models:
            for element_id, element in model.elements.items():
                merged.setdefault(element_id, element)
        return merged

    @cached_property
    def described(self) -> Mapping[str, Labels]:
        """How a person finds each element that has no name in the diagram."""
        own, called = self.model, self.definition.called
        found: dict[str, Labels] = {}
        for model in (*(called[process_id] for process_id in sorted(called, reverse=True)), own):
            found.update(naming.described(model))
        return found

    @cached_property
    def wanted(self) -> frozenset[str]:
        """Names that its expressions read and that nothing in it writes: whoever starts it has to bring them."""
        return frozenset(names_read(self.model) - names_written(self.model, Known()))

    @cached_property
    def starts_by_message(self) -> bool:
        """One of its start events waits for a message."""
        return any(one.event and one.event.kind == "message" for one in self.model.start_events())

    @cached_property
    def _in_order(self) -> tuple[Element, ...]:
        return tuple(self.elements.values())

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The elements' positions: what the tables keep of them."""
        return {element_id: number for number, element_id in enumerate(self.elements)}

    def number(self, element_id: str) -> int:
        return self.numbers[element_id]

    def element(self, number: int) -> Element:
        return self._in_order[number]


class Definitions:
    """The definitions of one database that are in memory."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Deployed] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, connection: Connection, key: int) -> Deployed:
        found = self._kept.get(key)
        if found is None:
            # Parsed outside the lock: two threads may both do it once, nobody waits behind a large model.
            found = _load(connection, key)
        elif len(self._kept) < _KEPT:
            return found  # nothing has to go: it does not matter yet which was used last
        return self._keep(found)

    def _keep(self, deployed: Deployed) -> Deployed:
        with self._lock:
            kept = self._kept.setdefault(deployed.key, deployed)
            self._kept.move_to_end(deployed.key)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return kept


_BY_DATABASE: weakref.WeakKeyDictionary[Engine, Definitions] = weakref.WeakKeyDictionary()
_BY_DATABASE_LOCK = threading.Lock()


def get(connection: Connection, key: int) -> Deployed:
    """The definition with this key, from memory if it was used before; raises `NotFound`."""
    definitions = _BY_DATABASE.get(connection.engine)
    if definitions is None:
        with _BY_DATABASE_LOCK:
            definitions = _BY_DATABASE.setdefault(connection.engine, Definitions())
    return definitions.get(connection, key)


def latest(connection: Connection, process_id: str) -> Deployed:
    """The newest version of a process; raises `NotFound`."""
    key = _LATEST.run(connection, process_id).scalar()
    if key is None:
        raise NotFound(what="process", key=process_id)
    return get(connection, key)


def all_latest(connection: Connection) -> list[Deployed]:
    """The newest version of every process."""
    newest = select(func.max(ProcessDefinition.version)).where(
        ProcessDefinition.process_id == _OTHER.process_id
    )
    statement = select(_OTHER.key).where(_OTHER.version == newest.scalar_subquery())
    return [get(connection, key) for key in connection.scalars(statement).all()]


def _load(connection: Connection, key: int) -> Deployed:
    row = connection.execute(select(ProcessDefinition).where(ProcessDefinition.key == key)).first()
    if row is None:
        raise NotFound(what="process definition", key=key)
    definition = bpmn_definition.load(row.xml, row.process_id, _embedded(connection, row.called))
    return Deployed(
        key=key,
        process_id=row.process_id,
        version=row.version,
        definition=definition,
        bound={} if row.bound is None else orjson.loads(row.bound),
    )


def _embedded(connection: Connection, called: str) -> dict[str, bytes]:
    """What a version holds of the processes that it calls, as releases stored it that embedded them."""
    keys = [int(one) for one in orjson.loads(called).values()]
    if not keys:
        return {}
    found = select(ProcessDefinition.process_id, ProcessDefinition.xml).where(ProcessDefinition.key.in_(keys))
    return {row.process_id: row.xml for row in connection.execute(found)}


_OTHER = aliased(ProcessDefinition)
_LATEST = Prepared(
    select(ProcessDefinition.key)
    .where(ProcessDefinition.process_id == bindparam("p"))
    .order_by(ProcessDefinition.version.desc())
    .limit(1),
    "p",
)
