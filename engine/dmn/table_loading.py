"""A `decisionTable` element into a `DecisionTable`; findings name table, rule and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import feel
from engine.dmn.hits import POLICIES
from engine.dmn.model import DecisionTable, Input, Output, Rule
from engine.dmn.reading import child, children, name_of, text
from engine.feel import FeelSyntaxError
from engine.feel.types import Restricted

if TYPE_CHECKING:
    from lxml import etree

    from engine.dmn.hits import HitPolicy
    from engine.dmn.item_types import ItemTypes
    from engine.dmn.texts import Frame, Texts
    from engine.feel import Expression, UnaryTests
    from engine.feel.types import Type


class TableLoader:
    def __init__(self, texts: Texts, types: ItemTypes, frame: Frame) -> None:
        self._texts = texts
        self._types = types
        self._frame = frame
        self.expressions: list[Expression | UnaryTests] = []
        """Every text of the table."""

    def load(self, element: etree._Element) -> DecisionTable:
        policy = self._policy(element)
        inputs = [self._input(each, number) for number, each in enumerate(children(element, "input"), 1)]
        outputs = self._outputs(element, policy)
        rules = [
            self._rule(each, number, len(inputs), len(outputs))
            for number, each in enumerate(children(element, "rule"), 1)
        ]
        return DecisionTable(
            hit_policy=policy, inputs=tuple(inputs), outputs=tuple(outputs), rules=tuple(rules)
        )

    def _policy(self, element: etree._Element) -> HitPolicy:
        name = element.get("hitPolicy", "UNIQUE")
        aggregation = element.get("aggregation", "") if name == "COLLECT" else ""
        policy = POLICIES.get((name, aggregation))
        if policy is None:
            message = f"{self._frame.title}: there is no hit policy {name} {aggregation}".rstrip() + "."
            known = ", ".join(sorted({each for each, _ in POLICIES}))
            self._texts.refuse("hit-policy", element, message, f"Choose one of DMN's: {known}.")
            return POLICIES["UNIQUE", ""]
        if aggregation and len(list(children(element, "output"))) > 1:
            message = f"{self._frame.title}: {policy.name} over several outputs has no meaning."
            self._texts.refuse(
                "hit-policy", element, message, "Keep one output, or collect without aggregation."
            )
        return policy

    def _input(self, element: etree._Element, number: int) -> Input:
        source = child(element, "inputExpression")
        written = " ".join(text(source).split())
        label = " ".join((element.get("label") or written or str(number)).split())
        frame = self._frame.at(f"input {label!r}")
        if source is None:
            source = element  # where nothing is written, which is refused below
        allowed = child(element, "inputValues")
        return Input(
            label=label,
            expression=self._kept(self._texts.expression(source, frame)),
            type=self._types.of(source, frame.title),
            allowed=self._tests(allowed, frame.at("allowed values")),
        )

    def _outputs(self, element: etree._Element, policy: HitPolicy) -> list[Output]:
        columns = list(children(element, "output"))
        if not columns:
            message = f"{self._frame.title}: there is no output."
            self._texts.refuse("output-name", element, message, "Add an output column.")
        names = [name_of(column) for column in columns]
        if len(columns) > 1 and (not all(names) or len(set(names)) < len(names)):
            message = f"{self._frame.title}: several outputs need a name each, all different."
            self._texts.refuse("output-name", element, message, "Name every output column.")
        return [self._output(column, number, policy) for number, column in enumerate(columns, 1)]

    def _output(self, element: etree._Element, number: int, policy: HitPolicy) -> Output:
        label = element.get("label") or name_of(element) or str(number)
        frame = self._frame.at(f"output {label!r}")
        default = child(element, "defaultOutputEntry")
        allowed = child(element, "outputValues")
        wanted = self._types.of(element, frame.title)
        order = self._order(allowed, frame.at("allowed values"), policy)
        return Output(
            name=name_of(element),
            label=label,
            type=wanted,
            allowed=self._tests(allowed, frame.at("allowed values")),
            order=_order_of(wanted) if order is None and policy.ranks else order,
            default=None
            if default is None or not text(default)
            else self._kept(self._texts.expression(default, frame.at("default"))),
        )

    def _tests(self, element: etree._Element | None, frame: Frame) -> UnaryTests | None:
        if element is None or not text(element):
            return None
        tests = self._texts.tests(element, frame)
        self.expressions.append(tests)
        return tests

    def _order(self, element: etree._Element | None, frame: Frame, policy: HitPolicy) -> Expression | None:
        """The allowed values as one list; None where nothing is listed, or the policy does not ask."""
        if element is None or not text(element):
            return None
        listed = f"[{text(element)}\n]"
        if policy.ranks:
            return self._texts.written(element, listed, frame)
        try:
            return feel.parse(listed, frame.names, nested=frame.nested)
        except FeelSyntaxError:
            return None

    def _rule(self, element: etree._Element, number: int, inputs: int, outputs: int) -> Rule:
        cells, answers = list(children(element, "inputEntry")), list(children(element, "outputEntry"))
        frame = self._frame.at(f"rule {number}")
        if (len(cells), len(answers)) != (inputs, outputs):
            have, need = f"{len(cells)} input and {len(answers)} output cells", f"{inputs} and {outputs}"
            message = f"{frame.title}: it has {have}, not {need}."
            self._texts.refuse("cells", element, message, "Give every column a cell.")
            return Rule(number=number, tests=(), outputs=())
        places = [frame.at(f"input column {column}") for column in range(1, inputs + 1)]
        tests = [*map(self._texts.tests, cells, places)]
        self.expressions += tests
        return Rule(
            number=number,
            tests=tuple((index, test) for index, test in enumerate(tests) if test.text != "-"),
            outputs=tuple(
                self._answer(cell, frame.at(f"output column {column}"))
                for column, cell in enumerate(answers, 1)
            ),
        )

    def _answer(self, element: etree._Element, frame: Frame) -> Expression:
        """What an output cell says; `-` and nothing at all mean null."""
        if text(element) in {"", "-"}:
            return feel.parse("null")
        return self._kept(self._texts.expression(element, frame))

    def _kept(self, expression: Expression) -> Expression:
        self.expressions.append(expression)
        return expression


def _order_of(wanted: Type) -> Expression | None:
    """The allowed values of a type in their order: what ranks outputs that the table itself does not list."""
    while isinstance(wanted, Restricted):
        if wanted.allowed is not None:
            try:
                return feel.parse(f"[{wanted.allowed.text}\n]")
            except FeelSyntaxError:
                return None
        wanted = wanted.base
    return None
