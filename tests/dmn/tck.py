"""Runs suites of the DMN TCK, which lies beside the repository: one check per expected result."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from engine import dmn, feel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.feel import Value

ROOT = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "dmn-tck"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_TEMPORAL = {"date", "time", "dateTime", "duration"}
_TOLERANCE = Decimal("1e-8")


@dataclass(frozen=True, kw_only=True)
class Check:
    """One expected result of one test case."""

    suite: str
    case: str
    decision: str
    inputs: dict[str, Value]
    expected: Value

    def passes(self, definitions: dmn.Definitions, keys: dict[str, str]) -> bool:
        result = definitions.evaluate(keys[self.decision], self.inputs)
        return same(self.expected, result.value)


def suites(level: str) -> list[Path]:
    folder = ROOT / level
    return sorted(each for each in folder.iterdir() if each.is_dir()) if folder.is_dir() else []


def definitions_of(suite: Path) -> dmn.Definitions:
    return dmn.load((suite / f"{suite.name}.dmn").read_bytes())


def checks(suite: Path) -> Iterator[Check]:
    for file in sorted(suite.glob("*-test-*.xml")):
        for case in _below(etree.parse(file).getroot(), "testCase"):
            inputs = {node.get("name", ""): _value(node) for node in _below(case, "inputNode")}
            for result in _below(case, "resultNode"):
                [expected] = _below(result, "expected")
                yield Check(
                    suite=suite.name,
                    case=case.get("id", ""),
                    decision=result.get("name", ""),
                    inputs=inputs,
                    expected=_value(expected),
                )


def same(expected: Value, actual: Value) -> bool:
    """Equal, numbers to eight digits after the point, as the TCK allows."""
    match expected, actual:
        case Decimal(), Decimal():
            return abs(expected - actual) < _TOLERANCE
        case list(), list():
            return len(expected) == len(actual) and all(map(same, expected, actual))
        case dict(), dict():
            return expected.keys() == actual.keys() and all(same(expected[k], actual[k]) for k in expected)
    return type(expected) is type(actual) and expected == actual


def _value(node: etree._Element) -> Value:
    if node.get(_NIL) == "true":
        return None
    for kind in ("list", "value"):
        for child in _below(node, kind):
            if child.get(_NIL) == "true":
                return None
            return [_value(item) for item in _below(child, "item")] if kind == "list" else _simple(child)
    components = list(_below(node, "component"))
    return {each.get("name", ""): _value(each) for each in components} if components else None


def _simple(node: etree._Element) -> Value:
    kind = (node.get(_TYPE) or "").rpartition(":")[2]
    content = "".join(map(str, node.itertext()))
    if kind in _TEMPORAL:
        return feel.evaluate(f'@"{content}"', {})
    if kind == "boolean":
        return content == "true"
    if kind in {"decimal", "double", "integer", "float", "int", "long"}:
        try:
            return Decimal(content)
        except InvalidOperation:
            return None
    return content


def _below(node: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in node if isinstance(child.tag, str) and etree.QName(child).localname == name)
