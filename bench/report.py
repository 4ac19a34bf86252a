"""The figures as a table to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = ("", "Baton", "naive", "ratio", "goal")


def table(figures: dict[str, Any]) -> str:
    rows = [_HEAD, *_rows(figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
        )
        for row in rows
    ]
    verbs = [
        f"{verb}: {len(statements)} ({', '.join(statements)})"
        for verb, statements in figures["statements"].items()
    ]
    return "\n".join(
        [*lines, "", "SQL statements per verb, BEGIN and COMMIT apart:", *(f"  {one}" for one in verbs)]
    )


def _rows(figures: dict[str, Any]) -> Iterator[tuple[str, str, str, str, str]]:
    yield from _played("W1, SQLite, 1 client", figures["w1"]["sqlite_1"], "≥ 5.00")
    if "postgres_8" in figures["w1"]:
        yield from _played("W1, PostgreSQL, 8 clients", figures["w1"]["postgres_8"], "≥ 6.00")
    p50 = figures["complete_p50"]
    times = _two(p50["baton_ms"]), _two(p50["naive_ms"])
    yield "complete a task, p50 in ms", *times, _two(p50["ratio"]), "≤ 0.25"
    threads = figures["w1"]["sqlite_8"]
    yield "W1 instances/s, SQLite, 1 thread", _one(threads["one_per_s"]), "", "", ""
    yield "  8 threads", _one(threads["many_per_s"]), "", _two(threads["rate_to_sqlite_1"]), "≥ 0.90"
    yield "  start: p95 / median", "", "", _two(threads["start_p95_to_median"]), "≤ 10.00"
    yield from _growing("SQLite", figures)
    if "postgres" in figures:
        yield from _growing("PostgreSQL", figures["postgres"])
    many = figures["items_10000_to_1000"]
    for name in ("parallel", "sequential"):
        label = f"{many['items']:.0f} items, {name}: CPU ms of one"
        yield label, _two(many[f"{name}_ms"]), "", "", ""
        yield "  to a tenth as many", "", "", _two(many[name]), "≤ 12.00"
    one = _two(many["one_of_all_waiting_ms"])
    yield f"one of {many['items']:.0f} open tasks completed: CPU ms", one, "", "", ""
    yield "bytes per finished instance", f"{figures['bytes_per_instance']:.0f}", "", "", "≤ 1000"
    for name, size in figures["bytes_beside"].items():
        yield f"  its {name} rows", f"{size:.0f}", "", "", ""


def _played(label: str, figures: dict[str, float], goal: str) -> Iterator[tuple[str, str, str, str, str]]:
    rates = _one(figures["baton_per_s"]), _one(figures["naive_per_s"])
    yield f"{label}: instances/s", *rates, _two(figures["ratio"]), goal
    times = _two(figures["baton_cpu_ms"]), _two(figures["naive_cpu_ms"])
    yield "  CPU ms per instance, client", *times, _two(figures["naive_cpu_ms"] / figures["baton_cpu_ms"]), ""


def _growing(database: str, figures: dict[str, Any]) -> Iterator[tuple[str, str, str, str, str]]:
    """What must not get slower with the length of an instance, or with how many are open."""
    loop, many = figures["loop_500"], figures["open_100000_to_100"]
    yield f"loop of {loop['tasks']:.0f} tasks, {database}: last ms", _two(loop["last_ms"]), "", "", ""
    yield "  first ms; last / first", _two(loop["first_ms"]), "", _two(loop["last_to_first"]), "≤ 1.20"
    for name in ("inbox", "complete"):
        label = f"{name}, {many['open']:.0f} open, {database}: ms"
        yield label, _two(many[f"{name}_ms"]), "", "", ""
        yield "  100 open", _two(many[f"{name}_ms_of_100"]), "", _two(many[name]), "≤ 1.20"


def _one(value: float) -> str:
    return f"{value:.1f}"


def _two(value: float) -> str:
    return f"{value:.2f}"
