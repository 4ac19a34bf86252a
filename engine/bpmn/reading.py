"""BPMN XML, read without trusting it: no DOCTYPE, no entities, no network, bounded in size."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from engine import safe_xml
from engine.bpmn.encodings import in_utf8
from engine.bpmn.errors import Unreadable

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
MAX_BYTES = 2 * 1024 * 1024
MAX_ELEMENTS = 5_000

# A DOCTYPE can only stand before the root element, after declarations, comments and instructions.
_PROLOG = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->|\s+)*", re.DOTALL)
_NAMESPACE = re.compile(rb"""(?<=\bxmlns:)[\w.-]+=(?:"[^"<>]*"|'[^'<>]*')""")
_OTHER_BPMN = f"Export it as BPMN 2.0, whose namespace is {BPMN}."
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Document:
    """A well-formed BPMN document; `root` is its ``bpmn:definitions``."""

    root: etree._Element


def read(xml: bytes) -> Document:
    """The document in *xml*; raises `Unreadable` with line and remedy."""
    text = in_utf8(xml)
    _check_bytes(text)
    root = _parse(text)
    _check_tree(root)
    return Document(root)


def bpmn(tag: str) -> str:
    """The qualified name of a BPMN tag."""
    return f"{{{BPMN}}}{tag}"


def text_in(node: etree._Element, tag: str) -> str | None:
    """The text of the first child with this BPMN tag; None if there is none, or nothing in it."""
    found = node.find(bpmn(tag))
    return None if found is None else (found.text or "").strip() or None


def line_of(node: etree._Element) -> int | None:
    line = node.sourceline
    return line if isinstance(line, int) else None


def _check_bytes(xml: bytes) -> None:
    if len(xml) > MAX_BYTES:
        raise Unreadable(
            line=1,
            reason=f"The model has {len(xml)} bytes.",
            remedy=f"Split it; {MAX_BYTES} bytes are allowed.",
        )
    if b"\x00" in xml[:200]:
        raise Unreadable(line=1, reason="The model is no text.", remedy="Save it as UTF-8.")
    head = xml.removeprefix(_BYTE_ORDER_MARK)
    prolog = _PROLOG.match(head)
    end = prolog.end() if prolog else 0
    if head[end : end + 9].upper() == b"<!DOCTYPE":
        raise Unreadable(
            line=head[:end].count(b"\n") + 1,
            reason="The model has a DOCTYPE, which can hide entities and files.",
            remedy="Remove the DOCTYPE.",
        )


def _parse(xml: bytes) -> etree._Element:
    try:
        return safe_xml.parse(xml)
    except etree.XMLSyntaxError as problem:
        # Tools make namespaces of names that have blanks in them.
        mended = _NAMESPACE.sub(lambda found: found[0].replace(b" ", b"%20"), xml)
        if "is not a valid URI" in problem.msg and mended != xml:
            return _parse(mended)
        raise Unreadable(
            line=problem.lineno or 1,
            reason=f"The model is no well-formed XML: {problem.msg}.",
            remedy="Open it in a BPMN editor and export it again.",
        ) from None


def _is_other_bpmn(tag: str) -> bool:
    return tag == "definitions" or (tag.endswith("}definitions") and "BPMN" in tag.upper())


def _check_tree(root: etree._Element) -> None:
    if root.tag != bpmn("definitions"):
        raise Unreadable(
            line=line_of(root) or 1,
            reason=f"The root element is {root.tag!r}, no bpmn:definitions.",
            remedy=_OTHER_BPMN if _is_other_bpmn(root.tag) else "Upload a BPMN 2.0 model.",
        )
    # Diagrams, and what tools note for themselves, are bounded by their bytes.
    count = sum(1 for _ in root.iter(bpmn("*")))
    if count > MAX_ELEMENTS:
        raise Unreadable(
            line=1,
            reason=f"The model has {count} BPMN elements.",
            remedy=f"Split it into called processes; {MAX_ELEMENTS} are allowed.",
        )
