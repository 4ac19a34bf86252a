"""One running process instance: its parts (the process and its open sub-processes), tokens and variables."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow

from engine import feel
from engine.bpmn.errors import ExpressionFailed, StepBudgetExceeded, UncaughtBpmnError
from engine.bpmn.events import Event, InstanceCompleted
from engine.bpmn.spiff.scopes import ROOT, ScopeTree
from engine.bpmn.spiff.tokens import Token, to_micros
from engine.errors import BatonError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.bpmn.spiff.builder import ProcessGraph, ScopeSpec
    from engine.feel.values import Value

STEP_BUDGET = 100_000


class _NoScripts:
    """Stands where SpiffWorkflow expects Python: nothing from a model is ever evaluated as Python."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"SpiffWorkflow asked for Python ({name}); models are FEEL only.")


class _Holder:
    """What the process and its open sub-processes have in common: live tokens, and an end when none is left."""

    tasks: dict[int, Token]
    run: ProcessRun
    scope: int
    completed: bool

    def forget(self, token: Token) -> None:
        self.tasks.pop(token.number, None)
        self.run.tokens.pop(token.number, None)

    def live_tokens(self) -> list[Token]:
        return [token for token in self.tasks.values() if not token.finished]

    def cancel_tokens(self) -> None:
        """Cancel all live tokens, the latest first: boundary events and inner work before what holds them."""
        for token in reversed(self.live_tokens()):
            if not token.finished:
                token.cancel()

    def _task_completed_notify(self, token: Token) -> None:
        self.forget(token)
        if not self.tasks and not self.completed:
            self.completed = True
            self.end()

    def end(self) -> None:
        raise NotImplementedError


class Part(_Holder, BpmnSubWorkflow):
    """An open sub-process or called process; *owner* is the token that waits for its end."""

    def __init__(self, spec: ScopeSpec, owner: Token, scope: int) -> None:
        self.owner = owner
        self.run = owner.part.run
        self.scope = scope
        super().__init__(spec, owner.number, self.run, deserializing=True)
        self.run.subprocesses[owner.number] = self

    def end(self) -> None:
        del self.run.subprocesses[self.parent_task_id]
        self.owner.node.part_ended(self.owner, self)
        self.owner.complete()

    def cancel_all(self) -> None:
        self.completed = True
        self.cancel_tokens()
        self.run.subprocesses.pop(self.parent_task_id, None)

    def _calculate_depth(self) -> int:
        # SpiffWorkflow climbs to the top for each new part; nothing here needs the depth.
        return 0


class ProcessRun(_Holder, BpmnWorkflow):
    """The instance as a whole. Nodes put events into `pending` and tokens into `ready`; `Instance` drains both."""

    def __init__(self, graph: ProcessGraph, environment: feel.Environment) -> None:
        super().__init__(graph.spec, graph.scopes, script_engine=_NoScripts(), deserializing=True)
        self.run = self
        self.graph = graph
        self.owner: Token | None = None
        self.scope = ROOT
        self.environment = environment
        self.scopes = ScopeTree()
        self.tokens: dict[int, Token] = {}
        self.ready: deque[Token] = deque()
        self.pending: deque[Event] = deque()
        self.numbered = 0
        self.steps = 0

    def begin_verb(self) -> None:
        """All that one verb does happens at one moment."""
        self.moment: datetime = self.environment.now().astimezone(UTC)
        self.micros = to_micros(self.moment)
        self.steps = 0

    def next_number(self) -> int:
        self.numbered += 1
        return self.numbered

    def emit(self, event: Event) -> None:
        self.pending.append(event)

    def parts(self) -> Iterator[Part | ProcessRun]:
        yield self
        yield from self.subprocesses.values()

    def step(self) -> bool:
        """Run one token that is ready; False if all of them wait."""
        while self.ready:
            token = self.ready.popleft()
            if not token.finished:
                self._count_step(token)
                token.run()
                return True
        return self.graph.has_inclusive_joins and self._release_inclusive_join()

    def end(self) -> None:
        self.emit(InstanceCompleted(at=self.moment, variables=dict(self.scopes.local(ROOT))))

    def evaluate(self, element_id: str, text: str, scope: int, place: str) -> Value:
        return self.evaluate_in(element_id, text, self.scopes.view(scope), place)

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
        """Hand an error, escalation or cancel to the innermost boundary event that catches it; False if none does."""
        for activity in _outwards(token):
            boundary = activity.node.catcher(kind, code)
            if boundary is not None:
                boundary.catch(activity, variables)
                return True
        return False

    def _count_step(self, token: Token) -> None:
        self.steps += 1
        if self.steps > STEP_BUDGET:
            raise StepBudgetExceeded(
                process_id=self.graph.process_id, steps=STEP_BUDGET, element_id=token.node.element.id
            )

    def _release_inclusive_join(self) -> bool:
        """An inclusive join may go on because another token went elsewhere; joins look when nothing else moves."""
        return any(
            token.node.try_release(token)
            for part in list(self.parts())
            for token in part.live_tokens()
            if token.node.looks_around
        )


def _outwards(token: Token) -> Iterator[Token]:
    """The token's activity and those around it; one of many stands for its multi-instance body."""
    current: Token | None = token
    while current is not None:
        body = current.memo.get("body")
        if body is not None:
            current = current.part.run.tokens[body]
        yield current
        current = current.part.owner
