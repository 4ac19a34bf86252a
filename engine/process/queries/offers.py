"""What a person may begin by themselves: the activities of open ad-hoc sub-processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from engine.bpmn.instance import Instance
from engine.feel import Environment
from engine.process import definitions
from engine.process.models import ACTIVE, ProcessInstance
from engine.process.queries.inbox import records_of
from engine.process.queries.naming import Named, named, named_in
from engine.process.queries.rights import visible_instances
from engine.process.waits import AD_HOC, Subscription

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import ColumnElement, Connection, Row

    from engine.bpmn.model import Element
    from engine.bpmn.possible import Possible
    from engine.feel.values import RecordRef
    from engine.identity import User
    from engine.process.definitions import Deployed

_MOST = 20
_LOOKED_AT = 200


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
    ends_by_itself: bool
    """No condition is asked: when nothing is open, it is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An instance in which the person may begin something."""

    instance: int
    element: Named
    process: Named
    records: tuple[tuple[str, RecordRef], ...]
    business_id: str | None = None


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
    # First the few that are looked at, so that a hundred thousand others cost nothing.
    groups = Subscription.name.in_(["", *sorted(user.groups)])
    found = {
        row.instance: row
        for row in connection.execute(
            select(Subscription.instance, Subscription.element, Subscription.name)
            .where(Subscription.kind == AD_HOC, groups)
            .limit(_LOOKED_AT)
        )
    }
    if not found:
        return []
    wanted = (ProcessInstance.status == ACTIVE, _of(user, found.values()))
    columns = (ProcessInstance.key, ProcessInstance.definition, ProcessInstance.business_id)
    seen = select(*columns).where(*wanted)
    rows = connection.execute(seen.order_by(ProcessInstance.key.desc()).limit(_MOST)).all()
    about = records_of(connection, {row.key for row in rows})
    return [
        _opening(row, found[row.key].element, definitions.get(connection, row.definition), about)
        for row in rows
    ]


def _of(user: User, found: Iterable[Row[int | None, int, str]]) -> ColumnElement[bool]:
    """What is a group's is visible to it; who sees the rest is asked only if there is some."""
    ours: list[int | None] = []
    everybodys: list[int | None] = []
    for row in found:
        (ours if row.name else everybodys).append(row.instance)
    if not everybodys:
        return ProcessInstance.key.in_(ours)
    seen = and_(ProcessInstance.key.in_(everybodys), visible_instances(user))
    return or_(ProcessInstance.key.in_(ours), seen)


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
        element=named_in(deployed, around),
        elements=tuple(
            named_in(deployed, elements[one]) for one in possible.elements if may_begin(user, elements[one])
        ),
        open=possible.open,
        done=possible.done,
        closing=possible.closing,
        may_finish=not possible.closing and may_begin(user, around),
        ends_by_itself=around.ad_hoc is not None and around.ad_hoc.completion_condition is None,
    )


def _opening(
    row: Row[int, int, str | None],
    element: int,
    deployed: Deployed,
    about: Mapping[int, tuple[tuple[str, RecordRef], ...]],
) -> Opening:
    return Opening(
        instance=row.key,
        element=named_in(deployed, deployed.element(element)),
        process=named(deployed.model),
        records=about.get(row.key, ()),
        business_id=row.business_id,
    )
