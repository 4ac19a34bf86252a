"""Ad-hoc sub-processes: activities without an order, begun by the model, by a person, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.bpmn.errors import CannotBegin, ExpressionFailed
from engine.bpmn.events import AdHocClosed, AdHocOpened
from engine.bpmn.possible import Possible
from engine.bpmn.spiff.activities import Activity
from engine.bpmn.spiff.bodies import Body
from engine.bpmn.spiff.subprocesses import SubProcess
from engine.feel import told

if TYPE_CHECKING:
    from engine.bpmn.model import AdHoc, Element
    from engine.bpmn.spiff.nodes import Node
    from engine.bpmn.spiff.tokens import Token
    from engine.feel.values import Value


class Begun(SubProcess):
    """One beginning of an activity in an ad-hoc sub-process, with all that follows it: a part of its own."""

    in_history = False
    in_flow = False
    hears_inside = True

    def inner_done(self, owner: Token, token: Token) -> None:
        """An activity in it is complete, and something follows it."""
        if (
            isinstance(token.node, Activity)
            and token.node.body is None
            # One that is only undone again belongs to nothing that could be enough.
            and "body" in owner.memo
            and isinstance(self.body, AdHocSubProcess)
        ):
            self.body.activity_done(owner)


class AdHocSubProcess(Body):
    """Open until it is enough: its activities may be begun as often as people want, each with what follows it.

    Its ``queue`` in the memo are those that still have to be begun, one after the other, the next one last;
    ``closing`` means that nothing more is begun, and it ends with what is open.
    """

    opens_scope = True
    in_flow = True
    waits_for_outside = True

    def __init__(
        self, spec: Any, element: Element, settings: AdHoc, item: Node, *, name: str | None = None
    ) -> None:
        super().__init__(spec, element, item, name=name)
        self.settings = settings
        self.possible: tuple[str, ...] = ()
        """The activities that can be begun."""

    def work(self, token: Token) -> bool:
        path = token.memo.pop("into", None)
        token.memo["done"] = 0
        if self.settings.output_collection:
            token.part.run.scopes.define(token.scope, self.settings.output_collection, [])
        token.part.run.emit(AdHocOpened(number=token.number, element_id=self.element.id))
        if path:
            self._begin(token, path)
            return False
        chosen = self._chosen(token)
        if self.settings.sequential:
            token.memo["queue"] = chosen[:0:-1]
            chosen = chosen[:1]
        for one in chosen:
            self._begin(token, [one])
        return False

    def begin(self, token: Token, element_id: str, variables: dict[str, Value]) -> None:
        """A person begins an activity."""
        reason = self.reason_against(token, element_id)
        if reason:
            raise CannotBegin(element_id=element_id, reason=reason, remedy="Reload to see what is possible.")
        self._begin(token, [element_id], variables)

    def begin_at(self, token: Token, path: list[str]) -> None:
        """A token is put inside by hand, at the end of *path*: another beginning, beside what is open."""
        self._begin(token, path)

    def reason_against(self, token: Token, element_id: str) -> str | None:
        """Why an activity cannot be begun now; None if it can."""
        if element_id not in self.possible:
            return f"It cannot be begun by itself in {self.element.id!r}."
        if "closing" in token.memo:
            return f"{self.element.id!r} ends with what is open in it."
        if self.settings.sequential and self.items_of(token):
            return f"In {self.element.id!r} one thing is done at a time."
        return None

    def told(self, token: Token) -> Possible:
        """What a person is told about it."""
        return Possible(
            number=token.number,
            element_id=self.element.id,
            elements=tuple(one for one in self.possible if self.reason_against(token, one) is None),
            open=len(self.items_of(token)),
            done=token.memo["done"],
            closing="closing" in token.memo,
        )

    def finish(self, token: Token) -> None:
        """A person says that it is enough."""
        if self._closes(token):
            token.complete()

    def item_done(self, item: Token) -> None:
        body = item.part.run.token(item.memo["body"])
        body.memo["done"] += 1
        self.take(body, item)
        over = self._is_over(body, item)
        item.node.close(item)
        if over:
            body.complete()
        elif body.memo.get("queue"):
            self._begin(body, [body.memo["queue"].pop()])

    def activity_done(self, item: Token) -> None:
        body = item.part.run.token(item.memo["body"])
        if "closing" not in body.memo and self._holds(item) and self._closes(body):
            body.complete()

    def take(self, body: Token, item: Token) -> None:
        name, element = self.settings.output_collection, self.settings.output_element
        if name and element is not None:
            value, scopes = self.evaluate(item, element, "outputElement"), body.part.run.scopes
            scopes.fill(body.scope, name, len(scopes.local(body.scope)[name]), value)

    def leave(self, token: Token) -> None:
        scopes, name = token.part.run.scopes, self.settings.output_collection
        if name:
            scopes.assign(scopes.parent(token.scope), name, scopes.local(token.scope)[name])
        super().leave(token)
        self._cancel_items(token)
        self._close(token)

    def withdraw(self, token: Token) -> None:
        super().withdraw(token)
        self._close(token)

    def record(self, token: Token, following: str | None, *, terminated: bool = False) -> None:
        Activity.record(self, token, following, terminated=terminated)

    def _begin(self, body: Token, path: list[str], variables: dict[str, Value] | None = None) -> None:
        scopes = body.part.run.scopes
        own = scopes.open(body.scope)
        for name, value in (variables or {}).items():
            scopes.define(own, name, value)
        self.item.arrive(body.part, body=body.number, own=own, into=path)

    def _is_over(self, body: Token, item: Token) -> bool:
        """Whether it ends after this one; without a condition, when nothing is open and nothing is to come."""
        empty = not self.items_of(body) and not body.memo.get("queue")
        if "closing" in body.memo or self.settings.completion_condition is None:
            return empty
        return self._holds(item) and self._closes(body)

    def _closes(self, body: Token) -> bool:
        """Begin nothing more; True if what is open goes with it."""
        body.memo["closing"] = 1
        body.memo.pop("queue", None)
        return self.settings.cancel_remaining or not self.items_of(body)

    def _holds(self, item: Token) -> bool:
        condition = self.settings.completion_condition
        if condition is None:
            return False
        return self.truth(
            self.evaluate(item, condition, "completionCondition"), condition, "completionCondition"
        )

    def _close(self, token: Token) -> None:
        token.part.run.emit(AdHocClosed(number=token.number, element_id=self.element.id))

    def _chosen(self, token: Token) -> list[str]:
        """What the model begins by itself."""
        text = self.settings.active_elements
        if text is None:
            return []
        found = self.evaluate(token, text, "activeElementsCollection")
        if isinstance(found, list) and all(isinstance(one, str) and one in self.possible for one in found):
            return list(found)
        raise ExpressionFailed(
            element_id=self.element.id,
            place="activeElementsCollection",
            expression=text,
            reason=f"It gave {told(found)}, no list of ids of activities in it to which no flow leads.",
            remedy=f"Use these: {', '.join(self.possible)}.",
        )
