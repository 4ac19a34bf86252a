"""One activity again and again while a condition holds."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.bpmn.errors import Unsupported
from engine.bpmn.spiff.bodies import Body

if TYPE_CHECKING:
    from engine.bpmn.model import Element, StandardLoop
    from engine.bpmn.spiff.nodes import Node
    from engine.bpmn.spiff.tokens import Token


class LoopBody(Body):
    """BPMN's standard loop: one turn after the other, each with a scope of its own and its number in ``loopCounter``.

    In the condition ``loopCounter`` is how many turns are done, before the first turn and after each.
    """

    def __init__(self, spec: Any, element: Element, loop: StandardLoop, item: Node) -> None:
        super().__init__(spec, element, item)
        self.loop = loop

    def work(self, token: Token) -> bool:
        token.memo.update(total=0, done=0)
        if self.loop.test_before and not self._goes_on(token, token.scope):
            return True
        self.start_next(token)
        return False

    def enough(self, body: Token, item: Token) -> bool:
        # What a turn kept to itself is seen after it, not before the next one.
        return not self._goes_on(body, body.scope if self.loop.test_before else item.scope)

    def start_next(self, body: Token) -> None:
        body.memo["total"] += 1
        self.start_item(body, body.memo["done"])

    def _goes_on(self, body: Token, scope: int) -> bool:
        done, run, condition = body.memo["done"], body.part.run, self.loop.condition
        if self.loop.maximum is not None and done >= self.loop.maximum:
            return False
        if condition is None:
            return True
        variables = {**run.scopes.view(scope), "loopCounter": Decimal(done)}
        value = run.evaluate_in(self.element.id, condition, variables, "loopCondition")
        return self.truth(value, condition, "loopCondition")


def bounded(element: Element) -> StandardLoop:
    """The element's loop; one without an end cannot run."""
    loop = element.standard_loop
    if loop is None or (loop.condition is None and loop.maximum is None):
        raise Unsupported(
            element_id=element.id,
            reason="It is a loop without an end.",
            remedy="Give it a loopCondition or a loopMaximum.",
        )
    return loop
