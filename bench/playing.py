"""Playing W1: what a client does, and how long each of its calls took."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from bench import w1

if TYPE_CHECKING:
    from collections.abc import Callable


class System(Protocol):
    """What is measured: a database with processes in it."""

    def start(self, variables: dict[str, Any]) -> Any: ...
    def open_tasks(self, instance: Any) -> list[Any]: ...
    def complete(self, task: Any, values: dict[str, Any]) -> None: ...
    def finished(self, instance: Any) -> bool: ...


@dataclass
class Timings:
    """Seconds of one client's calls, and of all its work."""

    starts: list[float] = field(default_factory=list)
    completions: list[float] = field(default_factory=list)
    instances: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    """Seconds of processor time of the clients; a database server's own is not in it."""

    @property
    def rate(self) -> float:
        """Instances per second."""
        return self.instances / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor time per instance."""
        return self.cpu / self.instances * 1000


def play(system: System, instances: int) -> Timings:
    """Run *instances* of W1 from start to end, one after the other; each must have ended as it should."""
    timings = Timings(instances=instances)
    begun, used = time.perf_counter(), time.thread_time()
    for _ in range(instances):
        _play_one(system, timings)
    timings.seconds, timings.cpu = time.perf_counter() - begun, time.thread_time() - used
    return timings


def median_of(values: list[float]) -> float:
    return statistics.median(values)


def percentile(values: list[float], share: float) -> float:
    """The value below which *share* (0 to 1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _play_one(system: System, timings: Timings) -> None:
    instance = _timed(timings.starts, lambda: system.start(dict(w1.VARIABLES)))
    done = 0
    while tasks := system.open_tasks(instance):
        for task in tasks:
            _timed(timings.completions, lambda task=task: system.complete(task, {"remark": "done"}))  # type: ignore[misc]
            done += 1
    assert done == w1.USER_TASKS_PER_INSTANCE, f"{done} tasks in an instance of W1"
    assert system.finished(instance), "an instance of W1 did not end"


def _timed(times: list[float], call: Callable[[], Any]) -> Any:
    begun = time.perf_counter()
    result = call()
    times.append(time.perf_counter() - begun)
    return result
