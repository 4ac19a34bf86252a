"""What keeps a model from running rightly: findings that name their element, its reason and a remedy.

A model without errors runs as it is drawn. Each rule is a small function in `engine.bpmn.rules`; a new rule is one
more function with the `rule` decorator.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace

from engine.bpmn import dialects, reading, rules
from engine.bpmn.errors import Unreadable
from engine.bpmn.findings import Finding, Severity
from engine.bpmn.rules.registry import RULES, Case, Known

for _module in pkgutil.iter_modules(rules.__path__):
    importlib.import_module(f"{rules.__name__}.{_module.name}")

_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "hint": 2}


def lint(xml: bytes, *, known: Known) -> list[Finding]:
    """All findings, errors first, then by line; XML that cannot be read is one finding."""
    try:
        document = reading.read(xml)
    except Unreadable as problem:
        return [
            Finding(
                severity="error",
                rule="unreadable",
                element_id=None,
                line=problem.line,
                message=problem.reason,
                remedy=problem.remedy,
            )
        ]
    case = Case(document, dialects.translate(document), known)
    found = [*dialects.refusals(document), *(one for rule in RULES for one in rule(case))]
    said = dialects.sayings(document)
    told = (replace(one, remedy=said.get(one.remedy, one.remedy)) for one in found)
    return sorted(told, key=lambda one: (_ORDER[one.severity], one.line or 0, one.rule))


__all__ = ["Finding", "Known", "lint"]
