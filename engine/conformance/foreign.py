"""Which decisions call Java: seen in what a model contains, never by what a suite is called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from engine.conformance.reading import text
from engine.safe_xml import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_INVOCABLE = frozenset({"decision", "businessKnowledgeModel", "decisionService"})
_IN_FEEL = re.compile(r"\bexternal\s*\{\s*\"?java\"?\s*:")


def calling_java(models: Iterable[bytes]) -> frozenset[str]:
    """Names and ids of the invocables whose logic calls Java, itself or in what it needs."""
    elements = [element for model in models for element in _invocable(model)]
    reached = {element.get("id", "") for element in elements if _has_java(element)}
    while True:
        more = {element.get("id", "") for element in elements if _needs(element) & reached} - reached
        if not more:
            break
        reached |= more
    found = [element for element in elements if element.get("id", "") in reached]
    return frozenset(name for element in found for name in (element.get("id"), element.get("name")) if name)


def _invocable(model: bytes) -> Iterator[etree._Element]:
    try:
        root = parse(model)
    except etree.XMLSyntaxError:
        return  # loading the model will say so
    for element in root:
        if isinstance(element.tag, str) and etree.QName(element).localname in _INVOCABLE:
            yield element


def _has_java(element: etree._Element) -> bool:
    return any(node.get("kind") == "Java" for node in element.iter()) or bool(_IN_FEEL.search(text(element)))


def _needs(element: etree._Element) -> set[str]:
    """Ids of what *element* refers to."""
    return {href.rpartition("#")[2] for node in element.iter() if (href := node.get("href"))}
