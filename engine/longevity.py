"""What a program does that runs for long, once it has loaded what it needs."""

from __future__ import annotations

import gc

_YOUNG, _MIDDLE, _OLD = 10_000, 20, 20


def settle_in() -> None:
    """Look for cycles less often, and never again among what was loaded: a twentieth of a verb's time went there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
