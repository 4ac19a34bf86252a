"""The parts of a running instance, the process and its open sub-processes: which tokens stand in each of them.

A token that was saved is a row, ``[number, node, memo]``, and stays one until somebody asks for it: a verb touches one
or two of the tokens of an instance, which may have thousands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.errors import Unsupported
from engine.bpmn.spiff import conditions
from engine.bpmn.spiff.tokens import OVER, Token, copied

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from engine.bpmn.spiff.builder import ScopeSpec
    from engine.bpmn.spiff.event_subprocesses import EventSubProcess
    from engine.bpmn.spiff.workflow import ProcessRun

Row = list[Any]
"""A token as it is saved; nothing in it is changed, so that it also tells how the token stood before."""


class Part:
    """What the process and its open sub-processes have in common: live tokens, and an end when none is left."""

    run: ProcessRun
    spec: ScopeSpec
    scope: int
    owner: Token | None

    def __init__(self) -> None:
        self.here: dict[int, Token | Row] = {}
        """Its tokens by number, in the order in which they came; see `token_of`."""
        self.completed = False
        self.in_wait = 0
        """How many of the tokens only lie in wait for the start of an event sub-process."""

    # Tokens -------------------------------------------------------------------------------------------------------

    def take_up(self, rows: list[Row]) -> None:
        """The tokens that were saved; raises `Unsupported` if the definition lacks an element of them."""
        nodes, watchful = self.spec.task_specs, self.spec.watchful
        self.here = {row[0]: row for row in rows}
        self.run.places.update(dict.fromkeys(self.here, self))
        for number, name, _ in rows:
            if name not in nodes:
                raise Unsupported(
                    element_id=name,
                    reason="The definition lacks it, a token stands there.",
                    remedy="Migrate.",
                )
            if name in watchful:
                token = self.token_of(number)
                if token.node.watches:
                    conditions.watch(token)

    def token_of(self, number: int) -> Token:
        """One of its tokens."""
        found = self.here[number]
        if isinstance(found, Token):
            return found
        _, name, memo = found
        return Token(self, self.spec.task_specs[name], copied(memo), number=number)

    def rows(self) -> list[Row]:
        """Its tokens as they are saved."""
        return [
            [one.number, one.node.name, one.memo] if isinstance(one, Token) else one
            for one in self.here.values()
        ]

    def numbers_at(self, names: Container[str]) -> Iterator[int]:
        """The numbers of its tokens at nodes with these names, the oldest first."""
        for number, one in self.here.items():
            if (one.node.name if isinstance(one, Token) else one[1]) in names:
                yield number

    def stands_at(self, names: Container[str]) -> bool:
        """One of its tokens is at a node with one of these names."""
        return next(self.numbers_at(names), None) is not None

    def tokens_at(self, names: Container[str]) -> list[Token]:
        """Its tokens at nodes with these names, the oldest first."""
        return [self.token_of(number) for number in list(self.numbers_at(names))]

    def live_tokens(self) -> list[Token]:
        """All its tokens, without those that are just leaving."""
        tokens = [self.token_of(number) for number in list(self.here)]
        return [token for token in tokens if token.state != OVER]

    def forget(self, token: Token) -> None:
        if self.here.pop(token.number, None) is not None and token.node.lies_in_wait:
            self.in_wait -= 1
        self.run.places.pop(token.number, None)

    def cancel_tokens(self) -> None:
        """Cancel all live tokens, the latest first: boundary events and inner work before what holds them."""
        for token in reversed(self.live_tokens()):
            token.cancel()

    def let_go(self, token: Token) -> None:
        """A token has left; with the last one it ends itself."""
        self.forget(token)
        if len(self.here) == self.in_wait and not self.completed:
            self.completed = True
            self.cancel_tokens()
            self.end()

    def end(self) -> None:
        raise NotImplementedError

    # Event sub-processes ------------------------------------------------------------------------------------------

    def arm(self) -> None:
        """Wait for the events of the scope's event sub-processes, unless one that interrupts is on already."""
        if self.spec.triggers and not self.interrupted():
            for trigger in self.spec.triggers:
                trigger.arm(self)

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
        own = [one.name for one in self.spec.event_subprocesses if one.interrupting]
        return any(token.state != OVER for token in self.tokens_at(own))


class InnerPart(Part):
    """An open sub-process; *owner* is the token that waits for its end."""

    owner: Token

    def __init__(self, spec: ScopeSpec, owner: Token, scope: int) -> None:
        super().__init__()
        self.spec = spec
        self.owner = owner
        self.run = owner.part.run
        self.scope = scope
        self.run.subprocesses[owner.number] = self

    def end(self) -> None:
        del self.run.subprocesses[self.owner.number]
        if "undo" in self.owner.memo:
            self.owner.node.part_undone(self)
            return
        self.owner.node.part_ended(self.owner, self)
        self.owner.complete()

    def let_go(self, token: Token) -> None:
        super().let_go(token)
        if self.owner.node.hears_inside and not self.completed:
            self.owner.node.inner_done(self.owner, token)

    def cancel_all(self) -> None:
        self.completed = True
        self.cancel_tokens()
        self.run.subprocesses.pop(self.owner.number, None)
