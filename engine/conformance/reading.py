"""XML of the TCK, read without regard to the version of its namespaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"


def below(node: etree._Element, *names: str) -> Iterator[etree._Element]:
    """The elements called *names* directly below *node*."""
    return (child for child in node if isinstance(child.tag, str) and etree.QName(child).localname in names)


def first(node: etree._Element, *names: str) -> etree._Element | None:
    return next(below(node, *names), None)


def text(node: etree._Element) -> str:
    return "".join(map(str, node.itertext()))


def is_nil(node: etree._Element) -> bool:
    return node.get(f"{_INSTANCE}nil") in {"true", "1"}


def type_name(node: etree._Element) -> str:
    """The type that `xsi:type` names, without its prefix; a string if none is named."""
    return (node.get(f"{_INSTANCE}type") or "string").rpartition(":")[2]
