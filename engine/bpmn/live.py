"""What a person does to a running instance besides its work: tokens, items and versions changed by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn.errors import NotWaiting
from engine.bpmn.events import CallRemoved
from engine.bpmn.places import LastToken, NotRepeated, WaitsForOthers
from engine.bpmn.spiff import migrating, moves
from engine.bpmn.spiff.activities import ServiceTask
from engine.bpmn.spiff.adhoc import AdHocSubProcess
from engine.bpmn.spiff.calls import CallActivity
from engine.bpmn.spiff.catching import Catching
from engine.bpmn.spiff.multiinstance import MultiInstance
from engine.bpmn.spiff.user_tasks import UserTask

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.bpmn.definition import Definition
    from engine.bpmn.events import Steps
    from engine.bpmn.migration import Migration, Timers
    from engine.bpmn.spiff.tokens import Token
    from engine.bpmn.spiff.workflow import ProcessRun
    from engine.feel.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """An element that is being done several times."""

    number: int
    element_id: str
    sequential: bool
    total: int
    done: int
    """Without those that were taken off."""
    open: tuple[tuple[int, int, Value], ...]
    """Of each item that has started: its index from 0, its token's number, and what it is about."""


class LiveVerbs:
    """Verbs of `Instance`; like all of them, to be run to the end before saving."""

    _definition: Definition
    _run: ProcessRun

    def move(self, number: int, to: str, *, beside: int | None = None) -> Steps:
        """Take a token from where it stands, as terminated, and put one on the element *to* instead.

        *beside* is a token in the sub-process that is meant, when several of the same are open.
        """
        token = self._any(number)
        self._run.begin_verb()
        near = token if beside is None else self._any(beside)
        moves.place(self._run, self._definition.model, to, beside=near, leaving=token)
        moves.take(token)
        yield from self._advance()

    def add(self, to: str, *, beside: int | None = None) -> Steps:
        """Put one more token on the element *to*; see `move`."""
        near = None if beside is None else self._any(beside)
        self._run.begin_verb()
        moves.place(self._run, self._definition.model, to, beside=near)
        yield from self._advance()

    def remove(self, number: int) -> Steps:
        """Take a token away, as terminated; the last one cannot go."""
        self._run.begin_verb()
        moves.take(self._any(number))
        if not any(moves.stands(token) for token in self._run.every_token()):
            raise LastToken(element_id=self._definition.process_id)
        yield from self._advance()

    def pass_over(self, number: int) -> Steps:
        """Go on from where something is waited for, as if it had come with nothing."""
        token = self._any(number)
        if isinstance(token.node, Catching):
            yield from self.fire(number)
            return
        if isinstance(token.node, AdHocSubProcess):
            yield from self.finish(number)
            return
        if isinstance(token.node, CallActivity):
            self._run.emit(CallRemoved(number=number, element_id=token.node.element.id))
        elif not isinstance(token.node, UserTask | ServiceTask):
            raise WaitsForOthers(element_id=token.node.element.id)
        yield from self.complete(number, {})

    def change_items(self, number: int, *, add: Iterable[Value] = (), remove: Iterable[int] = ()) -> Steps:
        """Give an element that is done several times more items, or take some off by their index."""
        body = self._any(number)
        if not isinstance(body.node, MultiInstance):
            raise NotRepeated(element_id=body.node.element.id)
        self._run.begin_verb()
        for value in add:
            body.node.add_item(body, value)
        # From the end: an index that is taken off moves those after it.
        for index in sorted(remove, reverse=True):
            if body.finished:
                raise NotWaiting(number)
            body.node.remove_item(body, index)
        yield from self._advance()

    def migrate(
        self, definition: Definition, mapping: Mapping[str, str], *, timers: Timers = "keep"
    ) -> Migration:
        """Go over to another version of the process and tell what that changes; `advance` then hands out the events.

        *mapping* leads from elements of this version to those of the other; others go to the one with their id.
        """
        self._run.begin_verb()
        told = migrating.migrate(self._run, self._definition, definition, mapping, timers)
        self._definition = definition
        return told

    def advance(self) -> Steps:
        """Hand out what `migrate` did."""
        yield from self._advance()

    def elements(self) -> dict[int, str]:
        """The element of every token by its number, of those that only lie in wait, too."""
        return {token.number: token.node.element.id for token in self._run.every_token()}

    def many(self) -> list[Many]:
        """The elements that are being done for each of several items."""
        bodies = [one for one in self._run.every_token() if isinstance(one.node, MultiInstance)]
        return [self._many(body, body.node) for body in bodies]

    def _many(self, body: Token, node: MultiInstance) -> Many:
        scopes, name = self._run.scopes, node.loop.input_element or ""
        return Many(
            number=body.number,
            element_id=node.element.id,
            sequential=node.loop.sequential,
            total=body.memo["total"],
            done=body.memo["done"],
            open=tuple(
                (one.memo["index"], one.number, scopes.local(one.scope).get(name))
                for one in node.items_of(body)
            ),
        )

    def inner_variables(self) -> list[tuple[int, str, dict[str, Value]]]:
        """Of each token that has variables of its own: its number, its element's id and those variables."""
        scopes = self._run.scopes
        owned = ((token, token.memo["own"]) for token in self._run.every_token() if "own" in token.memo)
        return [
            (token.number, token.node.element.id, dict(scopes.local(own)))
            for token, own in owned
            if scopes.local(own)
        ]

    def set_inner_variables(self, number: int, values: Mapping[str, Value]) -> None:
        """Write variables of a token's own."""
        token = self._any(number)
        if "own" not in token.memo:
            raise NotWaiting(number)
        for name, value in values.items():
            self._run.scopes.define(token.memo["own"], name, value)

    def _any(self, number: int) -> Token:
        token = self._run.find(number)
        if token is None:
            raise NotWaiting(number)
        return token

    def _advance(self) -> Steps:
        raise NotImplementedError

    def fire(self, number: int, payload: dict[str, Value] | None = None) -> Steps:
        raise NotImplementedError

    def complete(self, number: int, variables: dict[str, Value]) -> Steps:
        raise NotImplementedError

    def finish(self, number: int) -> Steps:
        raise NotImplementedError
