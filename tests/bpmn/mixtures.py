"""Random models of what runs: gateways, events, errors, ad-hoc, what is undone, in each other and in loops."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.bpmn import building as b
from tests.bpmn.nests import Nesting

Gateway = Callable[..., str]
Drawn = tuple[str, list[str], list[str]]
"""Where it is entered, its parts, and its flows; where it is left stands in `Mixing.exits`."""


def mixture(seed: int) -> bytes:
    """A model that ends when nobody wants anything again; it reads ``again``, ``cancel`` and ``items``."""
    mixing = Mixing(random.Random(seed))
    parts, flow = mixing.inside(depth=2)
    declared = b.signals("bell") + b.errors("bad") + b.escalations("look") + b.messages(call="=word")
    return b.process("p", *parts, flow=flow, declared=declared)


class Mixing(Nesting):
    """Risky tasks (``risky…``) may fail with the error ``bad``; open ad-hoc sub-processes (``care…``) are people's."""

    def kinds(self, depth: int) -> list:
        flat = [self._risky, self._caught, self._noted]
        deep = [
            self._one_of,
            self._some_of,
            self._all_of,
            self._first_of,
            self._guarded,
            self._ad_hoc,
            self._undone,
        ]
        return [*super().kinds(depth), *flat, *(deep if depth > 0 else [])]

    def _risky(self, _depth: int) -> Drawn:
        """A task that may fail, and what is done then."""
        name, failed, mended = (self.named(one) for one in ("risky", "failed", "mended"))
        caught = b.boundary(failed, name, b.error("bad"))
        return name, [b.user(name, inner=self.loop()), caught, b.user(mended)], [f"{failed}>{mended}"]

    def _caught(self, _depth: int) -> Drawn:
        name = self.named("caught")
        event = self.dice.choice([b.timer("Duration", "PT1H"), b.signal("bell"), b.message("call")])
        return name, [b.catch(name, event)], []

    def _noted(self, _depth: int) -> Drawn:
        name = self.named("noted")
        return name, [b.script(name, name, "if again then 1 else 2")], []

    def _one_of(self, depth: int) -> Drawn:
        return self._split(b.choice, self._branches(depth, 3), ("again", "cancel", ""))

    def _some_of(self, depth: int) -> Drawn:
        return self._split(b.inclusive, self._branches(depth, 3), ("again", "cancel", ""))

    def _all_of(self, depth: int) -> Drawn:
        """Branches that end in one way only: a parallel gateway waits for all of them."""
        kinds = [self._subprocess, self._user, self._noted, self._ad_hoc, self._undone]
        drawn = [self.dice.choice(kinds)(depth - 1) for _ in range(2)]
        return self._split(lambda name, **_: b.both(name), drawn, (None, None))

    def _branches(self, depth: int, count: int) -> list[Drawn]:
        return [self.dice.choice(self.kinds(depth - 1))(depth - 1) for _ in range(count)]

    def _split(self, gateway: Gateway, branches: list[Drawn], conditions: tuple[str | None, ...]) -> Drawn:
        """Branches from a gateway to one of its kind; "" marks the default one."""
        fork, join = self.named("fork"), self.named("join")
        drawn, led, default = [gateway(join)], [], None
        for (name, parts, flow), condition in zip(branches, conditions, strict=True):
            drawn += parts
            led += [
                f"{fork}>{name}" + (f"?{condition}" if condition else ""),
                *flow,
                f"{self.exit(name)}>{join}",
            ]
            default = f"{fork}_{name}" if condition == "" else default
        return fork, [gateway(fork, default=default), *drawn, *self._left(fork, join, led)], led

    def _first_of(self, _depth: int) -> Drawn:
        """Whatever comes first: a bell, a call or an hour."""
        fork, join = self.named("fork"), self.named("join")
        events = [b.signal("bell"), b.message("call"), b.timer("Duration", "PT1H")]
        names = [self.named("first") for _ in events]
        drawn = [b.catch(name, event) for name, event in zip(names, events, strict=True)]
        led = [step for name in names for step in (f"{fork}>{name}", f"{name}>{join}")]
        drawn += [b.choice(join), *self._left(fork, join, led)]
        return fork, [b.element("eventBasedGateway", fork), *drawn], led

    def _left(self, fork: str, join: str, led: list[str]) -> list[str]:
        """What stands behind a join, so that a block may stand at the end of its scope."""
        name, drawn, _ = self._noted(0)
        led.append(f"{join}>{name}")
        self.exits[fork] = name
        return drawn

    def _guarded(self, depth: int) -> Drawn:
        """A sub-process that an hour, an error or an escalation from inside ends, or does not."""
        name, drawn, led = self._subprocess(depth)
        guard, after = self.named("guard"), self.named("after")
        event, interrupting = self.dice.choice(
            [(b.timer("Duration", "PT1H"), True), (b.signal("bell"), False), (b.error("bad"), True)]
        )
        caught = b.boundary(guard, name, event, interrupting=interrupting)
        return name, [*drawn, caught, b.user(after)], [*led, f"{guard}>{after}"]

    def _ad_hoc(self, _depth: int) -> Drawn:
        name, one, other, last = (self.named(kind) for kind in ("care", "visit", "phone", "report"))
        parts = [b.user(one), b.user(other, inner=self.loop()), b.user(last)]
        inside = b.ad_hoc(
            name, *parts, flow=f"{one}>{last}", until=self.dice.choice(["not(again)", "cancel"])
        )
        return name, [inside], []

    def _undone(self, _depth: int) -> Drawn:
        """Two things that are done, and perhaps undone, the last one first."""
        name, one, other, gate, undo, rest = (
            self.named(kind) for kind in ("undone", "did", "did", "gate", "undo", "rest")
        )
        start = self.named("start")
        parts = [b.start(start), b.undoable(one), b.undoable(other), b.choice(gate, default=f"{gate}_{rest}")]
        parts += [b.throw(undo, b.compensate()), b.user(rest)]
        flow = f"{start}>{one} {one}>{other} {other}>{gate} {gate}>{undo}?cancel {gate}>{rest}"
        return name, [b.subprocess(name, *parts, flow=flow, inner=self.loop())], []
