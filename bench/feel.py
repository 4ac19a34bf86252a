"""FEEL beside feelin (Node) and bkflow-feel (Python): evaluations per second on one core, in turns in one run."""

from __future__ import annotations

import itertools
import json
import logging
import statistics
import subprocess
import time
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.expressions import EXAMPLES, Example
from engine import feel
from tools import node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Measure = Callable[[float], float]
_SCRIPT = Path(__file__).with_name("feelin.mjs")
_BATCH = 20
_NUMBERS = itertools.count()


def measure(*, rounds: int, seconds: float) -> dict[str, Any]:
    """Rates of every example: medians over *rounds* in turns, and how far the rounds lie apart."""
    with _feelin() as ask:
        found = {name: _example(one, ask, rounds, seconds) for name, one in EXAMPLES.items()}
    return {**found, "missing": [text for text in (node.missing(), _no_bkflow()) if text]}


def rate(run: Callable[[], object], seconds: float) -> float:
    """How often *run* can be called in a second of this process's own CPU time: others on the machine do not count."""
    done, begun = 0, time.process_time()
    while (passed := time.process_time() - begun) < seconds:
        for _ in range(_BATCH):
            run()
        done += _BATCH
    return done / passed


def in_turns(measures: dict[str, Measure], rounds: int, seconds: float) -> dict[str, dict[str, float]]:
    """A busy moment of the machine meets all; the first round only warms up."""
    played = [{name: one(seconds) for name, one in measures.items()} for _ in range(rounds + 1)][1:]
    return {name: _told([each[name] for each in played]) for name in measures}


def _told(rates: list[float]) -> dict[str, float]:
    middle = statistics.median(rates)
    return {"per_s": middle, "spread": (max(rates) - min(rates)) / middle}


def _example(example: Example, ask: Callable[..., Any] | None, rounds: int, seconds: float) -> dict[str, Any]:
    figures: dict[str, Any] = {"expression": example.text, "goal_per_s": example.goal}
    measures = {**_baton(example), **_bkflow(example)}
    if ask is not None:
        measures |= {
            "feelin": lambda time_: ask(example, True, time_),  # noqa: FBT003 - JSON's positional request
            "feelin_cold": lambda time_: ask(example, False, time_),  # noqa: FBT003 - the same
        }
    figures |= in_turns(measures, rounds, seconds)
    for name, other in (
        ("feelin", "baton"),
        ("feelin_cold", "baton_cold"),
        ("bkflow", "baton"),
        ("bkflow_cold", "baton_cold"),
    ):
        if name in figures:
            figures[name]["ratio"] = figures[other]["per_s"] / figures[name]["per_s"]
    if example.nearest is not None:
        figures["bkflow_expression"] = example.nearest
    return figures


def _baton(example: Example) -> dict[str, Measure]:
    # As variables of a process are kept: numbers are Decimal.
    expression, context = feel.parse(example.text), _decimals(example.context)
    assert expression.evaluate(context) == example.value, example.text

    def cold() -> object:
        # A comment makes the text a new one: nothing of it is in the cache.
        return feel.parse(f"{example.text} // {next(_NUMBERS)}").evaluate(context)

    return {
        "baton": lambda seconds: rate(lambda: expression.evaluate(context), seconds),
        "baton_cold": lambda seconds: rate(cold, seconds),
    }


def _decimals(value: Any) -> Any:
    match value:
        case dict():
            return {key: _decimals(each) for key, each in value.items()}
        case list():
            return [_decimals(each) for each in value]
        case bool() | str():
            return value
    return Decimal(value)


def _bkflow(example: Example) -> dict[str, Measure]:
    if example.beyond or _no_bkflow():
        return {}
    import bkflow_feel  # noqa: PLC0415 - not there unless asked for
    from bkflow_feel.api import parse_expression  # noqa: PLC0415 - the same

    logging.getLogger("bkflow_feel").setLevel(logging.CRITICAL)
    text, context = example.nearest or example.text, example.context
    compiled = bkflow_feel.transformer.transform(bkflow_feel.parser.parse(text))
    assert compiled.evaluate(context) == example.value, text
    return {
        "bkflow": lambda seconds: rate(lambda: compiled.evaluate(context), seconds),
        "bkflow_cold": lambda seconds: rate(lambda: parse_expression(text, context), seconds),
    }


def _no_bkflow() -> str | None:
    try:
        import bkflow_feel  # noqa: F401, PLC0415 - not there unless asked for
    except ImportError:
        return "bkflow-feel is not installed: pip install -e '.[bench]'"
    return None


@contextmanager
def _feelin() -> Iterator[Callable[..., Any] | None]:
    if node.missing():
        yield None
        return
    command = [str(node.executable()), str(_SCRIPT), str(node.FEELIN)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def ask(example: Example, precompiled: bool, seconds: float) -> float:  # noqa: FBT001 - as JSON has it
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps([example.text, example.context, precompiled, seconds]) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert answer["value"] == example.value, f"feelin: {answer}"
            return float(answer["rate"])

        yield ask
