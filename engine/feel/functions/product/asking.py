"""How a product function asks the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.errors import Undefined

if TYPE_CHECKING:
    from engine.feel.running import Run
    from engine.feel.values import Value


def ask(run: Run, name: str, *arguments: object, steps: int, missing: str) -> Value:
    """What the environment's function *name* says, for the price of *steps*; *missing* says that there is none."""
    own = run.environment.functions.get(name)
    if own is None:
        raise Undefined(missing)
    run.spend(steps)
    return own(*arguments)
