"""Small decision models, written as a designer's tool would save them."""

from __future__ import annotations

from xml.sax.saxutils import escape

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def table(
    *rows: str,
    inputs: str,
    outputs: str = "result",
    key: str = "gate",
    policy: str = "UNIQUE",
    more: str = "",
) -> str:
    """A decision with a table; a row is its cells with `|` between, inputs first; columns have commas between.

    An output may say its allowed values and its default: `result["high", "low"]="low"`.
    """
    name, _, aggregation = policy.partition(" of ")
    columns = [f'<input label="{label}"><inputExpression><text>{escape(label)}</text></inputExpression></input>'
               for label in inputs.split(", ")]  # fmt: skip
    columns += [_output(each) for each in outputs.split(" & ")]
    rules = [_rule(row, len(inputs.split(", "))) for row in rows]
    attributes = f'hitPolicy="{name}"' + (f' aggregation="{aggregation}"' if aggregation else "")
    body = f"<decisionTable {attributes}>{''.join(columns + rules)}</decisionTable>"
    return f'<decision id="{key}" name="{key}">{more}{body}</decision>'


def literal(text: str, *, key: str, more: str = "") -> str:
    """A decision with a literal expression."""
    body = f"<literalExpression><text>{escape(text)}</text></literalExpression>"
    return f'<decision id="{key}" name="{key}">{more}{body}</decision>'


def requires(*keys: str) -> str:
    return "".join(
        f'<informationRequirement><requiredDecision href="#{key}"/></informationRequirement>' for key in keys
    )


def model(*decisions: str, namespace: str = NAMESPACE) -> bytes:
    inside = "\n".join(decisions)
    return f'<definitions xmlns="{namespace}" id="m" name="m">\n{inside}\n</definitions>'.encode()


def _output(text: str) -> str:
    text, _, default = text.partition("=")
    name, _, allowed = text.partition("[")
    inside = f"<outputValues><text>{escape(allowed.rstrip(']'))}</text></outputValues>" if allowed else ""
    inside += f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    return f'<output name="{name}">{inside}</output>'


def _rule(row: str, inputs: int) -> str:
    cells = [f"<text>{escape(cell.strip())}</text>" for cell in row.split("|")]
    entries = [f"<inputEntry>{cell}</inputEntry>" for cell in cells[:inputs]]
    entries += [f"<outputEntry>{cell}</outputEntry>" for cell in cells[inputs:]]
    return f"<rule>{''.join(entries)}</rule>"
