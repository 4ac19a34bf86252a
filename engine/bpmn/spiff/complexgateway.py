"""BPMN's complex gateway: a join that goes on as soon as its condition holds, and lets the stragglers pass unseen."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.bpmn.errors import Unsupported
from engine.bpmn.spiff.choices import all_that_hold, that_hold
from engine.bpmn.spiff.gateways import InclusiveGateway
from engine.bpmn.spiff.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.bpmn.model import Element
    from engine.bpmn.spiff.nodes import Way
    from engine.feel.values import Value

_STATE = "waitingForStart"


class ComplexGateway(InclusiveGateway):
    """Waits for its start until the activation condition holds; then for its reset until no straggler can come.

    Between start and reset a token stays here, and remembers in its memo by which flows tokens have ``fired`` it.
    Straggling tokens are taken in; a flow whose condition asks for `waitingForStart` gets its token at the reset.
    """

    def __init__(self, spec: Any, element: Element, *, name: str | None = None) -> None:
        super().__init__(spec, element, name=name)
        self.condition = element.activation_condition or ""

    def work(self, token: Token) -> bool:
        if self.incoming > 1 and not self.condition:
            raise Unsupported(
                element_id=self.element.id,
                reason="It joins without an activationCondition.",
                remedy="Write one, such as =activationCount >= 2.",
            )
        return super().work(token)

    def arrived(self, token: Token, waiting: dict[int, list[Token]]) -> bool:
        return self._keeper(token) is None and self._starts(token, waiting)

    def try_release(self, token: Token) -> bool:
        if "fired" in token.memo:
            return self._resets(token)
        waiting = self.waiting(token)
        if self._keeper(token) is not None or not self._starts(token, waiting):
            return False
        token.complete()
        return True

    def choose(self, token: Token) -> Sequence[Way]:
        if "fired" not in token.memo:
            return all_that_hold(self, token)
        return that_hold(self, token, [way for way in self.ways if _STATE in (way.flow.condition or "")])

    def evaluate(self, token: Token, text: str, place: str) -> Value:
        return self._evaluate(token, text, place, {_STATE: "fired" not in token.memo})

    def record(self, token: Token, following: str | None, *, terminated: bool = False) -> None:
        # What stays behind has its row already: that of the token which went on.
        if following is not None or "fired" not in token.memo:
            super().record(token, following, terminated=terminated)

    def _starts(self, token: Token, waiting: dict[int, list[Token]]) -> bool:
        """Whether the condition holds now; then *token* goes on for one token of each flow."""
        known = {"activationCount": Decimal(len(waiting)), _STATE: True}
        value = self._evaluate(token, self.condition, "activationCondition", known)
        if not self.truth(value, self.condition, "activationCondition"):
            return False
        keeper = Token(token.part, self, {"at": token.part.run.micros, "fired": sorted(waiting)})
        self.merge(token, waiting)
        if len(waiting) == self.incoming:
            self._resets(keeper)
        return True

    def _resets(self, keeper: Token) -> bool:
        """Whether nothing more is to come on the other flows; what came there is taken in."""
        fired, waiting = keeper.memo["fired"], self.waiting(keeper)
        if self._more_to_come(keeper, {*fired, *waiting}):
            return False
        self.merge(keeper, {index: tokens for index, tokens in waiting.items() if index not in fired})
        keeper.complete()
        return True

    def _keeper(self, token: Token) -> Token | None:
        here = token.part.tokens_at((self.name,))
        return next((one for one in here if "fired" in one.memo), None)

    def _evaluate(self, token: Token, text: str, place: str, known: dict[str, Value]) -> Value:
        variables = {**token.part.run.scopes.view(token.scope, text), **known}
        return token.part.run.evaluate_in(self.element.id, text, variables, place)
