"""Where the flow stands: a token and its life.

Variables stand in scopes beside it, joins count tokens by flow, and what is over is forgotten at once, because its past
is the history.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from engine.bpmn.spiff.nodes import Node
    from engine.bpmn.spiff.parts import Part

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
READY: Final = 0
"""It can run, and has not been entered."""
WAITING: Final = 1
OVER: Final = 2


def to_micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    return _EPOCH + micros * _MICROSECOND


def copied(memo: dict[str, Any]) -> dict[str, Any]:
    """A memo whose lists can be written without those of *memo*."""
    return {name: list(value) if value.__class__ is list else value for name, value in memo.items()}


class Token:
    """Where the flow stands, or what lies in wait beside it, by a small number.

    `memo` is everything that is saved about it:

    ========== ==========================================================================
    ``at``     when it arrived, in microseconds
    ``own``    its own variable scope
    ``flow``   at a join: the index of the flow that it came by
    ``on``     a waiting boundary event: the number of the activity; one that waits for the start of an
               event sub-process: the number of the scope's owner, 0 for the process
    ``fired``  what stays at a complex gateway between start and reset: the indexes of the flows that started it
    ``gate``   an event after an event-based gateway: the gateway's number
    ``open``   a service task that waits for its worker
    ``repeat`` a cycle timer's schedule
    ``body``   one of many: the number of the body around it, and ``index``
    ``total``  a body: how many items, how many are ``done`` or ``cut`` off, the ``queue`` of a sequence (earlier: its
               ``rest``), and for a moment the ``last`` item
    ``log``    the owner of a scope, or a body: what is complete in it and can be undone (see `compensation`)
    ``undo``   what it has still to undo, ``for`` the number of the token that asked for that, and ``beside`` marks a
               throw event that nobody waits for
    ``closing`` an ad-hoc sub-process in which nothing more is begun; its ``queue`` are those to begin, the last first
    ``into``   until it runs: the path to the element inside a sub-process where the instance starts
    ========== ==========================================================================
    """

    __slots__ = ("memo", "node", "number", "part", "state")

    def __init__(
        self,
        part: Part,
        node: Node,
        memo: dict[str, Any],
        *,
        state: int = WAITING,
        number: int | None = None,
    ) -> None:
        self.part = part
        self.node = node
        self.memo = memo
        self.state = state
        self.number = number = part.run.next_number() if number is None else number
        part.here[number] = self
        part.run.places[number] = part
        if node.lies_in_wait:
            part.in_wait += 1

    @property
    def finished(self) -> bool:
        """It has left or was cancelled."""
        return self.state == OVER

    @property
    def scope(self) -> int:
        """The variables it works on: its own if it opened some, else its surroundings'."""
        own: int | None = self.memo.get("own")
        return self.part.scope if own is None else own

    def run(self) -> None:
        """Enter the node; it waits there, or goes on at once."""
        if self.node.run(self):
            self.complete()
        else:
            self.state = WAITING

    def complete(self) -> None:
        """What it waited for has happened: it goes on."""
        node = self.node
        self.state = OVER
        node.leave(self)
        if node.body is None:
            node.go_on(self)
        else:
            node.body.item_done(self)
        self.part.let_go(self)

    def finish(self) -> None:
        """Called by an element that ends others, so that it does not end itself with them."""
        self.state = OVER

    def cancel(self) -> None:
        """End it where it stands."""
        before, self.state = self.state, OVER
        if before == READY:
            # It was never entered: nothing to take back, and nothing for the history.
            self.node.never_began(self)
            self.node.close(self)
            self.part.forget(self)
        elif before == WAITING:
            self.node.cancel(self)
