"""Joins at which tokens wait for ever. What is refused can never end, whatever conditions say and events bring."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.bpmn.dialects.structure import SCOPES
from engine.bpmn.exploring import Outlook, outlook
from engine.bpmn.nets import TooWide, net_of
from engine.bpmn.rules.registry import Case, at, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bpmn.findings import Finding
    from engine.bpmn.model import ProcessModel

_REMEDY = "Join as the flow was split: exclusive with exclusive, parallel with parallel."


@rule
def deadlock(case: Case) -> Iterator[Finding]:
    for model in case.models.values():
        found = _Looking(model)
        for name in sorted(found.never):
            yield at(model.elements[name], "lets tokens wait for ever, and no way leads to the end.", _REMEDY)
        for name in sorted(found.perhaps - found.never):
            yield at(model.elements[name], "may wait for a token that never comes.", _REMEDY, "warning")


@dataclass
class _Looking:
    """What was found in the scopes of a process, the innermost first."""

    model: ProcessModel
    never: set[str] = field(default_factory=set)
    """Joins where every way through the process that ends at all gets stuck."""
    perhaps: set[str] = field(default_factory=set)
    _endless: dict[str, frozenset[str]] = field(default_factory=dict)
    """Sub-processes that do not come to their end, with the joins in them."""

    def __post_init__(self) -> None:
        if not any(one.type == "parallelGateway" for one in self.model.elements.values()):
            return
        for scope in reversed([one for one in self.model.elements.values() if one.type in SCOPES]):
            if scope.type != "adHocSubProcess":
                stuck = self._look(scope.id)
                if stuck is not None and not scope.repeats:
                    self._endless[scope.id] = stuck
        self.never |= self._look(None) or frozenset()

    def _look(self, scope: str | None) -> frozenset[str] | None:
        """The joins that keep a scope from its end; None if it can end."""
        try:
            found = outlook(net_of(self.model, scope, frozenset(self._endless)))
        except TooWide:
            return None
        stuck = self._joins(found)
        self.perhaps |= stuck
        return None if found.completes or self._can_be_left(scope) else stuck

    def _joins(self, found: Outlook) -> frozenset[str]:
        inner = (self._endless[one] for one in found.stuck if one in self._endless)
        own = frozenset(one for one in found.stuck if self.model.elements[one].type not in SCOPES)
        return own.union(*inner)

    def _can_be_left(self, scope: str | None) -> bool:
        """An event sub-process can end all that goes on around it."""
        inside = self.model.children(scope)
        starts = [
            start
            for one in inside
            if one.triggered_by_event
            for start in self.model.children(one.id)
            if start.type == "startEvent"
        ]
        return any(one.event is None or one.event.interrupting for one in starts)
