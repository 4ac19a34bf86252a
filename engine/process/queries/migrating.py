"""What is decided before instances go over to another version: where they stand, and what each place can become."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.bpmn.instance import Instance
from engine.bpmn.migration import Places
from engine.feel import Environment
from engine.process.models import LIVE, ProcessDefinition, ProcessInstance
from engine.process.queries.naming import named_in
from engine.process.queries.rights import repairable_instances

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from engine.identity import User
    from engine.process.definitions import Deployed
    from engine.process.queries.naming import Named

MOST = 200
"""Instances that go over at once; more are left for the next time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    key: int
    number: int
    tag: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """An element at which tokens stand, or where something lies in wait."""

    element: Named
    tokens: int
    beside: bool
    """It only lies in wait; without a place it is withdrawn."""
    choices: tuple[Named, ...]
    target: str | None
    """What it becomes as it is mapped now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An instance that a person may migrate."""

    key: int
    business_id: str | None


def versions(connection: Connection, process_id: str) -> list[Version]:
    """All versions of a process, the newest first."""
    rows = connection.execute(
        select(ProcessDefinition.key, ProcessDefinition.version, ProcessDefinition.version_tag)
        .where(ProcessDefinition.process_id == process_id)
        .order_by(ProcessDefinition.version.desc())
    )
    return [Version(key=row.key, number=row.version, tag=row.version_tag) for row in rows]


def candidates(connection: Connection, user: User, process_id: str, definition: int) -> list[Candidate]:
    """The live instances of a version that *user* may repair, the oldest first; at most `MOST`."""
    rows = connection.execute(
        select(ProcessInstance.key, ProcessInstance.business_id)
        .where(
            ProcessInstance.process_id == process_id,
            ProcessInstance.ended.is_(None),
            ProcessInstance.definition == definition,
            repairable_instances(user),
        )
        .order_by(ProcessInstance.key)
        .limit(MOST)
    )
    return [Candidate(key=row.key, business_id=row.business_id) for row in rows]


def spots(
    connection: Connection, keys: Iterable[int], old: Deployed, new: Deployed, mapping: Mapping[str, str]
) -> list[Spot]:
    """Where the instances stand, in the order of the model."""
    standing, waiting = _counted(connection, keys, old)
    places = Places(old.model, new.model, mapping)
    return [
        _spot(element_id, places, new, standing.get(element_id, 0) or waiting[element_id], old)
        for element_id in old.model.elements
        if element_id in standing or element_id in waiting
    ]


def _spot(element_id: str, places: Places, new: Deployed, tokens: int, old: Deployed) -> Spot:
    element, target = old.elements[element_id], places.target(element_id)
    choices = places.choices(element_id)
    return Spot(
        element=named_in(old, element),
        tokens=tokens,
        beside=element.type in {"boundaryEvent", "startEvent"},
        choices=tuple(named_in(new, new.elements[one]) for one in choices),
        target=target if target in choices else None,
    )


def _counted(
    connection: Connection, keys: Iterable[int], old: Deployed
) -> tuple[dict[str, int], dict[str, int]]:
    """Tokens that stand, and that lie in wait, by element."""
    standing: dict[str, int] = {}
    waiting: dict[str, int] = {}
    for state in _states(connection, list(keys), old.key):
        instance = Instance.load(state, old.definition, Environment())
        stand = dict.fromkeys(number for _, number in instance.tokens())
        for number, element_id in instance.elements().items():
            counts = standing if number in stand else waiting
            counts[element_id] = counts.get(element_id, 0) + 1
    return standing, waiting


def _states(connection: Connection, keys: Sequence[int], definition: int) -> list[str]:
    mine = (ProcessInstance.key.in_(keys), ProcessInstance.definition == definition)
    return list(
        connection.scalars(select(ProcessInstance.state).where(*mine, ProcessInstance.status.in_(LIVE)))
    )
