"""The rules of a spreadsheet into the XML of a model; everything else of the file stays as it is."""

from __future__ import annotations

from collections import defaultdict
from copy import deepcopy
from itertools import count
from typing import TYPE_CHECKING

from lxml import etree

from engine import safe_xml
from engine.dmn import reading, written
from engine.dmn.reading import child, children
from engine.dmn.sheets.comparing import same

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.dmn.sheets.comparing import Difference
    from engine.dmn.sheets.reading import NewRow
    from engine.dmn.written import Row, Table


def merge(xml: bytes, table: Table, difference: Difference) -> bytes:
    """The model with the new rules of *table*: the very same bytes where nothing differs."""
    if not difference.changes:
        return xml
    return _Merger(xml, table).merged(difference.rows)


class _Merger:
    def __init__(self, xml: bytes, table: Table) -> None:
        reading.parse(xml)  # refuses what is dangerous; it drops comments, which have to stay
        self._root = safe_xml.parse(xml, comments=True)
        self._xml = xml
        at = [one.owner for one in written.tables(xml)].index(table.owner)
        found = [each for each in self._root.iter("{*}decisionTable") if reading.kind(each)]
        self._table = found[at]
        self._inputs = len(table.inputs)
        self._ids = {each.get("id") for each in self._root.iter("{*}*")}
        self._numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(1))
        self._rules = list(children(self._table, "rule"))
        self._pattern = self._rules[0] if self._rules else None

    def merged(self, rows: Sequence[tuple[NewRow, Row | None]]) -> bytes:
        made = [self._rule(new, old) for new, old in rows]
        self._place(made)
        return self._as_it_was_written(self._root.getroottree())

    def _as_it_was_written(self, tree: etree._ElementTree) -> bytes:
        """With the declaration, the empty tags and the end of the file, so that a comparison shows the rules only."""
        text: bytes = etree.tostring(tree, encoding="UTF-8", xml_declaration=False)
        if b'" />' in self._xml:
            text = text.replace(b'"/>', b'" />')
        utf8 = (tree.docinfo.encoding or "UTF-8").upper() == "UTF-8"
        head = self._xml.partition(b"?>")[0] + b"?>\n" if utf8 and self._xml.startswith(b"<?xml") else b""
        return head + text.rstrip() + (b"\n" if self._xml.endswith(b"\n") else b"")

    def _rule(self, new: NewRow, old: Row | None) -> etree._Element:
        rule = self._blank(len(new.cells)) if old is None else self._rules[old.number - 1]
        entries = [*children(rule, "inputEntry"), *children(rule, "outputEntry")]
        for entry, text in zip(entries, new.cells, strict=True):
            if not same(reading.text(entry), text):
                self._write(entry, text)
        self._annotate(rule, new.annotations)
        return rule

    def _place(self, made: list[etree._Element]) -> None:
        """Where the rules stood, in their new order, with the white space between them as it was."""
        at, between, last = self._gap()
        for rule in self._rules:
            self._table.remove(rule)
        for offset, rule in enumerate(made):
            rule.tail = between
            self._table.insert(at + offset, rule)
        if made:
            made[-1].tail = last

    def _gap(self) -> tuple[int, str | None, str | None]:
        """Where rules begin, and the white space between them and after the last."""
        if not self._rules:
            return len(self._table), "\n", self._table[-1].tail if len(self._table) else "\n"
        first = self._rules[0]
        before = first.getprevious()
        between = self._table.text if before is None else before.tail
        return self._table.index(first), first.tail if len(self._rules) > 1 else between, self._rules[-1].tail

    def _blank(self, cells: int) -> etree._Element:
        """A new rule, shaped like the first one of the table, under ids of its own."""
        if self._pattern is None:
            rule = self._element("rule")
            rule.extend(self._entry("inputEntry") for _ in range(self._inputs))
            rule.extend(self._entry("outputEntry") for _ in range(cells - self._inputs))
        else:
            rule = deepcopy(self._pattern)
            for each in children(rule, "description", "annotationEntry"):
                self._write_annotation(each, "")
        for each in rule.iter("{*}*"):
            if each is rule or each.get("id") is not None or self._pattern is None:
                self._name(each)
        for entry in children(rule, "inputEntry", "outputEntry"):
            self._write(entry, "-" if reading.kind(entry) == "inputEntry" else "")
        return rule

    def _name(self, element: etree._Element) -> None:
        kind = {"rule": "DecisionRule", "inputEntry": "UnaryTests"}.get(
            reading.kind(element) or "", "Expression"
        )
        if reading.kind(element) != "text":
            element.set("id", self._free(kind))

    def _free(self, kind: str) -> str:
        """An id that no other element has; each kind counts on, so that a thousand new rules are quick."""
        names = (f"{kind}_{number}" for number in self._numbers[kind])
        return next(name for name in names if name not in self._ids)

    def _write(self, entry: etree._Element, text: str) -> None:
        found = child(entry, "text")
        if found is None:
            found = self._element("text")
            entry.append(found)
        for inner in list(found):
            found.remove(inner)
        found.text = text

    def _annotate(self, rule: etree._Element, annotations: Sequence[str | None]) -> None:
        description, *others = annotations
        entries = list(children(rule, "annotationEntry"))
        while len(entries) < len(others) and any(others):
            entries.append(self._entry("annotationEntry"))
            rule.append(entries[-1])
        for entry, text in zip(entries, others, strict=False):
            if text is not None and reading.text(entry) != text:
                self._write(entry, text)
        if description is not None:
            self._describe(rule, description)

    def _describe(self, rule: etree._Element, text: str) -> None:
        found = child(rule, "description")
        before = "" if found is None else (found.text or "").strip()
        if before == text:
            if found is not None and not text:
                rule.remove(found)
            return
        if found is None:
            found = self._element("description")
            found.tail = rule.text
            rule.insert(0, found)
        if text:
            found.text = text
        else:
            rule.remove(found)

    def _write_annotation(self, element: etree._Element, text: str) -> None:
        if reading.kind(element) == "description":
            element.text = text
        else:
            self._write(element, text)

    def _entry(self, kind: str) -> etree._Element:
        entry = self._element(kind)
        entry.append(self._element("text"))
        return entry

    def _element(self, kind: str) -> etree._Element:
        return self._table.makeelement(etree.QName(etree.QName(self._table).namespace, kind))
