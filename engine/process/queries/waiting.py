"""Why an instance is waiting: for each live token one true sentence, and the facts that prove it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from engine.bpmn.instance import Instance
from engine.errors import NotFound
from engine.process import definitions
from engine.process.models import LIVE, SUSPENDED, ProcessInstance
from engine.process.queries.naming import Named, named, named_in
from engine.process.queries.rights import sees_instance
from engine.process.queries.waiting_facts import facts_of, suspension
from engine.process.queries.waiting_scene import Moment, Scene, held_by

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from engine.bpmn.standing import LiveToken, TokenKind, TokenRole
    from engine.identity import User
    from engine.process.definitions import Deployed

WaitKind = Literal[
    "task", "timer", "message", "signal", "conditional", "join", "call", "choice", "body", "loop", "ad_hoc", "scope",
    "undoing", "job", "held", "resting", "leased", "failed", "suspended", "other",
]  # fmt: skip
"""Where a worker is to act: a *job* that waits for one, is *held* back, *rests* after a failure, or is *leased*.

*failed* is whatever has an open incident; *suspended* is the instance as a whole.
"""


_ITSELF = 1
_RANKS: dict[TokenKind, int] = {"task": 0, "ad_hoc": 0, "join": 2, "undoing": 3, "body": 3, "scope": 3}
"""What a person can do first; what only goes on when something else is done last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """One token of an instance, or its suspension, and why it does not go on. `waiting_words.sentences` tells it."""

    kind: WaitKind
    element: Named
    number: int | None
    """The token's number; None for the instance as a whole."""
    role: TokenRole = "flow"
    beside: Named | None = None
    """The activity that it lies in wait beside; None in the flow, and for the process itself."""
    interrupting: bool = True
    """Whether what lies in wait takes the place of what it is beside."""
    since: datetime
    """Business time."""
    stuck: bool = False
    """It can never go on by itself."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """The proof, for machines: moments, lengths, names and keys."""


def why_waiting(
    connection: Connection, key: int, user: User, *, at: datetime, now: datetime, time_zone: str = "UTC"
) -> list[Wait]:
    """Tasks first, then what else stands in the flow, then the parts that they lie in; empty when it has ended.

    Each is followed by what lies in wait beside it.

    *at* is business time, *now* the system's; *time_zone* is the company's. Raises `NotFound`.
    """
    row = connection.execute(select(ProcessInstance).where(ProcessInstance.key == key)).first()
    if row is None or not sees_instance(connection, user, key):
        raise NotFound(what="process instance", key=key)
    if row.status not in LIVE:
        return []
    deployed = definitions.get(connection, row.definition)
    moment = Moment(connection=connection, at=at, now=now, time_zone=time_zone)
    instance = Instance.load(row.state, deployed.definition, moment.environment())
    tokens = instance.live_tokens()
    scene = Scene(
        deployed=deployed, instance=instance, tokens=tokens, held=held_by(connection, key), moment=moment
    )
    told = (one for one in _in_order(scene) if not _is_one_of_ad_hoc(one, scene))
    return [*_suspended(row, deployed, moment), *(_wait(one, scene) for one in told)]


def _in_order(scene: Scene) -> Iterator[LiveToken]:
    """What lies in wait comes after what it is beside."""
    for one in sorted(_standing(scene), key=lambda token: _RANKS.get(token.kind, _ITSELF)):
        yield one
        yield from scene.by_holder.get(one.number, ())
    yield from scene.by_holder.get(0, ())


def _standing(scene: Scene) -> Iterator[LiveToken]:
    """One token for each join."""
    seen: set[tuple[str, int | None]] = set()
    for one in scene.tokens:
        if one.role != "flow":
            continue
        if one.kind == "join":
            if (one.element_id, one.inside) in seen:
                continue
            seen.add((one.element_id, one.inside))
        yield one


def _is_one_of_ad_hoc(token: LiveToken, scene: Scene) -> bool:
    """It only holds together what follows one activity of an ad-hoc sub-process."""
    return token.body is not None and scene.element(token).type == "adHocSubProcess"


def _wait(token: LiveToken, scene: Scene) -> Wait:
    element = scene.element(token)
    kind, facts = facts_of(token, scene)
    return Wait(
        kind=kind,
        element=named_in(scene.deployed, element),
        number=token.number,
        role=token.role,
        beside=_beside(token, scene),
        interrupting=element.event is None or element.event.interrupting,
        since=token.entered,
        stuck=_is_stuck(token, scene),
        facts=facts,
    )


def _beside(token: LiveToken, scene: Scene) -> Named | None:
    if token.role != "beside" or not token.holder:
        return None
    return named_in(scene.deployed, scene.element(scene.by_number[token.holder]))


def _is_stuck(token: LiveToken, scene: Scene) -> bool:
    """A parallel join needs every flow; the others wait for what can come only."""
    if token.join is None or scene.element(token).type != "parallelGateway":
        return False
    return bool(token.join.stuck_by)


def _suspended(row: Row[Any], deployed: Deployed, moment: Moment) -> Iterator[Wait]:
    if row.status == SUSPENDED:
        since, facts = suspension(moment.connection, row.key)
        yield Wait(
            kind="suspended",
            element=named(deployed.model),
            number=None,
            since=since or row.started,
            facts=facts,
        )
