"""Keep the stored state of this release for later ones: `PYTHONPATH=. python tools/keep_release.py VERSION`.

Writes `tests/durability/releases/VERSION.json.gz`: a database in which an instance waits in every way that there is,
and how each of them ends when this release goes on with it.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from engine import schema
from engine.clock import SimulatedClock, SystemClock
from engine.db import Database
from engine.engine import Engine
from engine.files import Files
from engine.keys import Keys
from tests.durability import kept, resuming, waiting


def main(version: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'state.sqlite'}")
        schema.migrate(database)
        clock, system_clock = SimulatedClock(datetime(2026, 3, 2, 9, tzinfo=UTC)), SystemClock()
        engine = Engine(
            database,
            business_clock=clock,
            system_clock=system_clock,
            files=Files(Path(folder) / "files"),
            keys=Keys(0, system_clock),
        )
        waiting.begin(engine, clock)
        content = {"release": version, "clock": clock.now().isoformat(), **kept.keep(database)}
        resuming.finish(engine, clock)
        content["endings"] = resuming.endings(engine)
        database.dispose()
    path = kept.RELEASES / f"{version}.json.gz"
    kept.write(path, content)
    print(f"{path}: {len(content['endings'])} instances, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
