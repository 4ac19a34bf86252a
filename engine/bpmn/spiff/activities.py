"""Activities, and the tasks that are done at once, by an operation or by a worker."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from engine.bpmn.errors import ExpressionFailed, Unsupported
from engine.bpmn.events import (
    DecisionRequested,
    MessageThrown,
    ServiceTaskActivated,
    ServiceTaskRemoved,
)
from engine.bpmn.spiff import compensation
from engine.bpmn.spiff.choices import all_that_hold
from engine.bpmn.spiff.nodes import Node
from engine.bpmn.spiff.tokens import OVER, Token
from engine.feel.values import RecordRef

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.bpmn.model import Element, Flow
    from engine.bpmn.spiff.boundaries import BoundaryEvent
    from engine.bpmn.spiff.handlers import CompensationBoundaryEvent
    from engine.bpmn.spiff.nodes import Way
    from engine.feel.values import Value

_Part = TypeVar("_Part")


class Activity(Node):
    """A node that may have boundary events around it, be done several times, and be undone."""

    conditional = False
    """At least one flow out of it has a condition."""
    handling: CompensationBoundaryEvent | None = None
    """How it is undone as a whole."""
    kept = False
    """Something can undo it once it is complete."""
    item: Node | None = None
    """What it does several times."""

    def connect_by(self, flow: Flow, target: Node) -> None:
        super().connect_by(flow, target)
        self.conditional = self.conditional or flow.condition is not None

    def choose(self, token: Token) -> Sequence[Way]:
        return all_that_hold(self, token) if self.conditional else self.ways

    def catcher(self, kind: str, code: str | None) -> BoundaryEvent | None:
        """An event with the very code comes before one that catches all."""
        matching = [one for one in self.boundaries if one.catches(kind, code)]
        return min(matching, key=lambda one: one.catches_all, default=None)

    def never_began(self, token: Token) -> None:
        self.disarm(token)

    def leave(self, token: Token) -> None:
        if self.element.outputs:
            super().leave(token)
        if self.kept:
            compensation.note(token)
        if self.boundaries:
            self.disarm(token)

    def withdraw(self, token: Token) -> None:
        self.disarm(token)
        if "undo" in token.memo:
            compensation.stop(token)

    def all_undone(self, token: Token) -> None:
        """A transaction was given up, and what was complete in it is undone."""
        boundary = self.catcher("cancel", None)
        if boundary is not None:
            boundary.take_over(token, {})

    def disarm(self, token: Token) -> None:
        if not self.boundaries:
            return
        for waiting in token.part.tokens_at([one.name for one in self.boundaries]):
            if waiting.state != OVER and waiting.memo.get("on") == token.number:
                waiting.cancel()


class PassThroughTask(Activity):
    """A manual or undefined task: Camunda 8 passes straight through."""

    def work(self, _token: Token) -> bool:
        return True


class ScriptTask(Activity):
    def work(self, token: Token) -> bool:
        script = _present(self.element, self.element.script, "script")
        self.deliver(token, {script.result_variable: self.evaluate(token, script.expression, "script")})
        return True


class ServiceTask(Activity):
    """Work for an operation (done at once), a connector or an external worker (waits)."""

    waits_for_outside = True

    def work(self, token: Token) -> bool:
        service, run = _present(self.element, self.element.service, "taskDefinition"), token.part.run
        run.emit(
            ServiceTaskActivated(
                number=token.number,
                element_id=self.element.id,
                type=str(self.value_of(token, service.type, "type")),
                retries=self._retries(token, service.retries),
                headers=dict(service.headers),
                inputs=own_or_visible(self, token),
            )
        )
        return False

    def leave(self, token: Token) -> None:
        self._take_back(token)
        super().leave(token)

    def withdraw(self, token: Token) -> None:
        self._take_back(token)
        super().withdraw(token)

    def _take_back(self, token: Token) -> None:
        # An operation is done at once: the host has nothing to remove.
        if token.memo.get("open"):
            token.part.run.emit(ServiceTaskRemoved(number=token.number, element_id=self.element.id))

    def _retries(self, token: Token, text: str) -> int:
        number = whole_number(self.value_of(token, text, "retries"))
        if number is None:
            raise ExpressionFailed(
                element_id=self.element.id,
                place="retries",
                expression=text,
                reason="It gave no whole number.",
                remedy="Write how often the work is tried, such as 3.",
            )
        return number


class BusinessRuleTask(Activity):
    """Asks the host for a decision; the reply comes at once."""

    waits_for_outside = True

    def work(self, token: Token) -> bool:
        decision = _present(self.element, self.element.decision, "calledDecision")
        token.part.run.emit(
            DecisionRequested(
                number=token.number,
                element_id=self.element.id,
                decision_id=str(self.value_of(token, decision.decision_id, "decisionId")),
                result_variable=decision.result_variable,
                binding=decision.binding,
                inputs=own_or_visible(self, token),
            )
        )
        return False


class SendTask(Activity):
    def work(self, token: Token) -> bool:
        throw_message(self, token)
        return True


def throw_message(node: Node, token: Token) -> None:
    """Send the element's message; its payload is what the input mappings chose, nothing else."""
    event = _present(node.element, node.element.event, "messageRef")
    key = (
        None
        if event.correlation_key is None
        else node.value_of(token, event.correlation_key, "correlationKey")
    )
    token.part.run.emit(
        MessageThrown(
            number=token.number,
            element_id=node.element.id,
            name=str(node.value_of(token, event.name or "", "message name")),
            correlation_key=key_text(key),
            variables=chosen(node, token),
        )
    )


def chosen(node: Node, token: Token) -> dict[str, Value]:
    """What the input mappings made; empty without them."""
    return dict(token.part.run.scopes.local(token.scope)) if node.element.inputs else {}


def own_or_visible(node: Node, token: Token) -> dict[str, Value]:
    """What the input mappings made; everything visible without them."""
    return chosen(node, token) if node.element.inputs else dict(token.part.run.scopes.view(token.scope))


def key_text(value: Value) -> str | None:
    """A correlation key as text: 7, 7.0 and "7" are the same key, and a record's is its own; None for anything else."""
    if isinstance(value, RecordRef):
        return str(value.key)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value if isinstance(value, str) else None


def whole_number(value: Value) -> int | None:
    if isinstance(value, str):
        return int(value) if value.strip().isdecimal() else None
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return None


def _present(element: Element, part: _Part | None, name: str) -> _Part:
    """What the linter made sure of; a model that got past it stops here."""
    if part is None:
        raise Unsupported(element_id=element.id, reason=f"It has no {name}.", remedy=f"Add {name}.")
    return part
