"""Called processes inside their caller's instance: how definitions run that were deployed before calls were instances.

Such a definition names the versions that it calls, and its instances hold them as parts of their own state. Nothing
that is deployed now is run like this; see `calls`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.bpmn.errors import Unsupported
from engine.bpmn.spiff.parts import InnerPart
from engine.bpmn.spiff.subprocesses import SubProcess

if TYPE_CHECKING:
    from engine.bpmn.model import ProcessModel
    from engine.bpmn.spiff.builder import ScopeSpec
    from engine.bpmn.spiff.parts import Part
    from engine.bpmn.spiff.tokens import Token

CALLED = "call:"
"""Before the id of a called process, so that it is no sub-process's name."""
TYPE = "embedded callActivity"


class EmbeddedCall(SubProcess):
    """Runs another process with variables of its own: a copy of what is visible here, or only what is mapped in."""

    def work(self, token: Token) -> bool:
        scopes = token.part.run.scopes
        visible = (
            scopes.view(token.scope) if self.element.shares_parent_variables else scopes.local(token.scope)
        )
        scope = scopes.open(token.scope, isolated=True)
        scopes.local(scope).update(visible)
        part = InnerPart(self.inside(token), token, scope)
        part.spec.begin(part)
        part.arm()
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
        part = token.part.run.subprocesses.get(token.number)
        super().withdraw(token)
        if part is not None:
            token.part.run.scopes.close(part.scope)


def embedding(model: ProcessModel) -> ProcessModel:
    """The model with every call embedded; its elements keep their ids, so stored states fit."""
    embedded = {
        element.id: replace(element, type=TYPE) if element.type == "callActivity" else element
        for element in model.elements.values()
    }
    return replace(model, elements=embedded)
