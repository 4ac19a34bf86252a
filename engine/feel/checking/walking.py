"""The nodes of a tree."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

from engine.feel import syntax as tree

if TYPE_CHECKING:
    from collections.abc import Iterator


def within(node: tree.Node) -> Iterator[tree.Node]:
    """*node* and everything below it."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting += children(each)


def children(node: tree.Node) -> Iterator[tree.Node]:
    """The nodes right below *node*, in the order of the text."""
    for field in fields(node):
        yield from _nodes_in(getattr(node, field.name))


def _nodes_in(value: object) -> Iterator[tree.Node]:
    if isinstance(value, tuple):
        for item in value:
            yield from _nodes_in(item)
    elif isinstance(value, tree.Node) and is_dataclass(value):
        yield value
