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


def decision(body: str, *, key: str = "gate", of: str = "", more: str = "") -> str:
    """A decision with any boxed expression; *of* is its type."""
    variable = f'<variable name="{key}" {_type(of)}/>'
    return f'<decision id="{key}" name="{key}">{variable}{more}{body}</decision>'


def text(source: str, of: str = "") -> str:
    """A boxed text."""
    return f"<literalExpression {_type(of)}><text>{escape(source)}</text></literalExpression>"


def said(word: str) -> str:
    """A boxed string."""
    return text(f'"{word}"')


def context(*entries: tuple[str, str], result: str = "", of: str = "") -> str:
    """A boxed context; an entry is `name` or `name: type`, and its box."""
    inside = "".join(f"<contextEntry>{_variable(name)}{box}</contextEntry>" for name, box in entries)
    inside += f"<contextEntry>{result}</contextEntry>" if result else ""
    return f"<context {_type(of)}>{inside}</context>"


def function(parameters: str, body: str, *, kind: str = "", element: str = "functionDefinition") -> str:
    """A boxed function; parameters are `a, b: number`."""
    formal = "".join(
        _variable(each).replace("<variable", "<formalParameter") for each in parameters.split(", ") if each
    )
    said = f'kind="{kind}"' if kind else ""
    return f"<{element} {said}>{formal}{body}</{element}>"


def invocation(callee: str, **bindings: str) -> str:
    """A boxed invocation; the callee is a text, the bindings are boxes."""
    inside = "".join(f'<binding><parameter name="{name}"/>{box}</binding>' for name, box in bindings.items())
    return f"<invocation>{text(callee)}{inside}</invocation>"


def knowledge(parameters: str, body: str, *, key: str = "rate", of: str = "", more: str = "") -> str:
    """A business knowledge model."""
    logic = function(parameters, body, element="encapsulatedLogic")
    variable = f'<variable name="{key}" {_type(of)}/>'
    return f'<businessKnowledgeModel id="{key}" name="{key}">{variable}{logic}{more}</businessKnowledgeModel>'


def data(name: str, of: str = "", key: str = "") -> str:
    return f'<inputData id="{key or name}" name="{name}"><variable name="{name}" {_type(of)}/></inputData>'


def service(key: str, **members: str) -> str:
    """A decision service; `outputDecision="a b"` and so on."""
    inside = "".join(f'<{kind} href="#{each}"/>' for kind, keys in members.items() for each in keys.split())
    return f'<decisionService id="{key}" name="{key}"><variable name="{key}"/>{inside}</decisionService>'


def item(name: str, of: str = "", inside: str = "", *, many: bool = False) -> str:
    """An item definition."""
    reference = f"<typeRef>{of}</typeRef>" if of else ""
    collection = 'isCollection="true"' if many else ""
    return f'<itemDefinition name="{name}" {collection}>{reference}{inside}</itemDefinition>'


def allowed(tests: str, element: str = "allowedValues") -> str:
    return f"<{element}><text>{escape(tests)}</text></{element}>"


def uses(*keys: str, namespace: str = "") -> str:
    return "".join(
        f'<knowledgeRequirement><requiredKnowledge href="{namespace}#{key}"/></knowledgeRequirement>'
        for key in keys
    )


def reads(*keys: str, namespace: str = "") -> str:
    return "".join(
        f'<informationRequirement><requiredInput href="{namespace}#{key}"/></informationRequirement>'
        for key in keys
    )


def document(namespace: str, *parts: str, imports: str = "") -> bytes:
    """A model of a namespace; imports are `name=namespace other=namespace`."""
    found = "".join(
        f'<import name="{name}" namespace="{uri}" importType="{NAMESPACE}"/>'
        for name, uri in (each.split("=") for each in imports.split())
    )
    inside = found + "\n".join(parts)
    return f'<definitions xmlns="{NAMESPACE}" id="m" name="m" namespace="{namespace}">{inside}</definitions>'.encode()


def _variable(name: str) -> str:
    name, _, of = name.partition(": ")
    return f'<variable name="{escape(name)}" {_type(of)}/>'


def _type(of: str) -> str:
    return f'typeRef="{escape(of)}"' if of else ""
