"""A campaign's shape: one act starts a process for everybody in a segment; how fast, and with how much memory."""

from __future__ import annotations

import gc
import resource
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from bench import w1
from bench.baton import Baton, prepare
from engine.identity import SYSTEM, store
from engine.process.queries import batches
from engine.records import type_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel.values import RecordRef

_CHUNK = 5_000
_STATUS = Path("/proc/self/status")


def measure(folder: Path, people: int, told: Callable[[str], object]) -> dict[str, float]:
    """Instances per second, and resident megabytes after a tenth of *people* and at the end."""
    url = f"sqlite:///{folder / 'batch.sqlite'}"
    prepare(url)
    baton = Baton(url)
    segment = _segment(baton, people)
    begun = time.perf_counter()
    key = baton.engine.start_for_segment(
        w1.PROCESS_ID, segment, variables=dict(w1.VARIABLES), by=_manager(baton)
    )
    early = 0.0
    while baton.engine.run_due(limit=1):
        done = _started(baton, key)
        if not early and done >= people / 10:
            early = _megabytes()
        if done % (people // 10) == 0:
            told(f"{done} of {people}, {_megabytes():.0f} MB")
    seconds = time.perf_counter() - begun
    assert _started(baton, key) == people, "a batch did not reach everybody"
    baton.close()
    return {
        "people": people,
        "per_s": people / seconds,
        "seconds": seconds,
        "mb_at_a_tenth": early,
        "mb_at_the_end": _megabytes(),
        "mb_peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _segment(baton: Baton, people: int) -> RecordRef:
    """A segment with *people* contacts, written in bulk as an import would."""
    now = baton.engine.business_clock.now()
    row: dict[str, Any] = {"version": 1, "search_text": "", "family_name": "P", "name": "P"}
    row |= {"created_at": now, "created_by": 1, "updated_at": now, "updated_by": 1}
    for _ in range(0, people, _CHUNK):
        with baton.database.transaction() as connection:
            keys = baton.engine.keys.block(min(_CHUNK, people))
            connection.execute(insert(type_of("contact").table), [{"key": key, **row} for key in keys])
    everybody = {"match": "all", "groups": []}
    values: dict[str, Any] = {
        "name": "All",
        "record_type": "contact",
        "kind": "live",
        "conditions": everybody,
    }
    return baton.engine.create_record("segment", values, by=SYSTEM)


def _manager(baton: Baton) -> Any:
    with baton.database.transaction() as connection:
        key = store.create_user(
            connection, keys=baton.engine.keys, login="head", name="Head", roles=["manager"], visibility="all"
        )
        return store.load_user(connection, key)


def _started(baton: Baton, key: int) -> int:
    with baton.database.reading() as connection:
        return batches.get(connection, key, SYSTEM).started


def _megabytes() -> float:
    """Resident memory now."""
    gc.collect()
    line = next(one for one in _STATUS.read_text().splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
