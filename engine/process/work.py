"""What one verb carries through its transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.calendars import working_time
from engine.db import to_milliseconds
from engine.facts import fact
from engine.feel import Environment
from engine.identity.users import SYSTEM
from engine.records import asked, seen, written
from engine.records.resolving import resolver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.connectors import Connector
    from engine.feel.values import RecordRef, Value
    from engine.identity import User
    from engine.keys import Keys
    from engine.operations import Operation
    from engine.process.tree import Tree
    from engine.records.resolving import Resolver
    from engine.records.written import Written

    _Functions = Mapping[str, Callable[..., Value]]
    _Touch = tuple[int, int | None, Iterable[int], Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What an engine is made of, besides its database and clocks."""

    keys: Keys
    operations: Mapping[str, Operation]
    connectors: Mapping[str, Connector]
    time_zone: str


@fact
class TouchedTask:
    """A task that came, went or changed hands: everybody whose it was, is, or could be."""

    assignees: frozenset[int] = frozenset()
    users: frozenset[int] = frozenset()
    groups: frozenset[str] = frozenset()

    def merged(self, other: TouchedTask) -> TouchedTask:
        return TouchedTask(
            assignees=self.assignees | other.assignees,
            users=self.users | other.users,
            groups=self.groups | other.groups,
        )


@fact
class Change:
    """What a committed verb touched, for those who show it live."""

    instances: frozenset[int] = frozenset()
    tasks: Mapping[int, TouchedTask] = field(default_factory=dict)
    records: frozenset[RecordRef] = frozenset()
    """Written by a verb of their own; those of the changed instances may have changed too."""
    incidents: frozenset[int] = frozenset()
    """Instances that got an incident or lost one."""
    everything: bool = False
    """More than could be told one by one."""
    work_waits: bool = False
    """A job or a timer was written: workers should look."""

    @property
    def shows(self) -> bool:
        """There is something that a page could show."""
        return bool(self.instances or self.tasks or self.records or self.incidents or self.everything)


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
    touched: list[_Touch] = field(default_factory=list)
    """Tasks that came, went or changed hands."""
    records: set[RecordRef] = field(default_factory=set)
    incidents: set[int] = field(default_factory=set)
    everything: bool = False
    work_waits: bool = False
    trees: list[Tree] = field(default_factory=list)
    """Of the instances that this verb has loaded."""
    proof: int | None = None
    """The key of the last audit row: it is there exactly if this transaction was committed."""
    at_milliseconds: int = field(init=False)
    """Business time, as the tables keep it."""
    written: Written = field(init=False)
    """The records that this transaction has written."""
    resolve: Resolver = field(init=False)
    """Records as they are in this transaction; remembers what expressions read."""

    _calendars: _Functions | None = None
    _functions: _Functions | None = None

    def __post_init__(self) -> None:
        self.at_milliseconds = to_milliseconds(self.at)
        self.written = written.begin(self.connection)
        seen.begin(self.connection)
        self.resolve = resolver(self.connection)

    @property
    def calendars(self) -> _Functions:
        """What expressions ask of working time; each calendar is read once."""
        if self._calendars is None:
            self._calendars = working_time.functions(self.connection, time_zone=self.parts.time_zone)
        return self._calendars

    @property
    def functions(self) -> _Functions:
        """Working time, money and further records as they are in this transaction, read when an expression asks."""
        if self._functions is None:
            found = asked.functions(self.connection, SYSTEM, self.resolve)
            self._functions = {**self.calendars, **found}
        return self._functions

    def touch_task(
        self,
        key: int,
        *,
        assignee: int | None = None,
        users: Iterable[int] = (),
        groups: Iterable[str] = (),
    ) -> None:
        """Note that a task came, went or changed hands; called for what it was and for what it is."""
        self.touched.append((key, assignee, users, groups))

    def end(self) -> None:
        """The verb is over, and nobody needs its instances any more."""
        for tree in self.trees:
            tree.dissolve()
        self.trees.clear()

    def change(self) -> Change:
        return Change(
            instances=frozenset(self.instances),
            tasks=self._touched_tasks(),
            records=frozenset(self.records),
            incidents=frozenset(self.incidents),
            everything=self.everything,
            work_waits=self.work_waits,
        )

    def environment(self) -> Environment:
        """FEEL as this step sees the world: its moment, and records as they are in its transaction."""
        return Environment(
            now=lambda: self.at,
            time_zone=self.parts.time_zone,
            resolve=self.resolve,
            functions=_WhenAsked(self),
        )

    def form_environment(self) -> Environment:
        """FEEL as who fills in a form sees the world: a person finds what she may see, a stranger nothing."""
        found = {} if self.by.key == SYSTEM.key else asked.functions(self.connection, self.by, self.resolve)
        return replace(self.environment(), functions={**self.calendars, **found})

    def _touched_tasks(self) -> dict[int, TouchedTask]:
        found: dict[int, TouchedTask] = {}
        for key, assignee, users, groups in self.touched:
            touched = TouchedTask(
                assignees=frozenset(() if assignee is None else (assignee,)),
                users=frozenset(users),
                groups=frozenset(groups),
            )
            known = found.get(key)
            found[key] = touched if known is None else known.merged(touched)
        return found


class _WhenAsked(Mapping[str, "Callable[..., Value]"]):
    """A verb's functions, which most expressions do not call, made when one is looked for."""

    __slots__ = ("_work",)

    def __init__(self, work: Work) -> None:
        self._work = work

    def __getitem__(self, name: str) -> Callable[..., Value]:
        return self._work.functions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._work.functions)

    def __len__(self) -> int:
        return len(self._work.functions)
