"""When a failed job runs again. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

FIRST = timedelta(seconds=10)
LONGEST = timedelta(hours=1)
_DOUBLINGS = 16


def backoff(attempts: int, dice: Random) -> timedelta:
    """How long a job rests after its *attempts*-th failure: 10 s, 20 s, 40 s, ... an hour, each by up to a fifth."""
    rest = min(FIRST * (1 << min(attempts - 1, _DOUBLINGS)), LONGEST)
    # Jitter, or a thousand jobs that failed together come back together.
    return rest * dice.uniform(0.8, 1.2)
