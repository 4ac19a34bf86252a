"""The hit policies: what becomes of the outputs of the matching rules."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from engine import feel
from engine.feel.comparing import equal
from engine.feel.running import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.feel import Value
    from engine.feel.running import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A rule that matched, and what it answers."""

    rule: int
    value: Value
    rank: tuple[int, ...] = ()
    """Per output its place among the allowed values; lower is more important."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a policy makes of the hits; `problem` says why the value is null."""

    value: Value
    matched: tuple[int, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HitPolicy:
    """How the hits become one value; `stops` at the first hit, `lists` the values of all, `ranks` them."""

    name: str
    settle: Callable[[Sequence[Hit], Run], Outcome]
    stops: bool = False
    lists: bool = False
    ranks: bool = False


def _single(hits: Sequence[Hit], _: Run) -> Outcome:
    if len(hits) > 1:
        return _undecided(hits, "rules {} match, but the hit policy UNIQUE allows one")
    return _outcome(hits, hits[0].value)


def _first(hits: Sequence[Hit], _: Run) -> Outcome:
    return _outcome(hits[:1], hits[0].value)


def _any(hits: Sequence[Hit], run: Run) -> Outcome:
    for hit in hits[1:]:
        if equal(hits[0].value, hit.value, run) is not True:
            return _undecided(
                hits, "rules {} match with different outputs, but the hit policy ANY allows one"
            )
    return _outcome(hits, hits[0].value)


def _priority(hits: Sequence[Hit], _: Run) -> Outcome:
    best = min(hits, key=lambda hit: hit.rank)
    return _outcome([best], best.value)


def _listed(hits: Sequence[Hit], _: Run) -> Outcome:
    return _outcome(hits, [hit.value for hit in hits])


def _output_order(hits: Sequence[Hit], run: Run) -> Outcome:
    return _listed(sorted(hits, key=lambda hit: hit.rank), run)


def _counted(hits: Sequence[Hit], _: Run) -> Outcome:
    return _outcome(hits, Decimal(len(hits)))


def _aggregated(function: str) -> Callable[[Sequence[Hit], Run], Outcome]:
    expression = feel.parse(f"{function}(values)")

    def settle(hits: Sequence[Hit], run: Run) -> Outcome:
        value = expression.compiled(Scope({"values": [hit.value for hit in hits]}, run))
        if value is None:
            return _undecided(hits, f"the outputs of rules {{}} have no {function}")
        return _outcome(hits, value)

    return settle


def _outcome(hits: Sequence[Hit], value: Value) -> Outcome:
    return Outcome(value=value, matched=tuple(hit.rule for hit in hits))


def _undecided(hits: Sequence[Hit], problem: str) -> Outcome:
    rules = tuple(hit.rule for hit in hits)
    return Outcome(value=None, matched=rules, problem=problem.format(", ".join(map(str, rules))))


POLICIES: dict[tuple[str, str], HitPolicy] = {
    ("UNIQUE", ""): HitPolicy(name="UNIQUE", settle=_single),
    ("FIRST", ""): HitPolicy(name="FIRST", settle=_first, stops=True),
    ("ANY", ""): HitPolicy(name="ANY", settle=_any),
    ("PRIORITY", ""): HitPolicy(name="PRIORITY", settle=_priority, ranks=True),
    ("RULE ORDER", ""): HitPolicy(name="RULE ORDER", settle=_listed, lists=True),
    ("OUTPUT ORDER", ""): HitPolicy(name="OUTPUT ORDER", settle=_output_order, lists=True, ranks=True),
    ("COLLECT", ""): HitPolicy(name="COLLECT", settle=_listed, lists=True),
    ("COLLECT", "SUM"): HitPolicy(name="COLLECT SUM", settle=_aggregated("sum")),
    ("COLLECT", "MIN"): HitPolicy(name="COLLECT MIN", settle=_aggregated("min")),
    ("COLLECT", "MAX"): HitPolicy(name="COLLECT MAX", settle=_aggregated("max")),
    ("COLLECT", "COUNT"): HitPolicy(name="COLLECT COUNT", settle=_counted),
}
"""By the attributes `hitPolicy` and `aggregation`."""
