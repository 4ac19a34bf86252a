"""Several clients at once: processes of their own on PostgreSQL, threads of one server on SQLite."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bench.playing import System, Timings, play

if TYPE_CHECKING:
    from collections.abc import Iterator


class Processes:
    """Client processes that wait to be told how many instances to play."""

    def __init__(self, system: str, url: str, count: int) -> None:
        self._clients = [_client(system, url) for _ in range(count)]
        for client in self._clients:
            assert _line(client) == "ready"

    def play(self, instances: int) -> Timings:
        """All clients together play *instances*; the seconds are those of the slowest."""
        share = instances // len(self._clients)
        begun = time.perf_counter()
        for client in self._clients:
            assert client.stdin is not None
            client.stdin.write(f"{share}\n")
            client.stdin.flush()
        answers = [json.loads(_line(client)) for client in self._clients]
        timings = Timings(instances=share * len(self._clients), seconds=time.perf_counter() - begun)
        for answer in answers:
            timings.starts += answer["starts"]
            timings.completions += answer["completions"]
            timings.cpu += answer["cpu"]
        return timings

    def stop(self) -> None:
        for client in self._clients:
            client.communicate(timeout=30)


@contextmanager
def processes(system: str, url: str, count: int) -> Iterator[Processes]:
    started = Processes(system, url, count)
    try:
        yield started
    finally:
        started.stop()


def play_in_threads(system: System, instances: int, threads: int) -> Timings:
    """What one server's threads do together; the seconds are those of the slowest."""
    with ThreadPoolExecutor(threads) as pool:
        begun = time.perf_counter()
        each = list(pool.map(lambda _: play(system, instances // threads), range(threads)))
        together = Timings(instances=instances // threads * threads, seconds=time.perf_counter() - begun)
    for one in each:
        together.starts += one.starts
        together.completions += one.completions
        together.cpu += one.cpu
    return together


def _client(system: str, url: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.client", system, url]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _line(client: subprocess.Popen[str]) -> str:
    assert client.stdout is not None
    line = client.stdout.readline().strip()
    assert line, f"client {client.pid} ended early"
    return line
