"""Call activities: the called process is an instance of its own, which the host starts and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.errors import ExpressionFailed, Unsupported
from engine.bpmn.events import CallRemoved, CallRequested
from engine.bpmn.spiff.activities import Activity
from engine.feel import told

if TYPE_CHECKING:
    from engine.bpmn.spiff.tokens import Token
    from engine.feel.values import Value


class CallActivity(Activity):
    """Asks the host for a process and waits for its end; gives it what is visible here, or only what is mapped in."""

    opens_scope = True
    waits_for_outside = True

    def work(self, token: Token) -> bool:
        element, scopes = self.element, token.part.run.scopes
        visible = scopes.view(token.scope) if element.shares_parent_variables else scopes.local(token.scope)
        token.part.run.emit(
            CallRequested(
                number=token.number,
                element_id=element.id,
                process_id=self._process_id(token),
                binding=element.called_binding,
                variables=dict(visible),
            )
        )
        return False

    def deliver(self, token: Token, values: dict[str, Value]) -> None:
        """The called process's variables, unless the model keeps them from the caller."""
        if self.element.shares_child_variables or self.element.outputs:
            super().deliver(token, values)

    def withdraw(self, token: Token) -> None:
        token.part.run.emit(CallRemoved(number=token.number, element_id=self.element.id))
        super().withdraw(token)

    def _process_id(self, token: Token) -> str:
        text = self.element.called_process
        if text is None:
            raise Unsupported(
                element_id=self.element.id,
                reason="It names no process.",
                remedy="Give it a zeebe:calledElement processId.",
            )
        value = self.value_of(token, text, "processId")
        if isinstance(value, str) and value:
            return value
        raise ExpressionFailed(
            element_id=self.element.id,
            place="processId",
            expression=text,
            reason=f"It gave {told(value)}, no process id.",
            remedy="Correct the variables that it reads, or the model.",
        )
