"""DMN 1.1 to 1.5 XML into a model. Everything that Baton would not run is found and named, nothing is skipped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from engine import safe_xml
from engine.dmn.errors import Finding, UnusableDecisions
from engine.dmn.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 2 * 1024 * 1024
MAX_ELEMENTS = 50_000
_NAMESPACE = re.compile(r"https?://www\.omg\.org/spec/DMN/(?:20\d{6})/(?:MODEL/?|dmn\.xsd)")


def parse(xml: bytes) -> etree._Element:
    """The root of a DMN document; raises `UnusableDecisions`."""
    if len(xml) > MAX_BYTES:
        raise refused(1, f"The model has {len(xml)} bytes.", f"Split it; {MAX_BYTES} bytes are allowed.")
    root = _tree(xml)
    if root.getroottree().docinfo.internalDTD is not None:
        raise refused(1, "The model has a DOCTYPE, which can hide entities and files.", "Remove the DOCTYPE.")
    if kind(root) != "definitions":
        message = f"The root is {root.tag}, not definitions in a namespace of DMN."
        raise refused(1, message, "Save it as DMN 1.1 to 1.5.")
    _check_elements(root)
    return root


def _tree(xml: bytes) -> etree._Element:
    try:
        return safe_xml.parse(xml)
    except etree.XMLSyntaxError as problem:
        raise _not_well_formed(problem) from None


def _not_well_formed(problem: etree.XMLSyntaxError) -> UnusableDecisions:
    reason = " ".join((problem.msg or "").split())
    if reason.startswith("Excessive depth"):  # what it says then is meant for programmers
        return refused(problem.lineno or 1, "The model has too many levels of elements.", "Flatten it.")
    message = f"The model is no well-formed XML: {reason}."
    return refused(problem.lineno or 1, message, "Open it in a DMN editor and export it again.")


def _check_elements(root: etree._Element) -> None:
    """Refuse too many elements, and those that no version of DMN has."""
    findings = []
    for count, element in enumerate(root.iter(), 1):
        if count > MAX_ELEMENTS:
            raise refused(
                _line(element), "The model has too many elements.", f"Split it; {MAX_ELEMENTS} are allowed."
            )
        name = kind(element)
        if name is not None and name not in VOCABULARY:
            message = f"There is no element {name!r} in DMN."
            findings.append(_finding("unknown-element", element, message, "Remove or correct it."))
    if findings:
        raise UnusableDecisions(findings)


def _finding(rule: str, element: etree._Element, message: str, remedy: str) -> Finding:
    return Finding(
        rule=rule, element_id=element.get("id"), line=_line(element), message=message, remedy=remedy
    )


def _line(element: etree._Element) -> int:
    return element.sourceline if isinstance(element.sourceline, int) else 1


def declared(xml: bytes) -> tuple[str, ...]:
    """The ids of the decisions and decision services in a document, whatever else may be wrong with it."""
    parts = children(parse(xml), "decision", "decisionService")
    return tuple(part.get("id") or part.get("name") or "" for part in parts)


def kind(element: etree._Element) -> str | None:
    """The local name of a DMN element of any version; None for an element of another vocabulary."""
    if not isinstance(element.tag, str):
        return None
    name = etree.QName(element)
    return name.localname if _NAMESPACE.fullmatch(name.namespace or "") else None


def is_dmn(uri: str) -> bool:
    """Whether *uri* is the namespace of a version of DMN: what an `importType` names."""
    return _NAMESPACE.fullmatch(uri.strip()) is not None


def children(element: etree._Element, *kinds: str) -> Iterator[etree._Element]:
    """The DMN elements of these *kinds* directly below *element*, in order."""
    return (child for child in element if kind(child) in kinds)


def child(element: etree._Element, *kinds: str) -> etree._Element | None:
    return next(children(element, *kinds), None)


def text(element: etree._Element | None) -> str:
    """The content of the `text` below *element*."""
    content = None if element is None else child(element, "text")
    return "" if content is None else "".join(map(str, content.itertext())).strip()


def name_of(element: etree._Element | None) -> str:
    """Its name as FEEL reads it: white space of any kind is one space."""
    return "" if element is None else " ".join((element.get("name") or "").split())


def variable_of(element: etree._Element) -> str:
    """The name under which others know what *element* says."""
    return name_of(child(element, "variable")) or name_of(element) or element.get("id") or ""


def refused(line: int, message: str, remedy: str, *, rule: str = "unreadable") -> UnusableDecisions:
    """The refusal for one reason."""
    return UnusableDecisions([Finding(rule=rule, element_id=None, line=line, message=message, remedy=remedy)])
