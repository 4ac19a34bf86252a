"""Who called an instance, and what it has called, as far as a person may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from engine.process import definitions
from engine.process.models import ProcessInstance
from engine.process.queries.naming import Named, named, named_in
from engine.process.queries.rights import sees_instance, visible_instances

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from engine.identity import User

_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """One end of a call."""

    key: int
    process: Named
    element: Named
    """The call activity."""
    status: str
    started: datetime
    ended: datetime | None
    visible: bool
    """The reader may open it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Callings:
    """Both directions."""

    caller: Calling | None
    called: tuple[Calling, ...]
    """The live ones first, then the newest; of thousands only the first."""
    count: int
    """How many it has called."""


def callings(connection: Connection, key: int, user: User) -> Callings:
    """The calls around an instance that *user* may see."""
    own = connection.execute(select(*_LINE).where(ProcessInstance.key == key)).one()
    of_tree = (ProcessInstance.root == (own.root or key), ProcessInstance.parent == key)
    rows = connection.execute(
        select(*_LINE)
        .where(*of_tree, visible_instances(user))
        .order_by(ProcessInstance.ended.is_not(None), ProcessInstance.key.desc())
        .limit(_SHOWN)
    ).all()
    count = len(rows)
    if count == _SHOWN:
        count = connection.scalar(select(func.count()).select_from(ProcessInstance).where(*of_tree)) or count
    called = tuple(_calling(connection, row, own.definition, row) for row in rows)
    return Callings(caller=_caller(connection, own, user), called=called, count=count)


def _caller(connection: Connection, own: Row[*tuple[Any, ...]], user: User) -> Calling | None:
    if own.parent is None:
        return None
    row = connection.execute(select(*_LINE).where(ProcessInstance.key == own.parent)).one()
    visible = sees_instance(connection, user, own.parent)
    return _calling(connection, own, row.definition, row, visible=visible)


def _calling(
    connection: Connection,
    call: Row[*tuple[Any, ...]],
    caller: int,
    shown: Row[*tuple[Any, ...]],
    *,
    visible: bool = True,
) -> Calling:
    """*call* is the row that names the call activity, *caller* the definition that it is an element of."""
    return Calling(
        key=shown.key,
        process=named(definitions.get(connection, shown.definition).model),
        element=_element(connection, caller, call.parent_element),
        status=shown.status,
        started=shown.started,
        ended=shown.ended,
        visible=visible,
    )


def _element(connection: Connection, definition: int, number: int | None) -> Named:
    """The call activity; a caller that has gone over to another version may have none any more."""
    if number is None:
        return Named("", (("", "–"),))
    deployed = definitions.get(connection, definition)
    return named_in(deployed, deployed.element(number))


_LINE = (
    ProcessInstance.key,
    ProcessInstance.definition,
    ProcessInstance.status,
    ProcessInstance.started,
    ProcessInstance.ended,
    ProcessInstance.root,
    ProcessInstance.parent,
    ProcessInstance.parent_element,
)
