"""The negative control: a product whose completion is two transactions, as if somebody had moved the audit after it.

Only for programs of their own: it changes the product in place.
"""

from __future__ import annotations

import time

from engine import cli, installation
from engine.engine import Engine
from engine.process import audit, tasks

_BETWEEN = 0.1
"""Seconds; each of several clients is then between its two transactions nearly all the time."""
_KIND: list[type[Engine]] = [Engine]


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

    record_texts = record


def split() -> None:
    tasks.audit = _NoAudit()
    _KIND[0] = installation.Engine = SplitEngine


def kind() -> type[Engine]:
    """The engine of this program."""
    return _KIND[0]


def main() -> None:
    split()
    cli.main()
