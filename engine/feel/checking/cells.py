"""The tests of a decision table's cell, against the type of the column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.checking.inference import Inference, infers
from engine.feel.checking.operators import tested
from engine.feel.checking.walking import within
from engine.feel.types import ANY, BOOLEAN, plain

if TYPE_CHECKING:
    from engine.feel.checking.names import Names
    from engine.feel.types import Type


@infers(tree.Tests)
def _tests(look: Inference, node: tree.Tests, names: Names) -> Type:
    for test in node.tests:
        if any(isinstance(each, tree.Input) for each in within(test)) or _decides(look, test, names):
            look.of(test, names)
        else:
            tested(look, test, look.input_type, names)
    return BOOLEAN


def _decides(look: Inference, test: tree.Node, names: Names) -> bool:
    """Whether the test answers true or false by itself, without looking at the input."""
    if isinstance(test, tree.Bound | tree.Interval | tree.Literal):
        return False
    aside = Inference(look.text, look.functions, look.types, look.input_type)
    return plain(aside.of(test, names)) in (ANY, BOOLEAN)
