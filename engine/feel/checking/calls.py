"""Calls: of what exists, with as many arguments as it takes, of the types that it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.checking.inference import Inference, infers, told
from engine.feel.checking.problems import suggestion
from engine.feel.checking.results import result
from engine.feel.checking.samples import items, operation, samples
from engine.feel.errors import Undefined
from engine.feel.functions import BUILT_IN, BuiltIn
from engine.feel.types import ANY, NULL, FunctionType, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.feel.checking.names import Names
    from engine.feel.functions.registry import Parameter, Signature
    from engine.feel.types import Type

    Misfit = tuple[int, str]

_COMBINING = {"min": "<", "max": "<", "sum": "+", "mean": "+", "product": "*", "median": "*", "stddev": "*"}
"""How a function puts the items of a list together."""


@infers(tree.Call)
def _call(look: Inference, node: tree.Call, names: Names) -> Type:
    arguments = [look.of(argument, names) for argument in node.arguments]
    name = node.function.name if isinstance(node.function, tree.Name) else None
    if name is None or names.binds(name):
        return _of_value(look, node, look.of(node.function, names))
    if name in BUILT_IN:
        return _of_built_in(look, node, BUILT_IN[name], arguments)
    if (given := names.find(name)) not in (None, ANY):
        return _of_value(look, node, given)
    if name not in look.functions and name not in names.all():
        known = {*BUILT_IN, *look.functions, *names.all()}
        advice = suggestion(name, known, "Use one of FEEL's own.")
        return look.report(node.function, "unknown-function", f"there is no function {name!r}", advice)
    return ANY


def _of_value(look: Inference, node: tree.Call, function: Type) -> Type:
    base = plain(function)
    if not isinstance(base, FunctionType):
        if base not in (ANY, NULL):
            look.report(node.function, "type-clash", f"{told(base)} is no function", "Call a function.")
        return ANY
    if len(base.parameters) != len(node.arguments):
        message = (
            f"{look.shown(node.function)} takes {_counted(len(base.parameters))}, not {len(node.arguments)}"
        )
        look.report(node, "wrong-arguments", message, "Give one argument for each parameter.")
    return base.result


def _counted(count: int) -> str:
    return "one argument" if count == 1 else f"{count} arguments"


def _of_built_in(look: Inference, node: tree.Call, function: BuiltIn, arguments: Sequence[Type]) -> Type:
    candidates = [
        (signature, order)
        for signature, order in function.candidates(len(arguments), node.names)
        if not node.names or signature.fits_names(node.names)
    ]
    if not candidates:
        message = f"{function.name} does not take these arguments"
        return look.report(node, "wrong-arguments", message, f"Call it as {function.usage()}.")
    misfits = [_misfits(signature, order, arguments) for signature, order in candidates]
    if all(misfits):
        return _misfit(look, node, function, min(misfits, key=len), arguments)
    _, order = candidates[misfits.index([])]
    ordered = _in_order(order, arguments)
    if function.name in _COMBINING and not _combines(_COMBINING[function.name], ordered):
        message = (
            f"{function.name}() cannot combine {' and '.join(sorted({told(each) for each in arguments}))}"
        )
        return look.report(node, "type-clash", message, "Give values of one type.")
    return result(function.name, ordered)


def _combines(sign: str, arguments: Sequence[Type]) -> bool:
    """Whether items of these types can be compared or added up with each other."""
    parts = {items(arguments[0])} if len(arguments) == 1 else set(arguments)
    return all(operation(sign, left, right) is not None for left in parts for right in parts)


def _misfit(
    look: Inference, node: tree.Call, function: BuiltIn, found: list[Misfit], arguments: Sequence[Type]
) -> Type:
    position, parameter = found[0]
    advice = f"Call it as {function.usage()}."
    if arguments[position] == NULL:
        message = f"{parameter} is null, so {function.name}() is always null"
        return look.report(node.arguments[position], "always-null", message, "Use a value.")
    message = f"{parameter} of {function.name}() cannot be {told(arguments[position])}"
    return look.report(node.arguments[position], "type-clash", message, advice)


def _misfits(signature: Signature, order: list[int] | None, arguments: Sequence[Type]) -> list[Misfit]:
    """Arguments that the function takes in no case, with the names of their parameters."""
    last = len(signature.parameters) - 1
    places = [min(index, last) for index in range(len(arguments))]
    if order is not None:
        places = [order.index(index) for index in range(len(arguments))]
    paired = [(index, signature.parameters[place]) for index, place in enumerate(places)]
    return [(index, each.name) for index, each in paired if not _takes(each, arguments[index])]


def _takes(parameter: Parameter, kind: Type) -> bool:
    """Whether the parameter accepts some value of *kind*."""
    tried = samples(kind)
    return kind == ANY or tried is None or any(_accepts(parameter, value) for value in tried)


def _accepts(parameter: Parameter, value: object) -> bool:
    try:
        parameter.accept(value)
    except Undefined:
        return False
    return True


def _in_order(order: list[int] | None, arguments: Sequence[Type]) -> Sequence[Type]:
    if order is None:
        return arguments
    return [arguments[index] if index >= 0 else ANY for index in order]
