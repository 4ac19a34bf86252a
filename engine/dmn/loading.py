"""A DMN document and its imports into `Definitions`, with every reason against them collected on the way."""

from __future__ import annotations

from graphlib import CycleError
from typing import TYPE_CHECKING

from engine.dmn.definitions import Definitions
from engine.dmn.errors import UnusableDecisions
from engine.dmn.importing import Imports
from engine.dmn.parts import PartLoader
from engine.dmn.planning import check_circles
from engine.dmn.reading import parse, refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml import etree

    from engine.dmn.model import Model


NO_DECISION = "no-decision"
"""The rule that a model of nothing but knowledge models and types breaks: others can only import it."""


def load(xml: bytes, imports: Mapping[str, bytes] | None = None, *, tolerant: bool = False) -> Definitions:
    """The decisions in *xml*; raises `UnusableDecisions` with every finding.

    *imports* holds the documents that it imports, and those that they import, by their location or namespace.
    A *tolerant* caller, such as one who counts what passes, gets the decisions beside one with a text that is no FEEL;
    that text is null with a diagnosis, and `Definitions.tolerated` lists it.
    """
    root = parse(xml)
    documents = Imports(imports or {}, _loaded, tolerant=tolerant)
    definitions = Definitions(_loaded(root, documents), documents.used)
    if not definitions.decisions and not definitions.services:
        raise refused(1, "The model has no decision.", "Add one.", rule=NO_DECISION)
    return definitions


def _loaded(root: etree._Element, imports: Imports) -> Model:
    """One document, its imports first."""
    loader = PartLoader(root, imports)
    model = loader.load()
    if loader.findings:
        raise UnusableDecisions(loader.findings)
    try:
        check_circles(model)
    except CycleError as error:
        circle = " -> ".join(model.parts[key].name for key in error.args[1])
        raise refused(1, f"Decisions require each other in a circle: {circle}.", "Cut it.") from None
    return model
