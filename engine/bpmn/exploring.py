"""What the tokens of a scope can come to: its end, or a join at which they wait for ever."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import TYPE_CHECKING

from engine.bpmn.nets import Place, Step, TooWide

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.bpmn.nets import Net

_MANY = 4
"""So many tokens at one place stand for any greater number, too."""
_MOST_STATES = 3_000
_MOST_WAITING = 6

State = frozenset[tuple[Place, int]]
"""Where tokens stand, and how many."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What can become of a scope; *stuck* are the joins at which tokens can wait for ever."""

    completes: bool
    stuck: frozenset[str]


def outlook(net: Net) -> Outlook:
    """Look through what can happen; raises `TooWide`.

    Tokens at different places do not get into each other's way, so it is enough to move one of them at a time, unless
    that leads round in a circle: then each is moved.
    """
    found = _Exploring(net)
    found.explore()
    if not net.gatherings or not found.stuck:
        return Outlook(found.completes, frozenset(found.stuck))
    usual = _Exploring(net, usual=True)
    usual.explore()
    return Outlook(found.completes, frozenset(usual.stuck))


class _Exploring:
    """*usual*: inclusive joins take all that comes to them, as they mostly do; else they may go on at any time."""

    def __init__(self, net: Net, *, usual: bool = False) -> None:
        self.net = net
        self.usual = usual
        self.seen: set[State] = set()
        self.completes = False
        self.stuck: set[str] = set()
        self.reaches = {name: _reaches(net, name) for name in net.gatherings} if usual else {}

    def explore(self) -> None:
        self._look_from(self.net.begins)
        if not self.completes:
            stuck = set(self.stuck)
            self._look_from(self.net.begins_by_hand)
            self.stuck = stuck

    def _look_from(self, begins: list[tuple[Place, ...]]) -> None:
        todo = [_state(dict.fromkeys(one, 1)) for one in begins]
        self.seen.update(todo)
        while todo:
            state = todo.pop()
            found = self._next(dict(state))
            new = [one for one in found if one not in self.seen]
            self.seen.update(new)
            if len(self.seen) > _MOST_STATES:
                raise TooWide
            todo += new

    def _next(self, tokens: dict[Place, int]) -> set[State]:
        """The states that follow: of one place if they are all new, else of every place."""
        if not tokens or any(step.over for place in tokens for step in self.net.steps.get(place, ())):
            self.completes = True
            return set()
        if certain := self._certain(tokens):
            return {certain}
        ways = list(self._ways(tokens))
        if not ways:
            ways = list(self._gatherings(tokens))
            if not ways:
                self.stuck.update(place[0] for place in tokens)
                return set()
            return set().union(*ways)
        first = min(ways, key=len)
        if self.seen.isdisjoint(first):
            return first
        return set().union(*ways, *(() if self.usual else self._gatherings(tokens)))

    def _certain(self, tokens: dict[Place, int]) -> State | None:
        """A new state to which the only step of some place leads."""
        for place, count in sorted(tokens.items()):
            steps = self.net.steps.get(place, ())
            if len(steps) == 1 and count < _MANY:
                [state] = _moved(tokens, (place,), steps)
                if state not in self.seen:
                    return state
        return None

    def _ways(self, tokens: dict[Place, int]) -> Iterator[set[State]]:
        """For each place whose tokens can move by themselves, the states that this leads to."""
        for place in sorted(tokens):
            steps = self.net.steps.get(place)
            if steps:
                yield set(_moved(tokens, (place,), steps))
        for name, places in self.net.joins.items():
            if all(one in tokens for one in places):
                yield set(_moved(tokens, places, self.net.after[name]))

    def _gatherings(self, tokens: dict[Place, int]) -> Iterator[set[State]]:
        """An inclusive join goes on with any of the tokens that wait at it: which of them is a matter of time."""
        if self.usual:
            yield from self._usual_gatherings(tokens)
            return
        for name, places in self.net.gatherings.items():
            for some in _some([one for one in places if one in tokens]):
                yield set(_moved(tokens, some, self.net.after[name]))

    def _usual_gatherings(self, tokens: dict[Place, int]) -> Iterator[set[State]]:
        """Those go on to which nothing can come any more; if each waits for another, any of them."""
        waiting = {
            name: tuple(one for one in places if one in tokens)
            for name, places in self.net.gatherings.items()
            if not tokens.keys().isdisjoint(places)
        }
        free = [name for name in waiting if not self._more_to_come(name, waiting[name], tokens)]
        for name in free or waiting:
            yield set(_moved(tokens, waiting[name], self.net.after[name]))

    def _more_to_come(self, name: str, filled: tuple[Place, ...], tokens: dict[Place, int]) -> bool:
        """BPMN's rule: a token elsewhere holds the join up if it can reach an empty flow, but no *filled* one."""
        reaches = self.reaches[name]
        found = (reaches.get(place[0], set()) for place in tokens if place[0] != name)
        return any(reached and reached.isdisjoint(filled) for reached in found)


def _some(waiting: list[Place]) -> Iterable[tuple[Place, ...]]:
    if len(waiting) > _MOST_WAITING:
        raise TooWide
    return chain.from_iterable(combinations(waiting, count) for count in range(1, len(waiting) + 1))


def _moved(tokens: dict[Place, int], taken: tuple[Place, ...], steps: list[Step]) -> Iterator[State]:
    """The states after one of *steps*; of many tokens many or one less may be left."""
    left = [(count - 1, count) if (count := tokens[one]) >= _MANY else (count - 1,) for one in taken]
    for counts in product(*left):
        rest = {**tokens, **dict(zip(taken, counts, strict=True))}
        for step in steps:
            given = dict(rest)
            for place in step.gives:
                given[place] = min(given.get(place, 0) + 1, _MANY)
            yield _state(given)


def _state(tokens: dict[Place, int]) -> State:
    return frozenset((place, count) for place, count in tokens.items() if count)


def _reaches(net: Net, join: str) -> dict[str, set[Place]]:
    """By element: the flows of a join that a token there can come along, without passing the join before."""
    before: dict[str, set[str]] = {}
    found: dict[str, set[Place]] = {}
    for place, steps in net.steps.items():
        for given in (one for step in steps for one in step.gives if place[0] != join):
            before.setdefault(given[0], set()).add(place[0])
            if given in net.gatherings[join]:
                found.setdefault(place[0], set()).add(given)
    todo = list(found)
    while todo:
        current = todo.pop()
        for source in before.get(current, ()):
            if not found[current] <= found.setdefault(source, set()):
                found[source] |= found[current]
                todo.append(source)
    return found
