"""What stands around an activity that is done several times."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.bpmn.spiff.activities import Activity

if TYPE_CHECKING:
    from engine.bpmn.model import Element
    from engine.bpmn.spiff.tokens import Node, Token
    from engine.feel.values import Value


class Body(Activity):
    """Starts its item again and again, each with a scope of its own, and leaves when it is enough.

    Boundary events and flows belong to the body, mappings to the item. In the history an item's row stands for the
    activity; the body has one only if it had no items.
    """

    def __init__(self, spec: Any, element: Element, item: Node) -> None:
        super().__init__(spec, element)
        self.item = item
        item.body = self

    def item_done(self, item: Token) -> None:
        """An item is complete: go on with the next one, or end the body."""
        body = item.part.run.tokens[item.memo["body"]]
        body.memo["done"] += 1
        self.take(body, item)
        enough = self.enough(body, item)
        ways = self.choose(body) if enough else ()
        item.node.record(item, ways[0].target.element.id if ways else None)
        item.node.close(item)
        if enough:
            self._cancel_items(body)
            body.complete()
        else:
            self.start_next(body)

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

    def _cancel_items(self, body: Token) -> None:
        for token in body.part.live_tokens():
            if token.memo.get("body") == body.number:
                token.cancel()
