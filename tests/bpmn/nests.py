"""Random models of sub-processes, transactions, called processes and user tasks, most of them done several times."""

from __future__ import annotations

import itertools
import random

from tests.bpmn import building as b

CHILD = b.process("child", b.start("called"), b.user("inside"), flow="called>inside")
_LOOPS = (
    "",
    b.loop("again", maximum=3),
    b.loop("again", maximum=2, before=True),
    b.loop(maximum=2),
    b.times("2", sequential=True, until="again = false"),
    b.times("2"),
    b.many("items", "item", output="out", output_element="item"),
)


def nest(seed: int) -> bytes:
    """A model that ends whatever is done; it reads ``again``, ``cancel`` and ``items``."""
    nesting = _Nesting(random.Random(seed))
    parts, flow = nesting.inside(depth=3)
    return b.process("p", *parts, flow=flow)


class _Nesting:
    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.numbers = itertools.count()

    def inside(self, depth: int) -> tuple[list[str], str]:
        """What stands in a scope, and its flows: one activity after the other."""
        start = self._named("start")
        parts, flow, last = [b.start(start)], [], start
        kinds = [self._user, self._call, *([self._subprocess, self._transaction] if depth else [])]
        for _ in range(self.dice.randrange(1, 4)):
            name, drawn, led = self.dice.choice(kinds)(depth - 1)
            parts += drawn
            flow += [f"{last}>{name}", *led]
            last = name
        return parts, " ".join(flow)

    def _named(self, kind: str) -> str:
        return f"{kind}{next(self.numbers)}"

    def _loop(self) -> str:
        return self.dice.choice(_LOOPS)

    def _user(self, _depth: int) -> tuple[str, list[str], list[str]]:
        name, nag, nagged = self._named("user"), self._named("nag"), self._named("nagged")
        timer = b.boundary(nag, name, b.timer("Cycle", "R2/PT1H"), interrupting=False)
        return name, [b.user(name, inner=self._loop()), timer, b.user(nagged)], [f"{nag}>{nagged}"]

    def _call(self, _depth: int) -> tuple[str, list[str], list[str]]:
        name = self._named("call")
        return name, [b.call(name, "child", inner=self._loop())], []

    def _subprocess(self, depth: int) -> tuple[str, list[str], list[str]]:
        name, (parts, flow) = self._named("sub"), self.inside(depth)
        return name, [b.subprocess(name, *parts, flow=flow, inner=self._loop())], []

    def _transaction(self, depth: int) -> tuple[str, list[str], list[str]]:
        """Its content beside a person who may give it up."""
        name, (parts, flow) = self._named("transaction"), self.inside(depth)
        start, fork, doubt, gate, off, on = (
            self._named(one) for one in ("start", "fork", "doubt", "gate", "off", "on")
        )
        beside = [
            b.both(fork),
            b.user(doubt),
            b.choice(gate, default=f"{gate}_{on}"),
            b.end(off, b.CANCEL),
            b.end(on),
        ]
        first, _, rest = flow.partition(">")
        parts = [one for one in parts if f'id="{first}"' not in one]
        flow = f"{start}>{fork} {fork}>{rest} {fork}>{doubt} {doubt}>{gate} {gate}>{off}?cancel {gate}>{on}"
        inner = b.transaction(name, b.start(start), *beside, *parts, flow=flow, inner=self._loop())
        given_up, after = self._named("given_up"), self._named("after")
        return name, [inner, b.boundary(given_up, name, b.CANCEL), b.user(after)], [f"{given_up}>{after}"]
