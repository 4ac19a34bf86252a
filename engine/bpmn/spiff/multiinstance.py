"""One activity for each item of a collection or a number of times, at once or one after the other."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.bpmn.errors import ExpressionFailed, Unsupported
from engine.bpmn.spiff.activities import Activity
from engine.bpmn.spiff.workflow import STEP_BUDGET
from engine.feel import from_plain, to_plain

if TYPE_CHECKING:
    from engine.bpmn.model import Element, Loop
    from engine.bpmn.spiff.tokens import Node, Token
    from engine.feel.values import Value


class MultiInstance(Activity):
    """The body around the items: it opens a scope for the collected output, and one scope for each item.

    Items are counted, never tested, so null is an item like any other. In the history an item's row stands for the
    activity; the body has one only if it had no items.
    """

    opens_scope = True

    def __init__(self, spec: Any, element: Element, loop: Loop, item: Node) -> None:
        super().__init__(spec, element)
        self.loop = loop
        self.item = item
        item.body = self

    def work(self, token: Token) -> bool:
        items = self._items(token)
        token.memo.update(total=len(items), done=0)
        if self.loop.output_collection:
            token.part.run.scopes.define(token.scope, self.loop.output_collection, [None] * len(items))
        if self.loop.sequential:
            if self.loop.input_collection is not None:
                token.memo["rest"] = [to_plain(item) for item in items[1:]]
            items = items[:1]
        for index, item in enumerate(items):
            self._start_item(token, index, item)
        return not items

    def record(self, token: Token, following: str | None, *, terminated: bool = False) -> None:
        if token.memo.get("total") == 0:
            super().record(token, following, terminated=terminated)

    def withdraw(self, token: Token) -> None:
        super().withdraw(token)
        self._cancel_items(token)

    def item_done(self, item: Token) -> None:
        """An item is complete: collect its output, then start the next one or end the body."""
        body = item.part.run.tokens[item.memo["body"]]
        body.memo["done"] += 1
        self._collect(body, item)
        enough = self._enough(body, item)
        ways = self.choose(body) if enough else ()
        item.node.record(item, ways[0].target.element.id if ways else None)
        item.node.close(item)
        if enough:
            self._cancel_items(body)
            body.complete()
        elif self.loop.sequential:
            rest = body.memo.get("rest")
            self._start_item(body, body.memo["done"], from_plain(rest.pop(0)) if rest else None)

    def leave(self, token: Token) -> None:
        scopes, name = token.part.run.scopes, self.loop.output_collection
        if name:
            scopes.assign(scopes.parent(token.scope), name, scopes.local(token.scope)[name])
        self.disarm(token)

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
                reason=f"It gave {items!r}, no list.",
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
            reason=f"It gave {value!r}, no whole number from 0 to {STEP_BUDGET}.",
            remedy="Correct the variables that it reads; 0 passes.",
        )

    def _start_item(self, body: Token, index: int, item: Value) -> None:
        scopes = body.part.run.scopes
        own = scopes.open(body.scope)
        if self.loop.input_element:
            scopes.define(own, self.loop.input_element, item)
        scopes.define(own, "loopCounter", Decimal(index + 1))
        self.item.arrive(body.part, body=body.number, index=index, own=own)

    def _collect(self, body: Token, item: Token) -> None:
        name, element = self.loop.output_collection, self.loop.output_element
        if not name or element is None:
            return
        scopes = body.part.run.scopes
        results = list(scopes.local(body.scope)[name])
        results[item.memo["index"]] = self.evaluate(item, element, "outputElement")
        scopes.define(body.scope, name, results)

    def _enough(self, body: Token, item: Token) -> bool:
        """All items are done, or the completion condition holds for what the last one left."""
        condition, run = self.loop.completion_condition, body.part.run
        if body.memo["done"] == body.memo["total"]:
            return True
        if condition is None:
            return False
        variables = {**run.scopes.view(item.scope), **self._counters(body)}
        value = run.evaluate_in(self.element.id, condition, variables, "completionCondition")
        return self.truth(value, condition, "completionCondition")

    def _counters(self, body: Token) -> dict[str, Value]:
        """BPMN's names for how far the items are, while nothing has been cancelled."""
        total, done = body.memo["total"], body.memo["done"]
        return {
            "numberOfInstances": Decimal(total),
            "numberOfCompletedInstances": Decimal(done),
            "numberOfActiveInstances": Decimal(0 if self.loop.sequential else total - done),
            "numberOfTerminatedInstances": Decimal(0),
        }

    def _cancel_items(self, body: Token) -> None:
        for token in body.part.live_tokens():
            if token.memo.get("body") == body.number:
                token.cancel()


def needs_multi_instance(element: Element) -> Loop | None:
    """The element's loop; a multi-instance marker without a collection or a number cannot run."""
    loop = element.loop
    if loop is not None and not loop.input_collection and not loop.cardinality:
        raise Unsupported(
            element_id=element.id,
            reason="It is multi-instance over nothing.",
            remedy="Give it zeebe:loopCharacteristics with an inputCollection, or a loopCardinality.",
        )
    return loop
