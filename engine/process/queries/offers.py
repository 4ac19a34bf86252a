"""What a person may begin by themselves: the activities of open ad-hoc sub-processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine.bpmn.instance import Instance
from engine.feel import Environment
from engine.process import definitions
from engine.process.models import ACTIVE, ProcessInstance
from engine.process.queries.inbox import records_of
from engine.process.queries.naming import Named, named
from engine.process.queries.rights import visible_instances
from engine.process.waits import AD_HOC, Subscription

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

    from engine.bpmn.model import Element
    from engine.bpmn.possible import Possible
    from engine.feel.values import RecordRef
    from engine.identity import User
    from engine.process.definitions import Deployed

_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An open ad-hoc sub-process of an instance."""

    instance: int
    number: int
    element: Named
    elements: tuple[Named, ...]
    """What the person may begin in it now."""
    open: int
    """How many activities are begun and not complete."""
    done: int
    closing: bool
    may_finish: bool
    """The person may say that it is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An instance in which the person may begin something."""

    instance: int
    element: Named
    process: Named
    records: tuple[tuple[str, RecordRef], ...]


def offers(connection: Connection, key: int, user: User) -> list[Offer]:
    """What *user* may begin in an instance that they may see; empty when nothing in it is open for that."""
    wanted = (ProcessInstance.key == key, ProcessInstance.status == ACTIVE, visible_instances(user))
    is_open = select(Subscription.key).where(Subscription.instance == key, Subscription.kind == AD_HOC)
    if connection.execute(is_open).first() is None:
        return []
    row = connection.execute(select(ProcessInstance.definition, ProcessInstance.state).where(*wanted)).first()
    if row is None:
        return []
    deployed = definitions.get(connection, row.definition)
    instance = Instance.load(row.state, deployed.definition, Environment())
    return [_offer(key, one, deployed, user) for one in instance.possible()]


def openings(connection: Connection, user: User) -> list[Opening]:
    """Some instances in which *user*, as one of its group, may begin something; the newest of them first."""
    # Without an order in SQL: of a hundred thousand only the first few are looked at.
    found = connection.execute(
        select(Subscription.key, Subscription.instance, Subscription.element, ProcessInstance.definition)
        .join(ProcessInstance, ProcessInstance.key == Subscription.instance)
        .where(
            Subscription.kind == AD_HOC,
            Subscription.name.in_(["", *sorted(user.groups)]),
            ProcessInstance.status == ACTIVE,
            visible_instances(user),
        )
        .limit(_MOST)
    )
    rows = sorted(found, key=lambda row: -int(row.key))
    about = records_of(connection, {row.instance for row in rows}) if rows else {}
    return [_opening(row, definitions.get(connection, row.definition), about) for row in rows]


def may_begin(user: User, element: Element) -> bool:
    """A group that the element names decides, or else its lane; without both, whoever sees the instance."""
    named_groups = element.assignment.candidate_groups
    if named_groups is not None and not named_groups.startswith("="):
        groups = {one.strip() for one in named_groups.split(",")}
    else:
        groups = {element.lane} if element.lane else set()
    return not groups or not user.groups.isdisjoint(groups) or "administrator" in user.roles


def _offer(key: int, possible: Possible, deployed: Deployed, user: User) -> Offer:
    elements = deployed.elements
    around = elements[possible.element_id]
    return Offer(
        instance=key,
        number=possible.number,
        element=named(around),
        elements=tuple(named(elements[one]) for one in possible.elements if may_begin(user, elements[one])),
        open=possible.open,
        done=possible.done,
        closing=possible.closing,
        may_finish=not possible.closing and may_begin(user, around),
    )


def _opening(
    row: Row[*tuple[Any, ...]], deployed: Deployed, about: Mapping[int, tuple[tuple[str, RecordRef], ...]]
) -> Opening:
    return Opening(
        instance=row.instance,
        element=named(deployed.element(row.element)),
        process=named(deployed.model),
        records=about.get(row.instance, ()),
    )
