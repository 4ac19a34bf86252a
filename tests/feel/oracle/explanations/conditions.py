"""Conditions and cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.kinds import kind
from tests.feel.oracle.client import plain
from tests.feel.oracle.explanations.entry import because
from tests.feel.oracle.reasons import is_, kinds_of

if TYPE_CHECKING:
    from tests.feel.oracle.blaming import Blame


@because(
    "if asks for true",
    "10.3.2.15",
    "if chooses then for true only; feelin also for what JavaScript takes for true.",
)
def _(blame: Blame) -> bool:
    odd = is_(blame, "if") and kind(blame.values[0]) not in {"boolean", "null"}
    return odd and blame.ours == plain(blame.values[2])


@because(
    "a boolean cell",
    "7.3.3",
    "A cell's value is compared with the input; feelin takes true for a passed test.",
)
def _(blame: Blame) -> bool:
    if not is_(blame, "cell") or kinds_of(blame) != ("boolean",) or blame.node.text.startswith("not"):
        return False
    return blame.ours is (blame.input is blame.values[0])
