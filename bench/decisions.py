"""Decision models: a table of twenty rules over three inputs, and a decision that requires two others."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from bench.feel import in_turns, rate
from engine import dmn

if TYPE_CHECKING:
    from collections.abc import Callable

_TIERS = ("gold", "silver", "bronze", "none")
_AMOUNTS = ("< 1000", "[1000..5000)", "[5000..20000)", "[20000..100000)", ">= 100000")
_INPUTS = {"amount": Decimal(250_000), "tier": "none", "new customer": False}
_GOALS = {"table_20_rules": 20_000, "drg_3_decisions": None}


def measure(*, rounds: int, seconds: float) -> dict[str, Any]:
    """Decisions per second of loaded models; the inputs fit the last rule, so that every rule is looked at."""
    definitions = dmn.load(_model())
    assert definitions.evaluate("discount", _INPUTS).matched == (20,)
    assert definitions.evaluate("offer", _INPUTS).value == {
        "discount": 0,
        "approval": "board",
        "price": 250_000,
    }
    runs: dict[str, Callable[[], object]] = {
        "table_20_rules": lambda: definitions.evaluate("discount", _INPUTS),
        "drg_3_decisions": lambda: definitions.evaluate("offer", _INPUTS),
    }
    measures = {
        name: (lambda time_, run=run: rate(run, time_))  # type: ignore[misc]
        for name, run in runs.items()
    }
    found = in_turns(measures, rounds, seconds)
    return {name: {**figures, "goal_per_s": _GOALS[name]} for name, figures in found.items()}


def _model() -> bytes:
    rules = [
        (
            amount,
            f'"{tier}"',
            "-" if tier != "gold" else "true, false",
            str(max(15 - 5 * row - 2 * column, 0)),
        )
        for row, tier in enumerate(_TIERS)
        for column, amount in enumerate(_AMOUNTS)
    ]
    approvals = [("< 20000", "-", '"none"'), (">= 20000", "true", '"head"'), (">= 20000", "false", '"board"')]
    offer = "{discount: discount, approval: approval, price: amount * (1 - discount / 100)}"
    decided = (
        f'<decision id="offer" name="offer">{_requires("discount", "approval")}'
        f"<literalExpression><text>{offer}</text></literalExpression></decision>"
    )
    parts = (
        _table("discount", ("amount", "tier", "new customer"), rules),
        _table("approval", ("amount", "new customer"), approvals),
        decided,
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="bench" name="bench" '
        f'namespace="bench">{"".join(parts)}</definitions>'
    ).encode()


def _table(name: str, inputs: tuple[str, ...], rules: list[tuple[str, ...]]) -> str:
    columns = "".join(
        f"<input><inputExpression><text>{one}</text></inputExpression></input>" for one in inputs
    )
    rows = "".join(_rule(cells) for cells in rules)
    return (
        f'<decision id="{name}" name="{name}"><decisionTable hitPolicy="UNIQUE">{columns}<output name="{name}"/>{rows}'
        "</decisionTable></decision>"
    )


def _rule(cells: tuple[str, ...]) -> str:
    *entries, output = (f"<text>{escape(cell)}</text>" for cell in cells)
    inside = "".join(f"<inputEntry>{entry}</inputEntry>" for entry in entries)
    return f"<rule>{inside}<outputEntry>{output}</outputEntry></rule>"


def _requires(*names: str) -> str:
    return "".join(
        f'<informationRequirement><requiredDecision href="#{name}"/></informationRequirement>'
        for name in names
    )
