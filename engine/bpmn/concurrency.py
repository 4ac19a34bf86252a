"""Which elements of a scope may be open at the same time: a token stands at both of them in one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bpmn.nets import TooWide

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.bpmn.nets import Net, Place, Step

_MOST_PAIRS = 60_000


class Beside:
    """The pairs of places that may hold tokens at once, by Kovalyov's rule; for some nets it finds more than there are.

    Raises `TooWide`.
    """

    def __init__(self, net: Net) -> None:
        self.net = net
        self._with: dict[Place, set[Place]] = {}
        self._todo: list[tuple[Place, Place]] = []
        self._join_of = {place: name for name, places in net.joins.items() for place in places}
        for begin in net.begins:
            self._add_all(begin)
        for steps in (*net.steps.values(), *net.after.values()):
            for step in steps:
                self._add_all(step.gives)
        count = 0
        while self._todo:
            one, other = self._todo.pop()
            self._follow(one, other)
            self._follow(other, one)
            count += 1
            if count > _MOST_PAIRS:
                raise TooWide

    def open_together(self, one: str, other: str) -> bool:
        """Whether two elements may be open at once; of one element, whether twice."""
        return (other, "") in self._with.get((one, ""), ())

    def _follow(self, place: Place, other: Place) -> None:
        """The token at *place* moves while one stands at *other*."""
        for step in self._steps(place, other):
            for given in step.gives:
                self._add(given, other)

    def _steps(self, place: Place, other: Place) -> Iterable[Step]:
        join = self._join_of.get(place)
        if join is None:
            return self.net.steps.get(place) or self.net.after.get(place[0], [])
        beside = self._with.get(other, set())
        fed = all(one in beside for one in self.net.joins[join] if one != other)
        return self.net.after[join] if fed and self._join_of.get(other) != join else []

    def _add_all(self, places: tuple[Place, ...]) -> None:
        for one, other in _pairs(places):
            self._add(one, other)

    def _add(self, one: Place, other: Place) -> None:
        if other not in self._with.setdefault(one, set()):
            self._with[one].add(other)
            self._with.setdefault(other, set()).add(one)
            self._todo.append((one, other))


def _pairs(places: tuple[Place, ...]) -> Iterator[tuple[Place, Place]]:
    for index, one in enumerate(places):
        yield from ((one, other) for other in places[index + 1 :])
