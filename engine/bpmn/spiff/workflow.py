"""One running process instance: its parts (the process and its open sub-processes), tokens and variables."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow

from engine import feel
from engine.bpmn.errors import ExpressionFailed, StepBudgetExceeded, UncaughtBpmnError
from engine.bpmn.events import Event, InstanceCompleted, ThrownOut
from engine.bpmn.spiff import conditions
from engine.bpmn.spiff.scopes import ROOT, ScopeTree
from engine.bpmn.spiff.tokens import Token, to_micros
from engine.errors import BatonError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from engine.bpmn import model
    from engine.bpmn.spiff.builder import ProcessGraph, ScopeSpec
    from engine.bpmn.spiff.event_subprocesses import EventSubProcess
    from engine.feel.values import Value

STEP_BUDGET = 100_000
Outside: TypeAlias = "Callable[[str, str | None], bool | None]"
"""By kind (error, escalation) and code: whether it interrupts the called process; None when nobody catches it."""


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
    spec: ScopeSpec
    owner: Token | None
    in_wait = 0
    """How many of the tokens only lie in wait for the start of an event sub-process."""

    def forget(self, token: Token) -> None:
        if self.tasks.pop(token.number, None) is not None and token.node.lies_in_wait:
            self.in_wait -= 1
        self.run.tokens.pop(token.number, None)

    def arm(self) -> None:
        """Wait for the events of the scope's event sub-processes, unless one that interrupts is on already."""
        if self.spec.triggers and not self.interrupted():
            for trigger in self.spec.triggers:
                trigger.arm(self)  # type: ignore[arg-type]  # a Part or a ProcessRun

    def catcher(self, kind: str, code: str | None, thrown_at: Token) -> EventSubProcess | None:
        """The event sub-process of this scope that catches an error or escalation; none catches its own."""
        if not self.spec.event_subprocesses or self.interrupted():
            return None
        matching = [
            one
            for one in self.spec.event_subprocesses
            if one is not thrown_at.node and one.catches(kind, code)
        ]
        return min(matching, key=lambda one: one.catches_all, default=None)

    def interrupted(self) -> bool:
        """An interrupting event sub-process runs: it is all that is left of the scope."""
        own = self.spec.event_subprocesses
        return any(token.node.interrupting for token in self.live_tokens() if token.node in own)

    def live_tokens(self) -> list[Token]:
        return [token for token in self.tasks.values() if not token.finished]

    def cancel_tokens(self) -> None:
        """Cancel all live tokens, the latest first: boundary events and inner work before what holds them."""
        for token in reversed(self.live_tokens()):
            if not token.finished:
                token.cancel()

    def _task_completed_notify(self, token: Token) -> None:
        self.forget(token)
        if len(self.tasks) == self.in_wait and not self.completed:
            self.completed = True
            self.cancel_tokens()
            self.end()

    def end(self) -> None:
        raise NotImplementedError


class Part(_Holder, BpmnSubWorkflow):
    """An open sub-process; *owner* is the token that waits for its end."""

    owner: Token

    def __init__(self, spec: ScopeSpec, owner: Token, scope: int) -> None:
        self.owner = owner
        self.run = owner.part.run
        self.scope = scope
        super().__init__(spec, owner.number, self.run, deserializing=True)
        self.run.subprocesses[owner.number] = self

    def end(self) -> None:
        del self.run.subprocesses[self.parent_task_id]
        if "undo" in self.owner.memo:
            self.owner.node.part_undone(self)
            return
        self.owner.node.part_ended(self.owner, self)
        self.owner.complete()

    def _task_completed_notify(self, token: Token) -> None:
        super()._task_completed_notify(token)
        if self.owner.node.hears_inside and not self.completed:
            self.owner.node.inner_done(self.owner, token)

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
        """Run one token that is ready, or fire a condition that became true; False if all of them wait."""
        if self.watching and conditions.look(self):
            return True
        while self.ready:
            token = self.ready.popleft()
            if not token.finished:
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
            token.node.try_release(token)
            for part in list(self.parts())
            for token in part.live_tokens()
            if token.node.looks_around
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
            current = current.part.run.tokens[body]
        leader = current.memo.get("for")
        if leader is not None:
            current = current.part.run.tokens[leader]
            continue
        yield current
        current = current.part.owner
