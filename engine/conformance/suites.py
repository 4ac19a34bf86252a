"""Folders in the layout of the DMN TCK: one suite each, with its models and its test files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.conformance.cases import read

if TYPE_CHECKING:
    from pathlib import Path

    from engine.conformance.cases import TestFile

_TESTS = "*-test-*.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """A folder: models by file name, and the files of cases over them."""

    name: str
    group: str
    """The folder around it: a compliance level."""
    models: dict[str, bytes]
    tests: tuple[TestFile, ...]


def suites_below(root: Path) -> list[Suite]:
    """Every suite at or below *root*, by name; raises `UnreadableTests`."""
    root = root.resolve()
    folders = sorted({path.parent for path in root.rglob(_TESTS)})
    return [suite_in(folder) for folder in folders]


def suite_in(folder: Path) -> Suite:
    tests = tuple(read(str(path), path.read_bytes()) for path in sorted(folder.glob(_TESTS)))
    models = {path.name: path.read_bytes() for path in sorted(folder.glob("*.dmn"))}
    return Suite(name=folder.name, group=folder.parent.name, models=models, tests=tests)
