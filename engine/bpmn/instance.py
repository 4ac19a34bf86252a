"""One process instance: verbs in, events out.

Every verb is a generator: it yields what happened, in order, and takes replies where an event asks for one. Run it to
its end before saving; if it raises, throw the instance away and load it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.beginnings import beginning, path_to
from engine.bpmn.errors import NotWaiting, StuckAtJoin
from engine.bpmn.events import Completed, DecisionRequested, Failed, Reply, ServiceTaskActivated, Steps
from engine.bpmn.live import LiveVerbs
from engine.bpmn.spiff import codec, marking, standing
from engine.bpmn.spiff.activities import ServiceTask
from engine.bpmn.spiff.adhoc import AdHocSubProcess
from engine.bpmn.spiff.calls import CallActivity
from engine.bpmn.spiff.catching import Catching
from engine.bpmn.spiff.scopes import ROOT
from engine.bpmn.spiff.subprocesses import enter_at
from engine.bpmn.spiff.user_tasks import UserTask
from engine.bpmn.spiff.workflow import ProcessRun

if TYPE_CHECKING:
    from engine.bpmn.changes import Changes
    from engine.bpmn.definition import Definition
    from engine.bpmn.possible import Possible
    from engine.bpmn.spiff.marking import Mark
    from engine.bpmn.spiff.nodes import Node
    from engine.bpmn.spiff.tokens import Token
    from engine.bpmn.spiff.workflow import Outside
    from engine.bpmn.standing import LiveToken
    from engine.feel import Environment
    from engine.feel.values import Value

_ASKING = (ServiceTaskActivated, DecisionRequested)


class Instance(LiveVerbs):
    """A process instance between two moments of the database: load it, run one verb, dump it."""

    def __init__(self, definition: Definition, run: ProcessRun) -> None:
        self._definition = definition
        self._run = run
        self._start: tuple[list[str], dict[str, Value]] | None = None
        self._drove: int | None = None

    @classmethod
    def new(
        cls,
        definition: Definition,
        environment: Environment,
        variables: dict[str, Value],
        *,
        start_event: str | None = None,
        at: str | None = None,
        outside: Outside | None = None,
    ) -> Instance:
        """An instance that has not run yet; `start` runs it.

        It begins at *start_event* (the one without a trigger if None), or directly *at* an element; sub-processes
        around that element are entered with their boundary events armed. *outside* knows what the caller catches.
        """
        instance = cls(definition, ProcessRun(definition.graph, environment))
        instance._run.outside = outside
        if at is not None:
            instance._start = (path_to(definition, at), variables)
        else:
            instance._start = (beginning(definition, start_event), variables)
        return instance

    @classmethod
    def load(
        cls, text: str, definition: Definition, environment: Environment, *, outside: Outside | None = None
    ) -> Instance:
        instance = cls(definition, codec.load(text, definition.graph, environment))
        instance._run.outside = outside
        return instance

    def dump(self) -> str:
        """The runtime state as compact JSON text; keep it as text, the order of keys matters."""
        return codec.dump(self._run)

    # Verbs --------------------------------------------------------------------------------------------------------

    def start(self) -> Steps:
        """Run from the beginning to the first wait states."""
        if self._start is None:
            raise NotWaiting(0)
        (path, variables), self._start = self._start, None
        self._run.begin_verb()
        if path:
            enter_at(self._run, path)
        else:
            self._run.spec.begin(self._run)
        token = self._run.ready[-1]
        if len(path) == 1 and token.node.element.type == "startEvent":
            token.memo["arms"] = 1
            token.node.enter(token)
            token.node.deliver(token, variables)
        else:
            self._run.scopes.local(ROOT).update(variables)
            self._run.arm()
        if self._run.outside is not None:
            self._run.scopes.unchanged = set(variables)
        yield from self._advance()

    def complete(self, number: int, variables: dict[str, Value]) -> Steps:
        """A person completed a user task, a worker its service task; or a called process has ended."""
        token = self._waiting(number, UserTask, ServiceTask, CallActivity)
        self._run.begin_verb()
        self._complete(token, variables)
        yield from self._advance()

    def throw_error(self, number: int, code: str, message: str, variables: dict[str, Value]) -> Steps:
        """A worker or a person ends the work with a BPMN error; raises `UncaughtBpmnError` if nothing catches it."""
        token = self._waiting(number, UserTask, ServiceTask, CallActivity)
        self._run.begin_verb()
        self._run.throw_error(token, code, message, variables)
        yield from self._advance()

    def throw_escalation(self, number: int, code: str, variables: dict[str, Value]) -> Steps:
        """An escalation came out of a called process; nothing happens if nothing catches it."""
        token = self._waiting(number, CallActivity)
        self._run.begin_verb()
        self._run.throw(token, "escalation", code, variables)
        yield from self._advance()

    def fire(self, number: int, payload: dict[str, Value] | None = None) -> Steps:
        """A timer is due, a message was correlated, a signal was thrown."""
        token = self._waiting(number, Catching)
        self._run.begin_verb()
        token.node.fire(token, payload or {})
        yield from self._advance()

    def look_again(self, *, at_all: bool = False) -> Steps:
        """A record, or variables from outside, have changed: conditions that read them may be true now.

        *at_all*: it is not known what has changed since the last look.
        """
        self._run.begin_verb()
        self._run.stirred = True
        if at_all:
            self._run.unseen = list(self._run.watching.values())
        yield from self._advance()

    def stir(self) -> None:
        """While steps run: a record may have changed."""
        self._run.stirred = True

    def begin(self, number: int, element_id: str, variables: dict[str, Value] | None = None) -> Steps:
        """Begin an activity of an open ad-hoc sub-process; raises `CannotBegin`."""
        token = self._waiting(number, AdHocSubProcess)
        self._run.begin_verb()
        token.node.begin(token, element_id, variables or {})
        yield from self._advance()

    def finish(self, number: int) -> Steps:
        """An open ad-hoc sub-process is done: it ends, with what is open in it or after that."""
        token = self._waiting(number, AdHocSubProcess)
        self._run.begin_verb()
        token.node.finish(token)
        yield from self._advance()

    def cancel(self) -> Steps:
        """End everything; the history rows say terminated."""
        self._run.begin_verb()
        self._run.completed = True
        self._run.cancel_tokens()
        yield from self._advance()

    def dissolve(self) -> None:
        """Nobody asks it anything any more: its tokens, which know it as it knows them, are freed at once."""
        self._run.dissolve()

    # Questions ----------------------------------------------------------------------------------------------------

    @property
    def completed(self) -> bool:
        """No token is left: it ended (then `InstanceCompleted` said so) or was cancelled."""
        return bool(self._run.completed)

    @property
    def variables(self) -> dict[str, Value]:
        """The variables of the instance itself; those of inner scopes: `variables_of`."""
        return dict(self._run.scopes.local(ROOT))

    @property
    def unchanged(self) -> frozenset[str]:
        """What a called process was given and has not written: nothing that its caller has to take back."""
        return frozenset(self._run.scopes.unchanged)

    def interrupts(self, number: int, kind: str, code: str | None) -> bool | None:
        """Whether an error or escalation out of a called process would end the call; None if nothing catches it."""
        return self._run.interrupts(self._any(number), kind, code)

    def element_of(self, number: int) -> str:
        """The id of the element at which a token stands."""
        return self._any(number).node.element.id

    def variables_of(self, number: int) -> dict[str, Value]:
        """All variables that the waiting element sees."""
        return dict(self._run.scopes.view(self._any(number).scope))

    def possible(self) -> list[Possible]:
        """What can be begun in the open ad-hoc sub-processes."""
        open_ones = [one for one in self._run.every_token() if isinstance(one.node, AdHocSubProcess)]
        return [one.node.told(one) for one in open_ones]

    def set_variables(self, values: dict[str, Value]) -> None:
        """Write variables of the instance itself; call `look_again` after it if the instance `watches`."""
        for name, value in values.items():
            self._run.scopes.define(ROOT, name, value)

    @property
    def watches(self) -> bool:
        """It waits for conditions to become true."""
        return bool(self._run.watching)

    def mark(self) -> Mark:
        """How it stands now, for `changes_since`."""
        self._drove = None
        return marking.mark(self._run)

    def changes_since(self, mark: Mark) -> Changes:
        """What the verbs since *mark* did to tokens and variables; `Mark()` is an instance that had not begun."""
        return marking.changes(self._run, mark, self._drove)

    def live_tokens(self) -> list[LiveToken]:
        """Every token with what it waits for, those that lie in wait beside the flow included."""
        return standing.live_tokens(self._run)

    def tokens(self) -> list[tuple[str, int]]:
        """Where the flow stands, sub-processes included; events that only lie in wait beside it are left out."""
        return [
            (token.node.element.id, token.number)
            for token in self._run.every_token()
            if _stands_in_the_flow(token)
        ]

    def open_tasks(self) -> set[int]:
        """The numbers of the user tasks that wait."""
        parts = self._run.parts()
        return {number for part in parts for number in part.numbers_at(part.spec.user_tasks)}

    # Running ------------------------------------------------------------------------------------------------------

    def _advance(self) -> Steps:
        """Hand out what happened and run what can run, until all tokens wait."""
        while True:
            while self._run.pending:
                event = self._run.pending.popleft()
                reply = yield event
                if isinstance(event, _ASKING):
                    self._answer(event, reply)
            if not self._run.step() and not self._run.pending:
                break
        self._check_reason_to_wait()

    def _answer(self, event: ServiceTaskActivated | DecisionRequested, reply: Reply) -> None:
        token = self._run.token(event.number)
        # Whoever did the work may have written records.
        self._run.stirred = True
        match reply:
            case Completed(variables=variables):
                self._complete(token, variables)
            case Failed(code=code, message=message):
                self._run.throw_error(token, code, message, {})
            case None if isinstance(event, DecisionRequested):
                raise TypeError(
                    f"The decision of {event.element_id!r} needs a reply; send Completed or Failed."
                )
            case None:
                token.memo["open"] = 1

    def _complete(self, token: Token, variables: dict[str, Value]) -> None:
        # Whoever did the work may have written records.
        self._run.stirred = True
        token.node.deliver(token, variables)
        token.complete()

    def _waiting(self, number: int, *kinds: type[Node]) -> Token:
        token = self._run.find(number)
        if token is None or not isinstance(token.node, kinds):
            raise NotWaiting(number)
        self._drove = self._drove or number
        return token

    def _check_reason_to_wait(self) -> None:
        """Tokens that wait for each other alone would wait forever."""
        if self._run.places and not self._run.waits_for_outside():
            raise StuckAtJoin(
                process_id=self._definition.process_id,
                element_ids=", ".join(sorted({token.node.element.id for token in self._run.every_token()})),
                what="",
                reason="",
                remedy="",
            )


def _stands_in_the_flow(token: Token) -> bool:
    return token.node.in_flow and not token.memo.keys() & {"on", "gate", "beside", "fired"}
