"""Start, end and throw events: they never wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.errors import ExpressionFailed, Unsupported
from engine.bpmn.events import SignalThrown
from engine.bpmn.spiff import compensation
from engine.bpmn.spiff.activities import chosen, throw_message
from engine.bpmn.spiff.nodes import Node, Way
from engine.bpmn.spiff.tokens import Token
from engine.feel import told

if TYPE_CHECKING:
    from collections.abc import Sequence


class StartEvent(Node):
    def work(self, _token: Token) -> bool:
        return True

    def leave(self, token: Token) -> None:
        super().leave(token)
        # Now the variables are where the process's event sub-processes read them.
        if token.memo.pop("arms", None):
            token.part.arm()


class LinkCatch(Node):
    """Where a link of its name leads; the flow goes straight on."""

    def work(self, _token: Token) -> bool:
        return True


class ThrowingEvent(Node):
    """Throws what its definition says: nothing, a message, a signal, an escalation or an error.

    A link throws nothing: the builder joined it to its other end.
    """

    def work(self, token: Token) -> bool:
        event, run = self.element.event, token.part.run
        match event.kind if event else "none":
            case "none" | "link":
                pass
            case "message":
                throw_message(self, token)
            case "signal":
                self._throw_signal(token)
            case "escalation":
                code = self._code(token)
                # It is over for the thrower, whatever the catcher ends around it.
                token.finish()
                run.throw(token, "escalation", code, chosen(self, token))
            case "error":
                code = self._code(token)
                token.finish()
                run.throw_error(token, code, "", chosen(self, token))
            case other:
                raise Unsupported(
                    element_id=self.element.id, reason=f"It throws {other}.", remedy="Remove it."
                )
        return True

    def _code(self, token: Token) -> str:
        """The code of an error or escalation, which the model writes or FEEL finds."""
        text = (self.element.event.name if self.element.event else None) or ""
        code = self.value_of(token, text, "code")
        if isinstance(code, str):
            return code
        raise ExpressionFailed(
            element_id=self.element.id,
            place="code",
            expression=text,
            reason=f"It gave {told(code)}, no text.",
            remedy="Correct the variables that it reads, or the model.",
        )

    def _throw_signal(self, token: Token) -> None:
        name = self.element.event.name if self.element.event else None
        token.part.run.emit(
            SignalThrown(
                number=token.number,
                element_id=self.element.id,
                name=str(self.value_of(token, name or "", "signal name")),
                variables=chosen(self, token),
            )
        )


class EndEvent(ThrowingEvent):
    def choose(self, _token: Token) -> Sequence[Way]:
        return ()


class CancelEndEvent(EndEvent):
    """Gives its transaction up: what is open in it is terminated, and the flow goes on at its cancel event."""

    def work(self, token: Token) -> bool:
        token.finish()
        if not token.part.run.throw(token, "cancel", None, {}):
            raise Unsupported(
                element_id=self.element.id,
                reason="Nothing catches its cancel event.",
                remedy="Put it into a transaction with a cancel boundary event.",
            )
        return True


class TerminateEndEvent(EndEvent):
    """Ends its process or sub-process at once, and nothing outside it."""

    def work(self, token: Token) -> bool:
        token.finish()
        token.part.cancel_tokens()
        return True


class CompensationEvent(ThrowingEvent):
    """Has what is complete undone: one activity, or everything in its scope, the last completed first."""

    def work(self, token: Token) -> bool:
        event = self.element.event
        undo = compensation.take(token, event.activity if event else None)
        if not undo:
            return True
        waits = event is None or event.waits
        leader = token if waits else Token(token.part, self, _beside(token))
        leader.memo["undo"] = undo
        compensation.go_on(leader)
        return not waits

    def all_undone(self, token: Token) -> None:
        """The flow goes on, if it waited for this."""
        if "beside" in token.memo:
            token.finish()
            token.part.let_go(token)  # it has no way on, and no row in the history
        else:
            token.complete()

    def record(self, token: Token, following: str | None, *, terminated: bool = False) -> None:
        if "beside" not in token.memo:
            super().record(token, following, terminated=terminated)

    def withdraw(self, token: Token) -> None:
        compensation.give_back(token)


class CompensationEndEvent(CompensationEvent, EndEvent):
    """The same at the end of a branch."""


def _beside(token: Token) -> dict[str, Any]:
    return {"at": token.part.run.micros, "beside": 1}
