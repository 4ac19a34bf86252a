"""An instance, who called it and whom it calls, as far as one step touches them. The root's row is the lock of all."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.facts import fact

if TYPE_CHECKING:
    from engine.bpmn.events import CallRemoved, CallRequested, InstanceCompleted, ThrownOut
    from engine.process.running import NewTask, Running

    News = CallRequested | CallRemoved | ThrownOut | InstanceCompleted


@fact
class Call:
    """Who called an instance."""

    root: int
    parent: int
    number: int
    """The token that waits in the caller."""
    depth: int
    """How many callers there are."""
    element: int
    """The call activity, by its number in the caller's definition."""


@dataclass(slots=True)
class Tree:
    """What a step knows of a tree of instances."""

    origin: Running = field(init=False)
    """The member that the step began with."""
    members: dict[int, Running] = field(default_factory=dict)
    """By key."""
    called: dict[tuple[int, int], Running] = field(default_factory=dict)
    """By caller and token number."""
    news: deque[tuple[Running, News]] = field(default_factory=deque)
    """What members did that concerns others, in its order."""
    withdrawn: set[tuple[int, int]] = field(default_factory=set)
    """Calls whose caller waits no longer."""
    touched: dict[int, Running] = field(default_factory=dict)
    """The members that are to be saved."""
    opened: list[NewTask] = field(default_factory=list)
    """Tasks that members opened who are saved already."""
    begun: int = 0
    """Processes that the step called."""
    at: str = ""
    """The element at which the first member acts, or is acted upon."""

    def join(self, running: Running) -> None:
        """Note a member."""
        if not self.members:
            self.origin = running
            running.work.trees.append(self)
        self.members[running.key] = running
        if running.call is not None:
            self.called[running.call.parent, running.call.number] = running

    def dissolve(self) -> None:
        """The verb is over: what refers to each other in circles is freed here, not searched for later."""
        for running in self.members.values():
            running.instance.dissolve()
        for one in (self.members, self.called, self.news, self.touched):
            one.clear()
        del self.origin
