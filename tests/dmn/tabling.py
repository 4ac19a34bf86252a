"""Decision tables with ids, types and allowed values, as an editor saves them."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from tests.dmn.models import NAMESPACE


@dataclass(frozen=True, kw_only=True)
class Col:
    """A column: what it tests (or is called), its type, its allowed values, its default output."""

    name: str
    type: str = ""
    allowed: str = ""
    default: str = ""
    label: str = ""


def drawn(
    *rows: str, inputs: list[Col], outputs: list[Col] | None = None, policy: str = "UNIQUE", more: str = ""
) -> bytes:
    """A model with one table `Gate`. A row is its cells with `|` between, and after `//` its description."""
    policy, _, aggregation = policy.partition(" ")
    attributes = f'hitPolicy="{policy}"' + (f' aggregation="{aggregation}"' if aggregation else "")
    outputs = outputs or [Col(name="result")]
    parts = [_input(one, at) for at, one in enumerate(inputs)]
    parts += [_output(one, at) for at, one in enumerate(outputs)]
    parts += [_rule(row, at, len(inputs)) for at, row in enumerate(rows, 1)]
    table = f'<decisionTable id="gate_table" {attributes}>\n' + "\n".join(parts) + "\n</decisionTable>"
    decision = f'<decision id="gate" name="Gate">\n{table}\n</decision>'
    return f'<definitions xmlns="{NAMESPACE}" id="m" name="m">\n{more}{decision}\n</definitions>'.encode()


def _input(one: Col, at: int) -> str:
    kind = f' typeRef="{one.type}"' if one.type else ""
    label = f" label={quoteattr(one.label)}" if one.label else ""
    expression = f"<inputExpression{kind}><text>{escape(one.name)}</text></inputExpression>"
    return f'<input id="in{at}"{label}>{expression}{_values("inputValues", one.allowed)}</input>'


def _output(one: Col, at: int) -> str:
    kind = f' typeRef="{one.type}"' if one.type else ""
    label = f" label={quoteattr(one.label)}" if one.label else ""
    inside = _values("outputValues", one.allowed) + _values("defaultOutputEntry", one.default)
    return f'<output id="out{at}" name={quoteattr(one.name)}{label}{kind}>{inside}</output>'


def _values(tag: str, text: str) -> str:
    return f"<{tag}><text>{escape(text)}</text></{tag}>" if text else ""


def _rule(row: str, number: int, inputs: int) -> str:
    row, _, description = row.partition("//")
    texts = [f"<text>{escape(cell.strip())}</text>" for cell in row.split("|")]
    told = f"<description>{escape(description.strip())}</description>" if description else ""
    cells = [f'<inputEntry id="r{number}i{at}">{text}</inputEntry>' for at, text in enumerate(texts[:inputs])]
    cells += [
        f'<outputEntry id="r{number}o{at}">{text}</outputEntry>' for at, text in enumerate(texts[inputs:])
    ]
    return f'<rule id="r{number}">{told}{"".join(cells)}</rule>'
