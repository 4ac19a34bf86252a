"""The words of a scenario step. A verb is a function that declares its options; `steps` holds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.scenarios.playing import Play

Act = Callable[["Play", Any, Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Verb:
    name: str
    act: Act
    required: frozenset[str]
    optional: frozenset[str]


VERBS: dict[str, Verb] = {}


def verb(*required: str, optional: tuple[str, ...] = ()) -> Callable[[Act], Act]:
    """Make a function the verb of its name, with options that a step must or may give."""

    def register(act: Act) -> Act:
        VERBS[act.__name__] = Verb(act.__name__, act, frozenset(required), frozenset(optional))
        return act

    return register
