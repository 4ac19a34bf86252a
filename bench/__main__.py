"""``python -m bench``: Baton and the naive loop in turns, in one run, so that both meet the same machine.

``python -m bench feel`` measures only FEEL and DMN, beside feelin and bkflow-feel, and keeps the other figures.
``python -m bench batch`` starts a process for 100,000 people of a segment (``--people`` says how many).
``--quick`` runs everything on SQLite with tiny sizes, to see that it works; its figures mean nothing.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bench import batch, clients, decisions, feel, feel_report, loop, many, open_instances, postgres, size
from bench import baton as baton_system
from bench.baton import Baton
from bench.naive import Naive
from bench.playing import Timings, median_of, percentile, play
from bench.report import table
from engine import longevity

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How much is measured."""

    rounds: int
    naive: int
    """Instances of the naive loop in a round; Baton plays four times as many, to take about as long."""
    clients: int
    turns: int
    """User tasks of the looping process."""
    items: int
    """Of the longer of two collections."""
    grown: int
    """Finished instances whose bytes are counted."""
    times: int
    """How many hundreds of open instances the larger of two companies has."""
    looks: int
    """How often each of both is measured."""
    seconds: float
    """Of CPU, for one rate of FEEL or DMN in one round."""

    @property
    def baton(self) -> int:
        return self.naive * 4


FULL = Sizes(
    rounds=7, naive=48, clients=8, turns=500, items=10_000, grown=500, times=1000, looks=200, seconds=0.08
)
QUICK = Sizes(rounds=1, naive=4, clients=2, turns=20, items=100, grown=20, times=3, looks=3, seconds=0.002)


@click.command()
@click.argument("part", type=click.Choice(["all", "feel", "batch"]), default="all")
@click.option(
    "--quick", is_flag=True, help="Tiny sizes and SQLite only: shows that it works, measures nothing."
)
@click.option("--people", default=100_000, show_default=True, help="Of a batch.")
@click.option("--output", type=click.Path(path_type=Path), default=Path("var/bench.json"), show_default=True)
def main(*, part: str, quick: bool, people: int, output: Path) -> None:
    """Measure Baton against a naive SpiffWorkflow + SQLAlchemy loop, and its FEEL against other engines."""
    sizes = QUICK if quick else FULL
    output.parent.mkdir(parents=True, exist_ok=True)
    if part == "batch":
        _batch(output, people)
        return
    figures: dict[str, Any] = (
        _earlier(output) if part == "feel" else _processes(output.parent, sizes, quick=quick)
    )
    figures |= {
        "feel": feel.measure(rounds=sizes.rounds, seconds=sizes.seconds),
        "dmn": decisions.measure(rounds=sizes.rounds, seconds=sizes.seconds),
        "quick": quick,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    output.write_text(json.dumps(figures, indent=2) + "\n")
    if part == "all":
        print(table(figures), end="\n\n")
    print(feel_report.table(figures))
    print(f"\nWritten to {output}.")


def _batch(output: Path, people: int) -> None:
    """Start a process for *people*; the other figures of an earlier run stay."""
    with tempfile.TemporaryDirectory(
        prefix="bench-", dir=output.parent, ignore_cleanup_errors=True
    ) as folder:
        figures = batch.measure(Path(folder), people, print)
    output.write_text(json.dumps({**_earlier(output), "batch": figures}, indent=2) + "\n")
    print(json.dumps(figures, indent=2))


def _earlier(output: Path) -> dict[str, Any]:
    """What an earlier run measured; a part of it is measured anew."""
    return dict(json.loads(output.read_text())) if output.exists() else {}


def _processes(folder: Path, sizes: Sizes, *, quick: bool) -> dict[str, Any]:
    """Beside the output: on a disk, where a commit costs what it costs in production."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir=folder, ignore_cleanup_errors=True) as inside:
        figures = _on_sqlite(Path(inside), sizes)
        if not quick and postgres.present():
            figures["w1"]["postgres_8"], figures["postgres"] = _on_postgresql(sizes)
    return figures


def _on_sqlite(folder: Path, sizes: Sizes) -> dict[str, Any]:
    path = folder / "baton.sqlite"
    baton_system.prepare(f"sqlite:///{path}")
    baton, naive = Baton(f"sqlite:///{path}"), Naive(f"sqlite:///{folder / 'naive.sqlite'}")
    longevity.settle_in()  # as `baton serve` does, and for both alike
    ours, theirs = _in_turns(sizes, lambda: play(baton, sizes.baton), lambda: play(naive, sizes.naive))
    grown = size.bytes_per_instance(baton, path, sizes.grown)
    figures: dict[str, Any] = {
        "w1": {"sqlite_1": _compared(ours, theirs), "sqlite_8": _threads(baton, sizes)},
        "complete_p50": _completions(ours, theirs),
        "loop_500": loop.measure(baton, sizes.turns),
        "items_10000_to_1000": many.measure(sizes.items),
        "bytes_per_instance": grown.pop("instance"),
        "bytes_beside": grown,
        "statements": size.statements_per_verb(baton),
    }
    baton.close()
    naive.close()
    small, large = (f"sqlite:///{folder / name}.sqlite" for name in ("few", "many"))
    figures["open_100000_to_100"] = _open(small, large, sizes)
    return figures


def _on_postgresql(sizes: Sizes) -> tuple[dict[str, float], dict[str, Any]]:
    """W1 with eight client processes, and what else is measured on both databases."""
    with postgres.running() as server:
        ours, theirs, small, large = (
            postgres.new_database(server, name) for name in ("baton", "naive", "few", "many")
        )
        baton_system.prepare(ours)
        Naive(theirs).close()
        with (
            clients.processes("baton", ours, sizes.clients) as baton,
            clients.processes("naive", theirs, sizes.clients) as naive,
        ):
            compared = _compared(
                *_in_turns(sizes, lambda: baton.play(sizes.baton), lambda: naive.play(sizes.naive))
            )
        alone = Baton(ours)
        beside = {
            "loop_500": loop.measure(alone, sizes.turns),
            "open_100000_to_100": _open(small, large, sizes),
        }
        alone.close()
        return compared, beside


def _open(small: str, large: str, sizes: Sizes) -> dict[str, float]:
    return open_instances.measure(small, large, times=sizes.times, rounds=sizes.looks)


def _in_turns(
    sizes: Sizes, ours: Callable[[], Timings], theirs: Callable[[], Timings]
) -> tuple[list[Timings], list[Timings]]:
    """Naive, Baton, naive, Baton, ...: a busy minute of the machine meets both. The first round only warms up."""
    pairs = [(theirs(), ours()) for _ in range(sizes.rounds + 1)][1:]
    return [our for _, our in pairs], [their for their, _ in pairs]


def _compared(ours: list[Timings], theirs: list[Timings]) -> dict[str, float]:
    baton, naive = median_of([one.rate for one in ours]), median_of([one.rate for one in theirs])
    return {
        "ratio": baton / naive,
        "baton_per_s": baton,
        "naive_per_s": naive,
        "baton_cpu_ms": median_of([one.cpu_ms for one in ours]),
        "naive_cpu_ms": median_of([one.cpu_ms for one in theirs]),
    }


def _completions(ours: list[Timings], theirs: list[Timings]) -> dict[str, float]:
    baton, naive = (
        median_of([time for one in rounds for time in one.completions]) * 1000 for rounds in (ours, theirs)
    )
    return {"baton_ms": baton, "naive_ms": naive, "ratio": baton / naive}


def _threads(baton: Baton, sizes: Sizes) -> dict[str, float]:
    """Several threads of one server against one, in turns."""
    pairs = [
        (play(baton, sizes.baton), clients.play_in_threads(baton, sizes.baton, sizes.clients))
        for _ in range(sizes.rounds)
    ]
    one, all_of_them = (median_of([pair[side].rate for pair in pairs]) for side in (0, 1))
    starts = [time for _, together in pairs for time in together.starts]
    return {
        "rate_to_sqlite_1": all_of_them / one,
        "one_per_s": one,
        "many_per_s": all_of_them,
        "start_p95_to_median": percentile(starts, 0.95) / median_of(starts),
    }


if __name__ == "__main__":
    main()
