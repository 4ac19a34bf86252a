"""The negative control: a server whose completion is two transactions, as if somebody had moved the audit after it."""

from __future__ import annotations

import time

from engine import cli, installation
from engine.engine import Engine
from engine.process import audit, tasks

_BETWEEN = 0.1
"""Seconds; each of several clients is then between its two transactions nearly all the time."""


class SplitEngine(Engine):
    def complete_task(self, key, values, *, by, **more):
        done = super().complete_task(key, values, by=by, **more)
        time.sleep(_BETWEEN)
        self.attempt(lambda work: audit.record(work, "complete_task", ("task", key), new=values), by=by)
        return done


class _NoAudit:
    """Stands where the step would have written its audit row."""

    def record(self, *_args, **_values):
        return None


if __name__ == "__main__":
    tasks.audit = _NoAudit()
    installation.Engine = SplitEngine
    cli.main()
