"""One activity for each item of a collection or a number of times, at once or one after the other."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.bpmn.errors import ExpressionFailed, NotWaiting, Unsupported
from engine.bpmn.spiff.bodies import Body
from engine.bpmn.spiff.workflow import STEP_BUDGET
from engine.feel import from_plain, to_plain, told

if TYPE_CHECKING:
    from engine.bpmn.model import Element, Loop
    from engine.bpmn.spiff.nodes import Node
    from engine.bpmn.spiff.tokens import Token
    from engine.feel.values import Value


_VARIABLE = re.compile(r"=?\s*(?!(?:true|false|null)\b|\d)(\w+)(?:\.\w+)*\s*")


class MultiInstance(Body):
    """The body around the items: it opens a scope for the collected output, and one scope for each item.

    Items are counted, never tested, so null is an item like any other.
    """

    opens_scope = True

    def __init__(self, spec: Any, element: Element, loop: Loop, item: Node) -> None:
        super().__init__(spec, element, item)
        self.loop = loop
        named = _VARIABLE.fullmatch(loop.output_element or "")
        self.result = named[1] if named else None
        """The variable that each item's result is read from: each has its own, as in Camunda 8."""

    def work(self, token: Token) -> bool:
        items = self._items(token)
        token.memo.update(total=len(items), done=0)
        if self.loop.output_collection:
            token.part.run.scopes.define(token.scope, self.loop.output_collection, [None] * len(items))
        if not self.loop.sequential:
            for index, item in enumerate(items):
                self._start(token, index, item)
        elif items:
            if self.loop.input_collection is not None:
                # The last comes first: taking an item off the end moves no other.
                token.memo["queue"] = [to_plain(item) for item in reversed(items)]
            self.start_next(token)
        return not items

    def start_next(self, body: Token) -> None:
        if self.loop.sequential:
            queue = _queue(body)
            self._start(body, _over(body), from_plain(queue.pop()) if queue else None)

    def add_item(self, body: Token, value: Value) -> None:
        """One more: it starts now, or after the others."""
        index = body.memo["total"]
        body.memo["total"] += 1
        if self.loop.output_collection:
            body.part.run.scopes.fill(body.scope, self.loop.output_collection, index, None)
        if not self.loop.sequential:
            self._start(body, index, value)
        elif self.loop.input_collection is not None:
            _queue(body).insert(0, to_plain(value))

    def remove_item(self, body: Token, index: int) -> None:
        """One less: an open item is terminated, one that is still to come is dropped."""
        item = next((one for one in self.items_of(body) if one.memo["index"] == index), None)
        if item is not None:
            item.cancel()
            body.memo["cut"] = body.memo.get("cut", 0) + 1
        elif self.loop.sequential and _over(body) < index < body.memo["total"]:
            self._drop(body, index)
            return
        else:
            raise NotWaiting(body.number)
        if _over(body) == body.memo["total"]:
            body.complete()
        else:
            self.start_next(body)

    def _drop(self, body: Token, index: int) -> None:
        """An item of a sequence that never started; those after it move up."""
        scopes, name = body.part.run.scopes, self.loop.output_collection
        body.memo["total"] -= 1
        if self.loop.input_collection is not None:
            # The one that is open is no longer in the queue, whose end comes next.
            del _queue(body)[_over(body) - index]
        if name:
            scopes.define(body.scope, name, scopes.local(body.scope)[name][: body.memo["total"]])

    def leave(self, token: Token) -> None:
        scopes, name = token.part.run.scopes, self.loop.output_collection
        if name:
            scopes.assign(scopes.parent(token.scope), name, scopes.local(token.scope)[name])
        # Mappings belong to the items.
        super().leave(token)

    def _items(self, token: Token) -> list[Value]:
        """The collection's items; a null for each time when the loop only counts."""
        if self.loop.cardinality is not None:
            return [None] * self._times(token, self.loop.cardinality)
        collection = self.loop.input_collection or ""
        items = self.evaluate(token, collection, "inputCollection")
        if not isinstance(items, list):
            raise ExpressionFailed(
                element_id=self.element.id,
                place="inputCollection",
                expression=collection,
                reason=f"It gave {told(items)}, no list.",
                remedy="Give it a list; an empty one passes.",
            )
        return items

    def _times(self, token: Token, cardinality: str) -> int:
        value = self.evaluate(token, cardinality, "loopCardinality")
        # More could not be started within one verb anyway.
        if isinstance(value, Decimal) and 0 <= value <= STEP_BUDGET and value == value.to_integral_value():
            return int(value)
        raise ExpressionFailed(
            element_id=self.element.id,
            place="loopCardinality",
            expression=cardinality,
            reason=f"It gave {told(value)}, no whole number from 0 to {STEP_BUDGET}.",
            remedy="Correct the variables that it reads; 0 passes.",
        )

    def _start(self, body: Token, index: int, item: Value) -> None:
        named = {self.result: None} if self.result else {}
        if self.loop.input_element:
            named[self.loop.input_element] = item
        self.start_item(body, index, **named)

    def take(self, body: Token, item: Token) -> None:
        name, element = self.loop.output_collection, self.loop.output_element
        if not name or element is None:
            return
        value = self.evaluate(item, element, "outputElement")
        body.part.run.scopes.fill(body.scope, name, item.memo["index"], value)

    def enough(self, body: Token, item: Token) -> bool:
        """All items are done, or the completion condition holds for what the last one left."""
        condition, run = self.loop.completion_condition, body.part.run
        if _over(body) == body.memo["total"]:
            return True
        if condition is None:
            return False
        variables = {**run.scopes.view(item.scope, condition), **self._counters(body)}
        value = run.evaluate_in(self.element.id, condition, variables, "completionCondition")
        return self.truth(value, condition, "completionCondition")

    def _counters(self, body: Token) -> dict[str, Value]:
        """BPMN's names for how far the items are; only what a person took out is terminated before the end."""
        total, over = body.memo["total"], _over(body)
        return {
            "numberOfInstances": Decimal(total),
            "numberOfCompletedInstances": Decimal(body.memo["done"]),
            "numberOfActiveInstances": Decimal(0 if self.loop.sequential else total - over),
            "numberOfTerminatedInstances": Decimal(body.memo.get("cut", 0)),
        }


def _over(body: Token) -> int:
    """How many items are over, done or terminated; in a sequence, the number of the item that is open or next."""
    return int(body.memo["done"]) + int(body.memo.get("cut", 0))


def _queue(body: Token) -> list[Any]:
    """What a sequence has still to do, the next one last; instances of earlier releases kept it the other way round."""
    if "rest" in body.memo:
        body.memo["queue"] = body.memo.pop("rest")[::-1]
    queue: list[Any] | None = body.memo.get("queue")
    return [] if queue is None else queue


def over_something(element: Element) -> Loop:
    """The element's loop; a multi-instance marker without a collection or a number cannot run."""
    loop = element.loop
    if loop is None or not (loop.input_collection or loop.cardinality):
        raise Unsupported(
            element_id=element.id,
            reason="It is multi-instance over nothing.",
            remedy="Give it zeebe:loopCharacteristics with an inputCollection, or a loopCardinality.",
        )
    return loop
