"""Small BPMN models in the Camunda 7 dialect; the rest is as in `tests.bpmn.building`."""

from __future__ import annotations

from tests.bpmn import building as b

NAMESPACE = "http://camunda.org/schema/1.0/bpmn"


def process(process_id: str, *parts: str, flow: str, declared: str = "", extensions: str = "") -> bytes:
    """A model of one process; conditions of flows are written as in `building`, without =."""
    xml = b.process(process_id, extensions, *parts, flow=flow, declared=declared)
    xml = xml.replace(b">=${", b">${")
    return xml.replace(
        b'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"', f'xmlns:camunda="{NAMESPACE}"'.encode()
    )


def element(tag: str, name: str, inner: str = "", extensions: str = "", **words: str) -> str:
    """An element; *words* are its camunda attributes."""
    listed = {f"camunda:{key}": value for key, value in words.items()}
    return b.element(tag, name, (b.extend(extensions) if extensions else "") + inner, **listed)


def parameters(inputs: str = "", outputs: str = "") -> str:
    """Input and output parameters, written ``name=text; name=text``."""
    return (
        f"<camunda:inputOutput>{_listed('input', inputs)}{_listed('output', outputs)}</camunda:inputOutput>"
    )


def properties(**named: str) -> str:
    inner = "".join(f'<camunda:property name="{key}" value="{value}"/>' for key, value in named.items())
    return f"<camunda:properties>{inner}</camunda:properties>"


def _listed(kind: str, text: str) -> str:
    pairs = (one.split("=", 1) for one in text.split("; ") if one)
    return "".join(
        f'<camunda:{kind}Parameter name="{name}">{value}</camunda:{kind}Parameter>' for name, value in pairs
    )
