"""Where an instance stands, told for people: its live tokens with what each of them is, and what joins still miss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

TokenKind = Literal[
    "task", "job", "call", "timer", "message", "signal", "conditional",
    "join", "choice", "body", "ad_hoc", "scope", "undoing", "other",
]  # fmt: skip
"""What a token waits for.

``choice`` is an event-based gateway, ``body`` an activity that is done several times, ``ad_hoc`` a sub-process whose
activities people begin, ``scope`` a sub-process with tokens of its own, ``undoing`` whatever waits for compensation
handlers.
"""
TokenRole = Literal["flow", "beside", "offered"]
"""In the flow; lying in wait beside an activity or in a scope; one of the events that a gateway offers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A sequence flow into a join."""

    flow_id: str
    source_id: str
    coming: tuple[tuple[str, int], ...] = ()
    """Tokens (element id, number) that can still come by it; only told of a flow that is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinState:
    """A join with at least one token in it."""

    arrived: tuple[Incoming, ...]
    missing: tuple[Incoming, ...]
    fired: bool = False
    """A complex gateway has gone on and waits for stragglers, to begin anew."""

    @property
    def stuck_by(self) -> tuple[Incoming, ...]:
        """The flows by which nothing can come any more."""
        return tuple(one for one in self.missing if not one.coming)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveToken:
    """One token, and what it waits for."""

    number: int
    element_id: str
    kind: TokenKind
    role: TokenRole = "flow"
    entered: datetime
    holder: int | None = None
    """The activity that it lies in wait beside (0 for the process itself), or the gateway that offers it."""
    inside: int | None = None
    """The token of the sub-process that it stands in."""
    body: int | None = None
    """One of many: the token around them."""
    done: int = 0
    total: int | None = None
    """Of a body: how many items; None for a loop, which does not know."""
    join: JoinState | None = None
    leader: int | None = None
    """What asked for it, when it undoes something."""
    left: int = 0
    """Of what has steps undone: how many come after the one that is being undone."""
