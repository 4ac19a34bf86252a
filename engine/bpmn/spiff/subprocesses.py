"""Embedded sub-processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.spiff import compensation
from engine.bpmn.spiff.activities import Activity
from engine.bpmn.spiff.parts import InnerPart

if TYPE_CHECKING:
    from engine.bpmn.spiff.builder import ScopeSpec
    from engine.bpmn.spiff.parts import Part
    from engine.bpmn.spiff.tokens import Token


class SubProcess(Activity):
    """Opens a part of its own and waits until no token is left in it."""

    opens_scope = True

    def work(self, token: Token) -> bool:
        part = InnerPart(self.inside(token), token, token.scope)
        path = token.memo.pop("into", None)
        if path is None:
            part.spec.begin(part)
        else:
            enter_at(part, path)
        part.arm()
        return False

    def inside(self, token: Token) -> ScopeSpec:
        return token.part.run.graph.scopes[self.element.id]

    def part_ended(self, token: Token, part: Part) -> None:
        """Called when no token is left inside, just before this element completes."""

    def part_undone(self, part: InnerPart) -> None:
        """Called when no token is left inside after it was entered again to be undone."""
        compensation.part_undone(part)

    def record(self, token: Token, following: str | None, *, terminated: bool = False) -> None:
        if not compensation.entered_again(token):
            super().record(token, following, terminated=terminated)

    def withdraw(self, token: Token) -> None:
        super().withdraw(token)
        part = token.part.run.subprocesses.get(token.number)
        if part is not None:
            part.cancel_all()


def enter_at(part: Part, path: list[str]) -> None:
    """Put a token on the element at the end of *path*, which leads through embedded sub-processes."""
    first, *rest = path
    node = part.spec.task_specs[first]
    if rest:
        node.arrive(part, into=rest)
    else:
        node.arrive(part)
