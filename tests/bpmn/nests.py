"""Random models of sub-processes, transactions, called processes and user tasks, most of them done several times.

Scopes have event sub-processes by chance.
"""

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
_EVENTS = (
    b.signal("bell"),
    b.timer("Duration", "PT2H"),
    b.timer("Cycle", "R3/PT1H"),
    b.condition("cancel"),
)
_ANSWERED = 0.25
"""How likely a scope has an event sub-process."""


def nest(seed: int) -> bytes:
    """A model that ends whatever is done; it reads ``again``, ``cancel`` and ``items``."""
    nesting = Nesting(random.Random(seed))
    parts, flow = nesting.inside(depth=3)
    return b.process("p", *parts, flow=flow, declared=b.signals("bell"))


class Nesting:
    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.numbers = itertools.count()
        self.exits: dict[str, str] = {}
        """Where a block is left that is not one element."""

    def kinds(self, depth: int) -> list:
        """What can stand in a scope."""
        return [self._user, self._call, *([self._subprocess, self._transaction] if depth > 0 else [])]

    def exit(self, name: str) -> str:
        return self.exits.get(name, name)

    def inside(self, depth: int) -> tuple[list[str], str]:
        """What stands in a scope, and its flows: one activity after the other."""
        start = self.named("start")
        parts, flow, last = [b.start(start)], [], start
        kinds = self.kinds(depth)
        for _ in range(self.dice.randrange(1, 4)):
            name, drawn, led = self.dice.choice(kinds)(depth - 1)
            parts += drawn
            flow += [f"{last}>{name}", *led]
            last = self.exit(name)
        if self.dice.random() < _ANSWERED:
            parts.append(self._event_subprocess(depth - 1))
        return parts, " ".join(flow)

    def named(self, kind: str) -> str:
        return f"{kind}{next(self.numbers)}"

    def loop(self) -> str:
        return self.dice.choice(_LOOPS)

    def _user(self, _depth: int) -> tuple[str, list[str], list[str]]:
        name, nag, nagged = self.named("user"), self.named("nag"), self.named("nagged")
        timer = b.boundary(nag, name, b.timer("Cycle", "R2/PT1H"), interrupting=False)
        return name, [b.user(name, inner=self.loop()), timer, b.user(nagged)], [f"{nag}>{nagged}"]

    def _call(self, _depth: int) -> tuple[str, list[str], list[str]]:
        name = self.named("call")
        return name, [b.call(name, "child", inner=self.loop())], []

    def _subprocess(self, depth: int) -> tuple[str, list[str], list[str]]:
        name, (parts, flow) = self.named("sub"), self.inside(depth)
        return name, [b.subprocess(name, *parts, flow=flow, inner=self.loop())], []

    def _event_subprocess(self, depth: int) -> str:
        """One task long, or a scope of its own."""
        name, start = self.named("answer"), self.named("answered")
        trigger = b.trigger(start, self.dice.choice(_EVENTS), interrupting=self.dice.random() < 0.5)
        if depth < 1:
            task = self.named("user")
            return b.event_subprocess(name, trigger, b.user(task), flow=f"{start}>{task}")
        sub, drawn, led = self._subprocess(depth - 1)
        return b.event_subprocess(name, trigger, *drawn, flow=" ".join([f"{start}>{sub}", *led]))

    def _transaction(self, depth: int) -> tuple[str, list[str], list[str]]:
        """Its content beside a person who may give it up."""
        name, (parts, flow) = self.named("transaction"), self.inside(depth)
        start, fork, doubt, gate, off, on = (
            self.named(one) for one in ("start", "fork", "doubt", "gate", "off", "on")
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
        inner = b.transaction(name, b.start(start), *beside, *parts, flow=flow, inner=self.loop())
        given_up, after = self.named("given_up"), self.named("after")
        return name, [inner, b.boundary(given_up, name, b.CANCEL), b.user(after)], [f"{given_up}>{after}"]
