"""What a linter says about a FEEL text before it ever runs."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from engine.feel import syntax as tree
from engine.feel.errors import FeelSyntaxError
from engine.feel.expressions import parse, parse_unary
from engine.feel.functions import BUILT_IN
from engine.feel.lexer import place
from engine.feel.types import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that cannot work, and where; line and column count from 1."""

    line: int
    column: int
    message: str
    remedy: str


def check(text: str, *, unary: bool = False, functions: Collection[str] = ()) -> list[Problem]:
    """Syntax errors, unknown functions and types, calls that no signature fits; *functions* exist besides."""
    try:
        root = (parse_unary(text) if unary else parse(text)).tree
    except FeelSyntaxError as error:
        message = f"expected {error.expected}, found {error.found}"
        return [Problem(line=error.line, column=error.column, message=message, remedy="Correct the text.")]
    return list(_problems(root, frozenset(functions), text))


def _problems(node: tree.Node, known: frozenset[str], text: str) -> Iterator[Problem]:
    known |= _bound_by(node)
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name):
        yield from _call_problems(node, node.function, known, text)
    if isinstance(node, tree.Type) and node.name not in BY_NAME:
        yield _problem(text, node, f"there is no type {node.name!r}", _suggestion(node.name, frozenset(BY_NAME)))
    if isinstance(node, tree.Literal) and node.value is None and text.startswith("@", node.start):
        message = f"{text[node.start : node.end]} is no date, time, date and time or duration"
        yield _problem(text, node, message, 'Write it like @"2026-01-31" or @"P1D".')
    for child in _children(node):
        yield from _problems(child, known, text)


def _bound_by(node: tree.Node) -> frozenset[str]:
    """Names that *node* itself makes, and that may hold functions."""
    match node:
        case tree.FunctionOf():
            return frozenset(name for name, _ in node.parameters)
        case tree.ContextOf():
            return frozenset(key for key, _ in node.entries)
        case tree.For() | tree.Quantified():
            return frozenset(iterator.name for iterator in node.iterators)
    return frozenset()


def _call_problems(
    node: tree.Call, function: tree.Name, known: frozenset[str], text: str
) -> Iterator[Problem]:
    if function.name in known:
        return
    built_in = BUILT_IN.get(function.name)
    if built_in is None:
        remedy = _suggestion(function.name, frozenset(BUILT_IN) | known)
        yield _problem(text, function, f"there is no function {function.name!r}", remedy)
    elif not built_in.fits(len(node.arguments), node.names):
        yield _problem(
            text, node, f"{function.name} does not take these arguments", f"Call it as {built_in.usage()}."
        )


def _suggestion(name: str, known: frozenset[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"Did you mean {close[0]!r}?" if close else "Use one of FEEL's own."


def _problem(text: str, node: tree.Node, message: str, remedy: str) -> Problem:
    line, column = place(text, node.start)
    return Problem(line=line, column=column, message=message, remedy=remedy)


def _children(node: tree.Node) -> Iterator[tree.Node]:
    for field in fields(node):
        yield from _nodes_in(getattr(node, field.name))


def _nodes_in(value: object) -> Iterator[tree.Node]:
    if isinstance(value, tuple):
        for item in value:
            yield from _nodes_in(item)
    elif isinstance(value, tree.Node) and is_dataclass(value):
        yield value
