"""The figures of FEEL and DMN as a table to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = ("per second of CPU", "Baton", "±", "feelin", "×", "bkflow-feel", "×", "goal")
_OTHERS = ("feelin", "bkflow")


def table(figures: dict[str, Any]) -> str:
    rows = [_HEAD, *_expressions(figures["feel"]), *_decisions(figures["dmn"])]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(cell.rjust(size) for cell, size in zip(row[1:], widths[1:], strict=True)),
            ]
        )
        for row in rows
    ]
    return "\n".join([*lines, *_notes(figures["feel"])])


def _expressions(feel: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, example in _examples(feel):
        yield (name, *_own(example["baton"]), *_beside(example, ""), _goal(example))
        yield ("  parsed anew each time", *_own(example["baton_cold"]), *_beside(example, "_cold"), "")


def _decisions(dmn: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for name, figures in dmn.items():
        yield (name.replace("_", " "), *_own(figures), "", "", "", "", _goal(figures))


def _notes(feel: dict[str, Any]) -> Iterator[str]:
    yield "\n×: how many times as fast Baton is. Precompiled feelin is the value of a FEEL function: it has no other."
    for name, example in _examples(feel):
        yield f"  {name}: {example['expression']}"
        if "bkflow_expression" in example:
            yield f"    for bkflow-feel, which cannot parse it: {example['bkflow_expression']}"
        elif "bkflow" not in example and not feel["missing"]:
            yield "    bkflow-feel has nothing that comes near"
    yield from (f"  Not measured: {text}" for text in feel["missing"])


def _examples(feel: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(name, example) for name, example in feel.items() if name != "missing"]


def _own(figures: dict[str, float]) -> tuple[str, str]:
    return _rate(figures), f"{figures['spread'] / 2:.0%}"


def _beside(example: dict[str, Any], suffix: str) -> Iterator[str]:
    for name in _OTHERS:
        figures = example.get(name + suffix)
        yield from (_rate(figures), f"{figures['ratio']:.2f}") if figures else ("", "")


def _goal(figures: dict[str, Any]) -> str:
    return f"≥ {figures['goal_per_s']:,}" if figures["goal_per_s"] else ""


def _rate(figures: dict[str, float]) -> str:
    return f"{figures['per_s']:,.0f}"
