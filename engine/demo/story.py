"""What a story of the demo company is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.process import definitions
from engine.process.models import InstanceRecord, ProcessInstance, UserTask

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping
    from datetime import datetime

    from engine.demo.customers import Market
    from engine.engine import Engine
    from engine.feel.values import RecordRef
    from engine.identity import User
    from engine.simulation import Simulation


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who and what a story is told with."""

    simulation: Simulation
    """Its clock stands at a moment when that moment is told; timers before it have fired."""
    people: Mapping[str, User]
    """By login."""
    market: Market
    """Customers, contacts and products."""
    begins: datetime
    now: datetime
    """The demo ends here: nothing may happen later."""

    @property
    def engine(self) -> Engine:
        return self.simulation.engine

    def open_task(self, about: RecordRef, elements: Container[str]) -> tuple[int, str, int | None] | None:
        """Key, element and assignee of the oldest open task about a record at one of *elements*."""
        with self.engine.database.reading() as connection:
            rows = connection.execute(
                select(UserTask.key, UserTask.element, UserTask.assignee, ProcessInstance.definition)
                .join(ProcessInstance, ProcessInstance.key == UserTask.instance)
                .join(InstanceRecord, InstanceRecord.instance == ProcessInstance.key)
                .where(InstanceRecord.record_type == about.type, InstanceRecord.record_key == about.key)
                .order_by(UserTask.key)
            ).all()
            for row in rows:
                element = definitions.get(connection, row.definition).element(row.element).id
                if element in elements:
                    return row.key, element, row.assignee
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happens at a moment of business time."""

    at: datetime
    tell: Callable[[], None]
