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
    yield _against("W1 instances/s, SQLite, 1 client", figures["w1"]["sqlite_1"], "≥ 4.00")
    if "postgresql_8" in figures["w1"]:
        yield _against("W1 instances/s, PostgreSQL, 8 clients", figures["w1"]["postgresql_8"], "≥ 6.00")
    p50 = figures["complete_p50"]
    yield (
        "complete a task, p50 in ms",
        _two(p50["baton_ms"]),
        _two(p50["naive_ms"]),
        _two(p50["ratio"]),
        "≤ 0.25",
    )
    threads = figures["sqlite_threads"]
    yield "W1 instances/s, SQLite, 1 thread", _one(threads["one_per_s"]), "", "", ""
    yield (
        "W1 instances/s, SQLite, 8 threads",
        _one(threads["many_per_s"]),
        "",
        _two(threads["ratio"]),
        "≥ 0.90",
    )
    yield "  start: p95 / median", "", "", _two(threads["start_p95_to_median"]), "≤ 10.00"
    loop, sizes = figures["loop"], figures["bytes_per_instance"]
    yield f"loop of {loop['tasks']:.0f} tasks: last, first ms", _two(loop["last_ms"]), "", "", ""
    yield "  last / first", _two(loop["first_ms"]), "", _two(loop["ratio"]), "≤ 1.20"
    yield "bytes per finished instance", f"{sizes['instance']:.0f}", "", "", "≤ 1000"
    yield "  its effect journal", f"{sizes['journal']:.0f}", "", "", ""
    yield "  its audit rows", f"{sizes['audit']:.0f}", "", "", ""


def _against(label: str, figures: dict[str, float], goal: str) -> tuple[str, str, str, str, str]:
    return label, _one(figures["baton_per_s"]), _one(figures["naive_per_s"]), _two(figures["ratio"]), goal


def _one(value: float) -> str:
    return f"{value:.1f}"


def _two(value: float) -> str:
    return f"{value:.2f}"
