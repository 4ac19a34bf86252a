"""What a story of the demo company is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from engine.demo.customers import Market
    from engine.engine import Engine
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happens at a moment of business time."""

    at: datetime
    tell: Callable[[], None]
