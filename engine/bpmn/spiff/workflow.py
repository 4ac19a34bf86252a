"""One running process instance as a whole: what is ready, what has happened, and who catches what goes wrong."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from engine import feel
from engine.bpmn.errors import ExpressionFailed, StepBudgetExceeded, UncaughtBpmnError
from engine.bpmn.events import Event, InstanceCompleted, ThrownOut
from engine.bpmn.spiff import conditions
from engine.bpmn.spiff.parts import InnerPart, Part
from engine.bpmn.spiff.scopes import ROOT, ScopeTree
from engine.bpmn.spiff.tokens import OVER, Token, to_micros
from engine.errors import BatonError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.bpmn import model
    from engine.bpmn.spiff.builder import ProcessGraph
    from engine.feel.values import Value

STEP_BUDGET = 100_000
Outside: TypeAlias = "Callable[[str, str | None], bool | None]"
"""By kind (error, escalation) and code: whether it interrupts the called process; None when nobody catches it."""


class ProcessRun(Part):
    """The instance as a whole. Nodes put events into `pending` and tokens into `ready`; `Instance` drains both."""

    def __init__(
        self, graph: ProcessGraph, environment: feel.Environment, scopes: ScopeTree | None = None
    ) -> None:
        super().__init__()
        self.run = self
        self.graph = graph
        self.spec = graph.spec
        self.owner = None
        self.scope = ROOT
        self.environment = environment
        self.scopes = scopes or ScopeTree()
        self.subprocesses: dict[int, InnerPart] = {}
        """The open sub-processes by the number of the token that holds them open."""
        self.places: dict[int, Part] = {}
        """In which part each token is, by its number."""
        self.ready: deque[Token] = deque()
        self.pending: deque[Event] = deque()
        self.emit = self.pending.append
        self.watching: dict[int, Token] = {}
        """The tokens that wait for a condition."""
        self.unseen: list[Token] = []
        """Those of them whose condition must be looked at, whatever has changed."""
        self.stirred = False
        """A record may have changed since the last look."""
        self.numbered = 0
        self.log: list[list[Any]] = []
        """What is complete in the process itself and can be undone; see `compensation`."""
        self.steps = 0
        self.outside: Outside | None = None
        """Set in a called process: what its caller does with what is thrown out of it."""

    def dissolve(self) -> None:
        """Forget everything."""
        for part in (*self.subprocesses.values(), self):
            vars(part).clear()

    # Tokens, wherever they are ------------------------------------------------------------------------------------

    def token(self, number: int) -> Token:
        return self.places[number].token_of(number)

    def find(self, number: int | None) -> Token | None:
        """None where no token has this number any more."""
        return None if number is None or number not in self.places else self.token(number)

    def every_token(self) -> list[Token]:
        """Those of all parts, those that lie in wait included."""
        return [part.token_of(number) for number, part in self.places.items()]

    def parts(self) -> list[Part]:
        return [self, *self.subprocesses.values()]

    def waits_for_outside(self) -> bool:
        """Some token stands where the host will say that something happened."""
        return any(part.stands_at(part.spec.waiting) for part in self.parts())

    # Running ------------------------------------------------------------------------------------------------------

    def begin_verb(self) -> None:
        """All that one verb does happens at one moment."""
        self.moment: datetime = self.environment.now().astimezone(UTC)
        self.micros = to_micros(self.moment)
        self.steps = 0

    def next_number(self) -> int:
        self.numbered += 1
        return self.numbered

    def step(self) -> bool:
        """Run one token that is ready, or fire a condition that became true; False if all of them wait."""
        if self.watching and conditions.look(self):
            return True
        while self.ready:
            token = self.ready.popleft()
            if token.state != OVER:
                self.count_step(token)
                token.run()
                return True
        return self.graph.has_inclusive_joins and self._release_inclusive_join()

    def end(self) -> None:
        self.emit(InstanceCompleted(at=self.moment, variables=dict(self.scopes.local(ROOT))))

    def evaluate(self, element_id: str, text: str, scope: int, place: str) -> Value:
        return self.evaluate_in(element_id, text, self.scopes.view(scope, text), place)

    def evaluate_in(self, element_id: str, text: str, variables: Mapping[str, Value], place: str) -> Value:
        try:
            return feel.evaluate(text.removeprefix("="), variables, self.environment)
        except BatonError as problem:
            raise ExpressionFailed(
                element_id=element_id,
                place=place,
                expression=text,
                reason=str(problem),
                remedy="Correct the model.",
            ) from problem

    def throw_error(self, token: Token, code: str, message: str, variables: dict[str, Value]) -> None:
        """Look for a boundary event from the token outwards; none is an incident."""
        if not self.throw(token, "error", code, variables):
            raise UncaughtBpmnError(
                element_id=token.node.element.id, code=code, message=message or "no message"
            )

    def throw(self, token: Token, kind: str, code: str | None, variables: dict[str, Value]) -> bool:
        """Hand an error, escalation or cancel to the innermost event that catches it; False if none does.

        A scope's own event sub-processes come before the boundary events on it.
        """
        for activity in _outwards(token):
            boundary = activity.node.catcher(kind, code)
            if boundary is not None:
                boundary.catch(activity, _with_code(boundary.element.event, code, variables))
                return True
            starter = activity.part.catcher(kind, code, activity)
            if starter is not None:
                starter.catch(activity.part, token, _with_code(starter.trigger, code, variables))
                return True
        return self._throw_out(token, kind, code, variables)

    def interrupts(self, token: Token, kind: str, code: str | None) -> bool | None:
        """Whether what would catch an error or escalation of *token* ends it; None when nothing catches."""
        for activity in _outwards(token):
            boundary = activity.node.catcher(kind, code)
            if boundary is not None:
                return boundary.interrupting
            starter = activity.part.catcher(kind, code, activity)
            if starter is not None:
                return starter.interrupting
        return None if self.outside is None else self.outside(kind, code)

    def _throw_out(self, token: Token, kind: str, code: str | None, variables: dict[str, Value]) -> bool:
        """Leave it to the caller of this process, if one catches it; what interrupts ends all that is left here."""
        asked = self.outside if kind in {"error", "escalation"} else None
        interrupting = None if asked is None else asked(kind, code)
        if interrupting is None:
            return False
        self.emit(
            ThrownOut(
                number=token.number,
                element_id=token.node.element.id,
                kind="error" if kind == "error" else "escalation",
                code=code or "",
                variables=variables,
                interrupting=interrupting,
            )
        )
        if interrupting:
            self.completed = True
            self.cancel_tokens()
        return True

    def count_step(self, token: Token) -> None:
        """A model that never rests must not keep its caller for ever."""
        self.steps += 1
        if self.steps > STEP_BUDGET:
            raise StepBudgetExceeded(
                process_id=self.graph.process_id, steps=STEP_BUDGET, element_id=token.node.element.id
            )

    def _release_inclusive_join(self) -> bool:
        """An inclusive join may go on because another token went elsewhere; joins look when nothing else moves."""
        return any(
            token.state != OVER and token.node.try_release(token)
            for part in self.parts()
            for token in part.tokens_at(part.spec.looking_around)
        )


def _with_code(event: model.Event | None, code: str | None, variables: dict[str, Value]) -> dict[str, Value]:
    """What is thrown, and its code where the event that catches asks for it."""
    wanted = event.code_variable if event else None
    return {**variables, wanted: code} if wanted else variables


def _outwards(token: Token) -> Iterator[Token]:
    """The token's activity and those around it; one of many stands for its multi-instance body.

    What goes wrong while something is undone is the matter of what asked for that.
    """
    current: Token | None = token
    while current is not None:
        body = current.memo.get("body")
        if body is not None:
            current = current.part.run.token(body)
        leader = current.memo.get("for")
        if leader is not None:
            current = current.part.run.token(leader)
            continue
        yield current
        current = current.part.owner
