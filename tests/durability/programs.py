"""Programs of their own, forked from one that has imported everything: to kill one costs milliseconds, not seconds."""

from __future__ import annotations

import multiprocessing
import os
import signal
from contextlib import contextmanager
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 120


class Program:
    """A function that runs in a process of its own, with a line in both directions."""

    def __init__(self, run: Callable[..., None], *arguments: object) -> None:
        context = _context()
        self._line, other = context.Pipe()
        self.process = context.Process(target=run, args=(other, *arguments), daemon=True)
        self.process.start()
        other.close()

    def hear(self, within: float = _PATIENCE) -> Any:
        """The next thing it says; None when it is gone."""
        try:
            if not self._line.poll(within):
                raise AssertionError("The program says nothing.")
            return self._line.recv()
        except (EOFError, ConnectionError):
            return None

    def tell(self, what: object = None) -> None:
        self._line.send(what)

    def signal(self, number: int) -> None:
        os.kill(self.process.pid, number)

    def kill(self) -> None:
        """``kill -9``: no handler runs, nothing is finished."""
        self.process.kill()
        self.ended()

    def ended(self, within: float = _PATIENCE) -> int:
        """How it ended: its exit code, or minus the signal that killed it."""
        self.process.join(within)
        assert self.process.exitcode is not None, "The program does not end."
        return int(self.process.exitcode)

    def close(self) -> None:
        if self.process.exitcode is None:
            self.signal(signal.SIGCONT)
            self.kill()
        self._line.close()
        self.process.close()


@contextmanager
def running(run: Callable[..., None], *arguments: object) -> Iterator[Program]:
    program = Program(run, *arguments)
    try:
        yield program
    finally:
        program.close()


def _context() -> Any:
    """The server that forks, started with the first program; it must find this project as pytest does."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.durability.preloaded"])
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT)
    try:
        forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
    return context
