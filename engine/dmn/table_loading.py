"""A `decisionTable` element into a `DecisionTable`; findings name table, rule and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import feel
from engine.dmn.hits import POLICIES
from engine.dmn.model import DecisionTable, Input, Output, Rule
from engine.dmn.reading import child, children, text

if TYPE_CHECKING:
    from lxml import etree

    from engine.dmn.hits import HitPolicy
    from engine.dmn.texts import Texts
    from engine.feel import Expression


class TableLoader:
    def __init__(self, texts: Texts, title: str) -> None:
        self._texts = texts
        self._title = title

    def load(self, element: etree._Element) -> DecisionTable | None:
        """The table; None after a finding."""
        before = len(self._texts.findings)
        policy = self._policy(element)
        inputs = [self._input(each, number) for number, each in enumerate(children(element, "input"), 1)]
        outputs = self._outputs(element)
        rules = [
            self._rule(each, number, len(inputs), len(outputs))
            for number, each in enumerate(children(element, "rule"), 1)
        ]
        if policy is None or len(self._texts.findings) > before:
            return None
        return DecisionTable(
            hit_policy=policy,
            inputs=tuple(each for each in inputs if each is not None),
            outputs=tuple(outputs),
            rules=tuple(each for each in rules if each is not None),
        )

    def _policy(self, element: etree._Element) -> HitPolicy | None:
        name = element.get("hitPolicy", "UNIQUE")
        aggregation = element.get("aggregation", "") if name == "COLLECT" else ""
        policy = POLICIES.get((name, aggregation))
        if policy is None:
            message = f"{self._title}: there is no hit policy {name} {aggregation}".rstrip() + "."
            self._texts.refuse("hit-policy", element, message, "Choose one of DMN's.")
        elif aggregation and len(list(children(element, "output"))) > 1:
            message = f"{self._title}: {policy.name} over several outputs has no meaning."
            self._texts.refuse(
                "hit-policy", element, message, "Keep one output, or collect without aggregation."
            )
        return policy

    def _input(self, element: etree._Element, number: int) -> Input | None:
        label = element.get("label") or f"{number}"
        place = f"{self._title}, input {label!r}"
        source = child(element, "inputExpression")
        if source is None:
            self._texts.refuse("empty", element, f"{place}: there is no input expression.", "Write one.")
            return None
        expression = self._texts.expression(source, place)
        allowed = child(element, "inputValues")
        tests = (
            self._texts.tests(allowed, f"{place}, allowed values")
            if text(allowed) and allowed is not None
            else None
        )
        return None if expression is None else Input(label=label, expression=expression, allowed=tests)

    def _outputs(self, element: etree._Element) -> list[Output]:
        columns = list(children(element, "output"))
        if not columns:
            self._texts.refuse(
                "empty", element, f"{self._title}: there is no output.", "Add an output column."
            )
        names = [column.get("name", "") for column in columns]
        if len(columns) > 1 and (not all(names) or len(set(names)) < len(names)):
            message = f"{self._title}: several outputs need a name each, all different."
            self._texts.refuse("output-name", element, message, "Name every output column.")
        return [self._output(column, number) for number, column in enumerate(columns, 1)]

    def _output(self, element: etree._Element, number: int) -> Output:
        place = f"{self._title}, output {element.get('label') or element.get('name') or number!r}"
        default = child(element, "defaultOutputEntry")
        return Output(
            name=element.get("name", ""),
            order=self._order(child(element, "outputValues"), place),
            default=self._texts.expression(default, f"{place}, default")
            if text(default) and default is not None
            else None,
        )

    def _order(self, element: etree._Element | None, place: str) -> Expression | None:
        """The allowed values as one list; None where nothing is listed."""
        if element is None or not text(element):
            return None
        return self._texts.written(element, f"[{text(element)}\n]", f"{place}, allowed values")

    def _rule(self, element: etree._Element, number: int, inputs: int, outputs: int) -> Rule | None:
        cells, answers = list(children(element, "inputEntry")), list(children(element, "outputEntry"))
        place = f"{self._title}, rule {number}"
        if (len(cells), len(answers)) != (inputs, outputs):
            message = f"{place}: it has {len(cells)} input and {len(answers)} output cells, not {inputs} and {outputs}."
            self._texts.refuse("cells", element, message, "Give every column a cell.")
            return None
        tests = [
            self._texts.tests(cell, f"{place}, input column {column}") for column, cell in enumerate(cells, 1)
        ]
        values = [
            self._answer(cell, f"{place}, output column {column}") for column, cell in enumerate(answers, 1)
        ]
        if None in tests or None in values:
            return None
        return Rule(
            number=number,
            tests=tuple(
                (index, test) for index, test in enumerate(tests) if test is not None and test.text != "-"
            ),
            outputs=tuple(value for value in values if value is not None),
        )

    def _answer(self, element: etree._Element, place: str) -> Expression | None:
        """What an output cell says; `-` and nothing at all mean null."""
        if text(element) in {"", "-"}:
            return feel.parse("null")
        return self._texts.expression(element, place)
