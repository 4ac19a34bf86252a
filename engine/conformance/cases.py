"""A test file of the DMN TCK: what is put in, and what must come out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, ClassVar

from lxml import etree

from engine import feel
from engine.conformance.reading import below, first, is_nil, text, type_name
from engine.errors import Invalid
from engine.safe_xml import parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.feel import Value

_TEMPORAL = frozenset({"date", "time", "dateTime", "duration", "dayTimeDuration", "yearMonthDuration"})
_NUMERIC = frozenset({"decimal", "double", "float", "integer", "int", "long", "short"})
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


class UnreadableTests(Invalid):
    """The bytes are no test file of the TCK."""

    text: ClassVar[str] = "{file}, line {line}: {reason} {remedy}"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value of a test that no FEEL value stands for (`INF`, a duration of months and days): equal to nothing."""

    text: str

    def __str__(self) -> str:
        return f"{self.text} (no FEEL value)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One expected result; `name` is a decision's, also in the case of a service."""

    name: str
    value: Value
    error: bool = False
    """The value, null, stands for a mistake in the model or its input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One evaluation; `invocable` names a service or knowledge model, None means each expected decision by itself."""

    id: str
    invocable: str | None
    inputs: dict[str, Value]
    expected: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TestFile:
    """The cases of one model."""

    __test__: ClassVar[bool] = False  # pytest takes every class that begins with Test for its own

    name: str
    model: str
    cases: tuple[Case, ...]


def read(name: str, content: bytes) -> TestFile:
    """The cases in *content*; raises `UnreadableTests`."""
    try:
        root = parse(content)
    except etree.XMLSyntaxError as problem:
        line = problem.lineno or 1
        reason = f"no well-formed XML: {problem.msg}."
        raise UnreadableTests(file=name, line=line, reason=reason, remedy="Correct it.") from None
    model = first(root, "modelName")
    if etree.QName(root).localname != "testCases" or model is None:
        remedy = "Name it otherwise if it is none (a test file is called *-test-*.xml)."
        reason = "not a test file of the TCK: testCases with a modelName was expected."
        raise UnreadableTests(file=name, line=1, reason=reason, remedy=remedy)
    cases = tuple(_case(each) for each in below(root, "testCase"))
    return TestFile(name=name, model=text(model).strip(), cases=cases)


def _case(node: etree._Element) -> Case:
    # A type of "decision" with a name says no more than the names of the results do.
    invocable = node.get("invocableName") if node.get("type", "decision") != "decision" else None
    return Case(
        id=node.get("id", ""),
        invocable=invocable,
        inputs=_inputs(below(node, "inputNode")),
        expected=tuple(_expectation(each) for each in below(node, "resultNode")),
    )


def _inputs(nodes: Iterable[etree._Element]) -> dict[str, Value]:
    """By name; one that names the model it is of stands under `namespace#name`, too."""
    inputs: dict[str, Value] = {}
    for node in sorted(nodes, key=lambda each: "namespace" not in each.attrib):
        name, namespace = node.get("name", ""), node.get("namespace")
        inputs[name] = found = value(node)
        if namespace:
            inputs[f"{namespace}#{name}"] = found
    return inputs


def _expectation(node: etree._Element) -> Expectation:
    expected = first(node, "expected")
    return Expectation(
        name=node.get("name", ""),
        value=None if expected is None else value(expected),
        error=_BOOLEANS.get(node.get("errorResult", "false"), False),
    )


def value(node: etree._Element) -> Value:
    """The FEEL value of an inputNode, expected, item or component."""
    if is_nil(node):
        return None
    for child in below(node, "value", "list"):
        if is_nil(child):
            return None
        if etree.QName(child).localname == "value":
            return simple(type_name(child), text(child))
        return [value(item) for item in below(child, "item")]
    components = list(below(node, "component"))
    return {each.get("name", ""): value(each) for each in components} if components else None


def simple(type_: str, content: str) -> Value:
    """The FEEL value of an XML Schema type's text."""
    if type_ in _TEMPORAL:
        return _temporal(type_, content.strip())
    if type_ == "boolean":
        return _BOOLEANS.get(content.strip(), Unreadable(content))
    return _number(content.strip()) if type_ in _NUMERIC else content


def _number(content: str) -> Value:
    try:
        number = Decimal(content)
    except InvalidOperation:
        return Unreadable(content)
    return number if number.is_finite() else Unreadable(content)


def _temporal(type_: str, content: str) -> Value:
    function = {"date": "date", "time": "time", "dateTime": "date and time"}.get(type_, "duration")
    made = feel.evaluate(f"{function}(content)", {"content": content})
    return Unreadable(content) if made is None else made
