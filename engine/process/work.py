"""What one verb carries through its transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.calendars import working_time
from engine.db import to_milliseconds
from engine.feel import Environment
from engine.records.resolving import resolver

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.connectors import Connector
    from engine.feel.values import Value
    from engine.identity import User
    from engine.keys import Keys
    from engine.operations import Operation
    from engine.records.resolving import Resolver


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an engine is made of, besides its database and clocks."""

    keys: Keys
    operations: Mapping[str, Operation]
    connectors: Mapping[str, Connector]
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a committed verb touched, for those who show it live."""

    instances: frozenset[int]
    users: frozenset[int]
    """People whose tasks changed."""
    groups: frozenset[str]
    """Groups whose tasks changed."""
    work_waits: bool
    """A job or a timer was written: workers should look."""


@dataclass(slots=True, kw_only=True)
class Work:
    """One verb's transaction: the connection, who acts, what time it is, and what has changed so far."""

    connection: Connection
    parts: Parts
    by: User
    at: datetime
    """Business time; one moment for the whole verb."""
    now: datetime
    """System time."""
    instances: set[int] = field(default_factory=set)
    users: set[int] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    work_waits: bool = False
    resolve: Resolver = field(init=False)
    """Records as they are in this transaction; remembers what expressions read."""
    functions: Mapping[str, Callable[..., Value]] = field(init=False)
    """Working time by the calendars of this transaction, read when an expression asks."""

    def __post_init__(self) -> None:
        self.resolve = resolver(self.connection)
        self.functions = working_time.functions(self.connection, time_zone=self.parts.time_zone)

    @property
    def at_milliseconds(self) -> int:
        return to_milliseconds(self.at)

    def change(self) -> Change:
        return Change(
            instances=frozenset(self.instances),
            users=frozenset(self.users),
            groups=frozenset(self.groups),
            work_waits=self.work_waits,
        )

    def environment(self) -> Environment:
        """FEEL as this step sees the world: its moment, and records as they are in its transaction."""
        return Environment(
            now=lambda: self.at,
            time_zone=self.parts.time_zone,
            resolve=self.resolve,
            functions=self.functions,
        )
