"""Gateways: where tokens split, choose and join. Joins count tokens by the flow that they came along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.spiff.choices import all_that_hold, first_that_holds
from engine.bpmn.spiff.nodes import Node, Way
from engine.bpmn.spiff.tokens import WAITING, Token

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


_BESIDE_THE_FLOW = frozenset({"on", "gate", "beside", "fired", "for"})
"""Memo keys of tokens that will not go on along the flows of where they stand."""


class ExclusiveGateway(Node):
    """The first flow whose condition is true, else the default flow."""

    def work(self, _token: Token) -> bool:
        return True

    def choose(self, token: Token) -> Sequence[Way]:
        return first_that_holds(self, token)


class Join(Node):
    """A gateway where several flows meet: tokens wait until they can go on as one."""

    counts_flows = True

    def work(self, token: Token) -> bool:
        # A token without a flow was put here on purpose (an instance that starts at this element).
        if self.incoming < 2 or token.memo.get("flow") is None:  # noqa: PLR2004  # one flow is no join
            return True
        return self.arrived(token, self.waiting(token))

    def arrived(self, token: Token, waiting: dict[int, list[Token]]) -> bool:
        """Whether *token*, which came last, goes on for all that wait."""
        raise NotImplementedError

    def waiting(self, token: Token) -> dict[int, list[Token]]:
        """The tokens that wait here, by flow, *token* included; the oldest first."""
        found: dict[int, list[Token]] = {}
        for one in token.part.tokens_at((self.name,)):
            if (one is token or one.state == WAITING) and "flow" in one.memo:
                found.setdefault(one.memo["flow"], []).append(one)
        return found

    def merge(self, token: Token, waiting: dict[int, list[Token]]) -> bool:
        """*token* goes on for one token of each flow; surplus ones wait for the next round."""
        for tokens in waiting.values():
            merged = token if token in tokens else tokens[0]
            token.memo["at"] = min(token.memo["at"], merged.memo["at"])
            if merged is not token:
                merged.finish()
                merged.part.forget(merged)
        return True


class ParallelGateway(Join):
    """Goes on when there is a token on each incoming flow; sends one along each outgoing flow."""

    def arrived(self, token: Token, waiting: dict[int, list[Token]]) -> bool:
        return len(waiting) == self.incoming and self.merge(token, waiting)


class InclusiveGateway(Join):
    """Goes on when no other token can still come; sends one along each flow whose condition is true."""

    looks_around = True
    reaches: Mapping[str, frozenset[int]] = {}
    """By node: the incoming flows of this gateway that a token there can reach without passing it."""

    def choose(self, token: Token) -> Sequence[Way]:
        return all_that_hold(self, token)

    def arrived(self, token: Token, waiting: dict[int, list[Token]]) -> bool:
        return len(waiting) == self.incoming and self.merge(token, waiting)

    def try_release(self, token: Token) -> bool:
        waiting = self.waiting(token)
        if self._more_to_come(token, waiting):
            return False
        self.merge(token, waiting)
        token.complete()
        return True

    def _more_to_come(self, token: Token, filled: Collection[int]) -> bool:
        """BPMN's rule: a token elsewhere holds the join up if it can reach an empty flow, but no *filled* one."""
        for other in token.part.tokens_at(self.reaches):
            if other.node is self or not _BESIDE_THE_FLOW.isdisjoint(other.memo):
                continue
            if self.reaches[other.node.name].isdisjoint(filled):
                return True
        return False


class EventBasedGateway(Node):
    """Offers all events after it; the first to happen goes on, the others are taken back."""

    def work(self, token: Token) -> bool:
        for way in self.ways:
            way.target.arrive(token.part, gate=token.number)
        return False

    def decide(self, token: Token, winner: Token) -> None:
        """*winner* happened: withdraw the others and leave towards it."""
        for other in token.part.live_tokens():
            if other is not winner and other.memo.get("gate") == token.number:
                other.cancel()
        token.finish()
        self.record(token, winner.node.element.id)
        token.part.forget(token)

    def withdraw(self, token: Token) -> None:
        for event in token.part.live_tokens():
            if event.memo.get("gate") == token.number:
                event.cancel()
