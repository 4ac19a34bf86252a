"""What stands around an activity that is done several times."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.bpmn.spiff.activities import Activity
from engine.bpmn.spiff.tokens import OVER

if TYPE_CHECKING:
    from engine.bpmn.model import Element
    from engine.bpmn.spiff.nodes import Node
    from engine.bpmn.spiff.tokens import Token
    from engine.feel.values import Value


class Body(Activity):
    """Starts its item again and again, each with a scope of its own, and leaves when it is enough.

    Boundary events and flows belong to the body, mappings to the item. In the history an item's row stands for the
    activity; the body has one only if it had no items.
    """

    in_flow = False
    item: Node

    def __init__(self, spec: Any, element: Element, item: Node, *, name: str | None = None) -> None:
        super().__init__(spec, element, name=name)
        self.item = item
        item.body = self

    def item_done(self, item: Token) -> None:
        """An item is complete: go on with the next one, or end the body."""
        body = item.part.run.token(item.memo["body"])
        body.memo["done"] += 1
        self.take(body, item)
        if self.enough(body, item):
            body.memo["last"] = item.number
            body.complete()
            return
        self._close_item(item, None)
        self.start_next(body)

    def go_on(self, token: Token) -> None:
        """The flows are chosen by what the body left; its last item's row tells where they lead."""
        ways = self.ways_out(token)
        last = token.part.run.find(token.memo.pop("last", None))
        if last is not None:
            self._close_item(last, ways[0].target.element.id if ways else None)
        self._cancel_items(token)
        self.send(token, ways)

    def take(self, body: Token, item: Token) -> None:
        """Keep what the item left."""

    def enough(self, body: Token, item: Token) -> bool:
        """Whether the body ends after this item."""
        raise NotImplementedError

    def start_next(self, body: Token) -> None:
        """Start what comes after an item, if it has not started yet."""
        raise NotImplementedError

    def start_item(self, body: Token, index: int, **variables: Value) -> None:
        scopes = body.part.run.scopes
        own = scopes.open(body.scope)
        for name, value in variables.items():
            scopes.define(own, name, value)
        scopes.define(own, "loopCounter", Decimal(index + 1))
        self.item.arrive(body.part, body=body.number, index=index, own=own)

    def record(self, token: Token, following: str | None, *, terminated: bool = False) -> None:
        if token.memo.get("total") == 0:
            super().record(token, following, terminated=terminated)

    def withdraw(self, token: Token) -> None:
        super().withdraw(token)
        self._cancel_items(token)

    def items_of(self, body: Token) -> list[Token]:
        """The items that are open."""
        items = body.part.tokens_at((self.item.name,))
        return [one for one in items if one.state != OVER and one.memo.get("body") == body.number]

    def _close_item(self, item: Token, following: str | None) -> None:
        item.node.record(item, following)
        item.node.close(item)

    def _cancel_items(self, body: Token) -> None:
        for item in self.items_of(body):
            item.cancel()
