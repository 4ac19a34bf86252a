"""What a linter says about a FEEL text before it ever runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.checking import calls, cells, loops, operators, plain
from engine.feel.checking.constants import constant_conditions
from engine.feel.checking.expecting import could_be
from engine.feel.checking.inference import Inference, told
from engine.feel.checking.names import Names, announced
from engine.feel.checking.problems import Code, Problem, Severity, problem
from engine.feel.errors import FeelSyntaxError
from engine.feel.expressions import parse, parse_unary
from engine.feel.types import ANY

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from engine.feel import syntax as tree
    from engine.feel.types import Type

_CORRECT = "Correct the text."


def check(
    text: str,
    names: Mapping[str, Type] | None = None,
    *,
    unary: bool = False,
    input_type: Type | None = None,
    functions: Collection[str] = (),
    types: Mapping[str, Type] | None = None,
    expects: Type | None = None,
) -> list[Problem]:
    """What cannot work in *text*, or hardly as meant, in the order of the text.

    *names* are all the names that it may read, with their types; without them any name may exist. *input_type* is the
    type of `?`, *functions* and *types* exist besides FEEL's own, *expects* is the type that the result must have.
    """
    _, problems = checked(
        text,
        names or {},
        more=names is None,
        unary=unary,
        input_type=input_type,
        functions=functions,
        types=types,
        expects=expects,
    )
    return problems


def checked(
    text: str,
    names: Mapping[str, Type],
    *,
    more: bool = False,
    spoken: frozenset[str] = frozenset(),
    unary: bool = False,
    input_type: Type | None = None,
    functions: Collection[str] = (),
    types: Mapping[str, Type] | None = None,
    expects: Type | None = None,
) -> tuple[Type, list[Problem]]:
    """The type of what *text* evaluates to, as far as it is known, and its problems, as `check` finds them.

    With *more* there may be other names besides *names*. *spoken* are further names, of fields too, to be read as one.
    """
    known = announced(names, text) | spoken
    try:
        root = (parse_unary(text, known) if unary else parse(text, known)).tree
    except FeelSyntaxError as error:
        return ANY, [_syntax(text, error)]
    look = Inference(text, functions, types or {}, input_type or ANY)
    try:
        kind = look.of(root, Names(names, open=more))
    except RecursionError:
        return ANY, [problem(text, 0, len(text), "syntax", "expected less nesting, found too much", _CORRECT)]
    if expects is not None:
        _check_result(look, root, kind, expects)
    constants = (each for each in constant_conditions(root, text) if not _explained(each, look.problems))
    return kind, sorted([*look.problems, *constants], key=lambda each: (each.start, each.end))


def inferred(
    text: str, names: Mapping[str, Type] | None = None, *, types: Mapping[str, Type] | None = None
) -> Type:
    """The type of what *text* evaluates to; `ANY` if that is open, or the text wrong."""
    try:
        root = parse(text, announced(names or {}, text)).tree
    except FeelSyntaxError:
        return ANY
    return Inference(text, (), types or {}).of(root, Names(names or {}, open=names is None))


def _syntax(text: str, error: FeelSyntaxError) -> Problem:
    start = sum(len(line) + 1 for line in text.split("\n")[: error.line - 1]) + error.column - 1
    message = f"expected {error.expected}, found {error.found}"
    return problem(text, start, min(start + 1, len(text)), "syntax", message, _CORRECT)


def _check_result(look: Inference, root: tree.Node, kind: Type, expects: Type) -> None:
    if could_be(kind, expects):
        return
    mine, wanted = told(kind), told(expects)
    if mine == wanted:  # two contexts that differ in their members
        mine, wanted = str(kind), str(expects)
    message = f"the result is {mine}, not {wanted}"
    look.report(root, "unexpected-result", message, "Change the expression, or the type.")


def _explained(constant: Problem, problems: Sequence[Problem]) -> bool:
    """Whether a part is null for a reason that is told already, with its own place."""
    return constant.code == "always-null" and any(
        constant.start <= each.start and each.end <= constant.end for each in problems
    )


__all__ = [
    "Code",
    "Problem",
    "Severity",
    "calls",
    "cells",
    "check",
    "checked",
    "inferred",
    "loops",
    "operators",
    "plain",
]
