"""Function definitions and invocations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.dmn.boxes.compiling import boxed, told
from engine.dmn.reading import child, children, name_of
from engine.dmn.running import NO_CELL, DecisionRun
from engine.feel import syntax as tree
from engine.feel.running import MISSING, FeelFunction, Place
from engine.feel.types import ANY, FunctionType, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml import etree

    from engine.dmn.boxes.compiling import Boxes
    from engine.dmn.texts import Frame
    from engine.feel import Value
    from engine.feel.running import Compiled, Scope
    from engine.feel.types import Type

_FEW = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    name: str
    type: Type


@boxed("functionDefinition")
def _definition(boxes: Boxes, element: etree._Element, frame: Frame) -> Compiled:
    return function(boxes, element, frame, boxes.types.of(element, frame.title))


def function(boxes: Boxes, element: etree._Element, frame: Frame, wanted: Type) -> Compiled:
    """What makes the function; *wanted* is its type or, as older tools write it, that of its result."""
    kind = element.get("kind", "FEEL").rpartition(":")[2]
    if kind != "FEEL":
        message = f"{frame.title}: a function of the kind {kind} calls a program outside of the model."
        boxes.texts.refuse("external-function", element, message, "Write its body in FEEL.")
        return told(message)
    parameters = [
        Parameter(
            name=name_of(each), type=boxes.types.of(each, f"{frame.title}, parameter {name_of(each)!r}")
        )
        for each in children(element, "formalParameter")
    ]
    names = [each.name for each in parameters]
    if not all(names) or len(set(names)) < len(names):
        message = f"{frame.title}: the parameters need a name each, all different."
        boxes.texts.refuse("parameters", element, message, "Name every parameter.")
    before = boxes.weight
    body = boxes.below(element, frame.binding(*names), element)
    return made(parameters, body, result_of(wanted), 1 + (boxes.weight - before) // _FEW, frame)


def result_of(wanted: Type) -> Type:
    """What a function of the type *wanted* answers; older tools write that type itself."""
    base = plain(wanted)
    return base.result if isinstance(base, FunctionType) else wanted


def made(
    parameters: Sequence[Parameter], body: Compiled, result: Type, weight: int, frame: Frame
) -> Compiled:
    """What makes a function, whose diagnoses are its owner's."""
    names = tuple(each.name for each in parameters)
    wanted = tuple(each.type for each in parameters)
    place = Place(frame.title, 0, len(frame.title))

    def call(scope: Scope) -> Value:
        run = scope.run
        if not isinstance(run, DecisionRun):
            return body(scope)
        outside = (run.owner, run.at)
        run.owner, run.at = frame.owner, NO_CELL
        try:
            return body(scope)
        finally:
            run.owner, run.at = outside

    return lambda scope: FeelFunction(names, call, scope, weight, wanted, result, place)


@boxed("invocation")
def _invocation(boxes: Boxes, element: etree._Element, frame: Frame) -> Compiled:
    """A call by parameter names; a binding without an expression is null.

    Editors leave either side out. Without a binding a parameter is what the caller knows under its name, and a function
    that declares no parameters reads the bindings under theirs.
    """
    callee = boxes.operand(element, frame.at("function"), element)
    bound = dict(_bindings(boxes, element, frame))
    names, arguments = tuple(bound), tuple(bound.values())
    end = len(frame.title)
    node = tree.Call(start=0, end=end, function=callee, arguments=arguments, names=names)
    call, function_of = boxes.built(node, frame), boxes.built(callee, frame)
    values_of = [boxes.built(argument, frame) for argument in arguments]

    def run(scope: Scope) -> Value:
        function = function_of(scope)
        if not isinstance(function, FeelFunction) or bool(function.parameters) is bool(names):
            return call(scope)
        if names:
            taking = replace(function, parameters=names, wanted=(ANY,) * len(names))
            return taking(scope.run, *(value(scope) for value in values_of))
        found = (scope.find(name) for name in function.parameters)
        return function(scope.run, *(None if value is MISSING else value for value in found))

    return run


def _bindings(boxes: Boxes, element: etree._Element, frame: Frame) -> Iterator[tuple[str, tree.Node]]:
    """The arguments by the names of their parameters."""
    taken: set[str] = set()
    for binding in children(element, "binding"):
        parameter = child(binding, "parameter")
        name = name_of(parameter)
        if not name or name in taken:
            message = f"{frame.title}: the bindings need a parameter's name each, all different."
            boxes.texts.refuse("parameters", element, message, "Name the parameter of every binding.")
            continue
        taken.add(name)
        place = frame.at(f"parameter {name!r}")
        if boxes.find(binding) is None:
            yield name, tree.Literal(start=0, end=0, value=None)
        else:
            yield name, boxes.operand(binding, place, binding, boxes.types.of(parameter, place.title))
