"""64-bit time-ordered keys: 41 bits of milliseconds since 2025, 10 bits of worker, 12 bits of sequence.

They come from the system clock only, so that a simulated business clock cannot produce a key twice. In JSON and
in URLs a key is a decimal string, since JavaScript loses digits above 2**53.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.clock import SystemClock

EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
LARGEST = (1 << 63) - 1
WORKERS = 1 << 10
_SEQUENCES = 1 << 12
_MILLISECOND = timedelta(milliseconds=1)
_DIGITS = len(str(LARGEST))


class Keys:
    """Hands out keys for one worker number; the number is leased from the database (see `jobs.leases`)."""

    def __init__(self, worker: int, clock: SystemClock) -> None:
        if not 0 <= worker < WORKERS:
            raise ValueError(f"A worker number is between 0 and {WORKERS - 1}, got {worker}.")
        self._worker = worker << 12
        self._clock = clock
        self._lock = threading.Lock()
        self._next = 0

    @property
    def worker(self) -> int:
        """The program's own number, which stands in each of its keys."""
        return self._worker >> 12

    def new(self) -> int:
        """One key, larger than every key given out before."""
        with self._lock:
            position = (self._clock.now() - EPOCH) // _MILLISECOND * _SEQUENCES
            position = max(position, self._next)
            self._next = position + 1
        return (position // _SEQUENCES) << 22 | self._worker | position % _SEQUENCES

    def block(self, count: int) -> list[int]:
        """*count* keys for bulk work; when a millisecond is used up, the block runs on into the next ones."""
        with self._lock:
            position = max(self._next, _milliseconds(self._clock.now()) * _SEQUENCES)
            self._next = position + count
        return [self._key(position + offset) for offset in range(count)]

    def _key(self, position: int) -> int:
        milliseconds, sequence = divmod(position, _SEQUENCES)
        return milliseconds << 22 | self._worker | sequence


def _milliseconds(moment: datetime) -> int:
    return (moment - EPOCH) // _MILLISECOND


def parse(text: str) -> int | None:
    """The key that *text* spells, as in an address; None when it spells none that could exist."""
    if not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
        return None
    key = int(text)
    return key if key <= LARGEST else None


def created_at(key: int) -> datetime:
    """The system time at which *key* was given out."""
    return datetime.fromtimestamp(EPOCH.timestamp() + (key >> 22) / 1000, UTC)


def first_of(moment: datetime) -> int:
    """The smallest key that could be given out at *moment*, system time."""
    return max(0, _milliseconds(moment)) << 22
