"""In which order decisions are evaluated: what one requires comes before it, each once."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from engine.dmn.model import Decision, KnowledgeModel, Service

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from engine.dmn.model import Model, Part


def plan(model: Model, wanted: Iterable[str], given: Collection[str] = ()) -> tuple[Decision, ...]:
    """The decisions that *wanted* lean on, in order, those *given* left out."""
    needed: dict[str, tuple[str, ...]] = {}
    waiting = [*wanted]
    while waiting:
        key = waiting.pop()
        part = model.parts[key]
        if key in needed or key in given or not isinstance(part, Decision):
            continue
        needed[key] = tuple(
            each.key
            for each in part.requirements
            if each.key not in given and isinstance(model.parts[each.key], Decision)
        )
        waiting += needed[key]
    order = TopologicalSorter(needed).static_order()
    return tuple(part for key in order if isinstance(part := model.parts[key], Decision))


def check_circles(model: Model) -> None:
    """Raises `graphlib.CycleError`; a function may call itself, but a decision must not need itself."""
    TopologicalSorter(
        {key: [*_leans_on(model, part)] for key, part in model.parts.items() if not _is_function(part)}
    ).prepare()


def _is_function(part: Part) -> bool:
    return isinstance(part, KnowledgeModel)


def _leans_on(model: Model, part: Part) -> Iterator[str]:
    """The decisions and services that must be known for *part*, also through the functions that it calls."""
    if isinstance(part, Service):
        yield from (each.key for each in part.outputs)
        return
    seen: set[str] = set()
    waiting = [each.key for each in part.requirements] if isinstance(part, Decision) else []
    while waiting:
        key = waiting.pop()
        found = model.parts[key]
        if key in seen:
            continue
        seen.add(key)
        if isinstance(found, KnowledgeModel):
            waiting += (each.key for each in found.requirements)
        else:
            yield key
