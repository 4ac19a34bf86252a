"""A deployed process, parsed once and shared by all its instances and threads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.bpmn import dialects, reading
from engine.bpmn.errors import UnknownProcess
from engine.bpmn.spiff.builder import ProcessGraph, build

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.bpmn.model import Element, ProcessModel


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """What to run. Nothing in it changes while instances run, so threads share it without a lock."""

    model: ProcessModel
    called: Mapping[str, ProcessModel]
    """The processes that call activities name, by id."""
    hash: str
    """SHA-256 of the process's id, of the XML and of the called processes' XML."""
    graph: ProcessGraph

    @property
    def process_id(self) -> str:
        return self.model.id

    def element(self, element_id: str) -> Element | None:
        """An element of the process, or else of a called one."""
        models = (self.model, *self.called.values())
        return next((one.elements[element_id] for one in models if element_id in one.elements), None)


def load(xml: bytes, process_id: str, called: Mapping[str, bytes] | None = None) -> Definition:
    """The process *process_id* of a model; *called* are the models of called processes by process id.

    The linter says whether a model runs; this raises only for what cannot be built.
    """
    others = called or {}
    models = {other: _model(text, other) for other, text in others.items()}
    main = _model(xml, process_id)
    # One XML may hold several processes.
    digest = hashlib.sha256(process_id.encode() + xml)
    for other in sorted(others):
        digest.update(other.encode() + others[other])
    return Definition(main, models, digest.hexdigest(), build(main, models))


def _model(xml: bytes, process_id: str) -> ProcessModel:
    found = dialects.translate(reading.read(xml))
    if process_id not in found:
        raise UnknownProcess(
            process_id=process_id,
            available=", ".join(found) or "none",
            remedy="Mark it as executable or correct the id.",
            what="",
            reason="",
        )
    return found[process_id]
