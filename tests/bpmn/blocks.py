"""Random models of nested blocks, with the number of times that each task in them must be done."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from dataclasses import dataclass, field

from tests.bpmn import building as b


@dataclass
class Blocks:
    """A model in the making. Conditions are constants, so what must happen is known when it is drawn."""

    seed: int
    parts: list[str] = field(default_factory=list)
    flows: list[str] = field(default_factory=list)
    expected: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.numbers = itertools.count()

    def model(self) -> bytes:
        """A process of one block between start and end."""
        first, last, _ = self._block(depth=4, times=1, may_leave=True)
        self.parts += [b.start(), b.end(), b.end("left")]
        self.flows += [f"start>{first}", f"{last}>end"]
        return b.process("p", *self.parts, flow=" ".join(self.flows))

    def _block(self, *, depth: int, times: int, may_leave: bool) -> tuple[str, str, int]:
        """First and last element, and how many tokens come out; *times* tokens come in, one after the other."""
        kinds = (
            [self._task]
            if depth == 0
            else [self._row, self._choice, self._all, self._some, self._again, self._task]
        )
        if may_leave and depth < 4:
            kinds.append(self._leave)
        return self.dice.choice(kinds)(depth=depth - 1, times=times, may_leave=may_leave)

    def _task(self, *, depth: int, times: int, may_leave: bool) -> tuple[str, str, int]:  # noqa: ARG002
        name = self._named(b.user, "task")
        self.expected[name] += times
        return name, name, times

    def _row(self, *, depth: int, times: int, may_leave: bool) -> tuple[str, str, int]:
        first, middle, out = self._block(depth=depth, times=times, may_leave=may_leave)
        after, last, out = self._block(depth=depth, times=out, may_leave=may_leave)
        self.flows.append(f"{middle}>{after}")
        return first, last, out

    def _choice(self, *, depth: int, times: int, may_leave: bool) -> tuple[str, str, int]:
        fork, merge = self._named(b.choice, "xor"), self._named(b.choice, "merge")
        taken, out = self.dice.randrange(2), 0
        for branch in range(2):
            came = times if branch == taken else 0
            out += self._branch(
                fork, merge, depth, came, may_leave=may_leave, condition=str(branch == taken).lower()
            )
        return fork, merge, out

    def _all(self, *, depth: int, times: int, may_leave: bool) -> tuple[str, str, int]:  # noqa: ARG002
        fork, join = self._named(b.both, "fork"), self._named(b.both, "join")
        for _ in range(2):
            self._branch(fork, join, depth, times, may_leave=False)
        return fork, join, times

    def _some(self, *, depth: int, times: int, may_leave: bool) -> tuple[str, str, int]:
        """At least one branch is taken; the join lets one token out for all that come, if any comes."""
        fork, join = self._named(b.inclusive, "or"), self._named(b.inclusive, "gather")
        count = self.dice.randrange(2, 4)
        taken = self.dice.sample(range(count), self.dice.randrange(1, count + 1))
        outs = [
            self._branch(fork, join, depth, came, may_leave=may_leave, condition=str(came > 0).lower())
            for came in (times if one in taken else 0 for one in range(count))
        ]
        return fork, join, max(outs)

    def _again(self, *, depth: int, times: int, may_leave: bool) -> tuple[str, str, int]:  # noqa: ARG002
        """A loop of two turns."""
        merge, gate = self._named(b.choice, "head"), self._named(b.choice, "gate")
        count = f"n{next(self.numbers)}"
        step = f"count_{count}"
        self.parts.append(b.script(step, count, f"if {count} = null then 1 else {count} + 1"))
        first, last, _ = self._block(depth=depth, times=2 * times, may_leave=False)
        out = self._named(b.choice, "out")
        self.flows += [f"{merge}>{first}", f"{last}>{step}", f"{step}>{gate}"]
        self.flows += [f"{gate}>{merge}?modulo({count},2)~=~1", f"{gate}>{out}?modulo({count},2)~=~0"]
        return merge, out, times

    def _leave(self, *, depth: int, times: int, may_leave: bool) -> tuple[str, str, int]:  # noqa: ARG002
        """Perhaps the token goes straight to an end of the process."""
        gate, after, leaves = (
            self._named(b.choice, "door"),
            self._named(b.choice, "stay"),
            self.dice.randrange(2),
        )
        self.flows += [
            f"{gate}>left?{str(bool(leaves)).lower()}",
            f"{gate}>{after}?{str(not leaves).lower()}",
        ]
        return gate, after, 0 if leaves else times

    def _branch(
        self, fork: str, join: str, depth: int, times: int, *, may_leave: bool, condition: str = ""
    ) -> int:
        first, last, out = self._block(depth=max(depth, 0), times=times, may_leave=may_leave)
        self.flows += [f"{fork}>{first}" + (f"?{condition}" if condition else ""), f"{last}>{join}"]
        return out

    def _named(self, draw: object, kind: str) -> str:
        name = f"{kind}{next(self.numbers)}"
        self.parts.append(draw(name))  # type: ignore[operator]
        return name
