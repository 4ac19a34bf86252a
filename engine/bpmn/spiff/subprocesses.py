"""Embedded sub-processes and called processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.errors import Unsupported
from engine.bpmn.spiff.activities import Activity
from engine.bpmn.spiff.workflow import Part, ProcessRun

if TYPE_CHECKING:
    from engine.bpmn.spiff.builder import ScopeSpec
    from engine.bpmn.spiff.tokens import Token


class SubProcess(Activity):
    """Opens a part of its own and waits until no token is left in it."""

    opens_scope = True

    def work(self, token: Token) -> bool:
        part = Part(self.inside(token), token, token.scope)
        path = token.memo.pop("into", None)
        if path is None:
            part.spec.start.arrive(part)
        else:
            enter_at(part, path)
        return False

    def inside(self, token: Token) -> ScopeSpec:
        return token.part.run.graph.scopes[self.element.id]

    def part_ended(self, token: Token, part: Part) -> None:
        """Called when no token is left inside, just before this element completes."""

    def withdraw(self, token: Token) -> None:
        super().withdraw(token)
        part: Part | None = token.part.run.subprocesses.get(token.number)
        if part is not None:
            part.cancel_all()


class CallActivity(SubProcess):
    """Runs another process with variables of its own: a copy of what is visible here, or only what is mapped in."""

    def work(self, token: Token) -> bool:
        scopes = token.part.run.scopes
        visible = (
            scopes.view(token.scope) if self.element.shares_parent_variables else scopes.local(token.scope)
        )
        scope = scopes.open(token.scope, isolated=True)
        scopes.local(scope).update(visible)
        part = Part(self.inside(token), token, scope)
        part.spec.start.arrive(part)
        return False

    def inside(self, token: Token) -> ScopeSpec:
        spec = token.part.run.graph.scopes.get(f"{CALLED}{self.element.called_process}")
        if spec is None:
            raise Unsupported(
                element_id=self.element.id,
                reason=f"The called process {self.element.called_process!r} was not given.",
                remedy="Deploy it, or correct zeebe:calledElement processId.",
            )
        return spec

    def part_ended(self, token: Token, part: Part) -> None:
        """Take over the called process's variables."""
        scopes = token.part.run.scopes
        if self.element.shares_child_variables or self.element.outputs:
            self.deliver(token, scopes.local(part.scope))
        scopes.close(part.scope)

    def withdraw(self, token: Token) -> None:
        part: Part | None = token.part.run.subprocesses.get(token.number)
        super().withdraw(token)
        if part is not None:
            token.part.run.scopes.close(part.scope)


CALLED = "call:"
"""Before the id of a called process, so that it is no sub-process's name."""


def enter_at(part: Part | ProcessRun, path: list[str]) -> None:
    """Put a token on the element at the end of *path*, which leads through embedded sub-processes."""
    first, *rest = path
    node = part.spec.task_specs[first]
    if rest:
        node.arrive(part, into=rest)
    else:
        node.arrive(part)
