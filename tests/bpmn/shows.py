"""Which rows of the table of semantics a test shows: ``@shows("boundary/timer/non-interrupting")`` above it.

A pattern such as ``*/standard-loop`` stands for all the rows that it matches; the test is parametrised over them. The
marks are read from the tests' source, so that the page can be written without running anything.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

from engine.bpmn.semantics import ROWS

Test = TypeVar("Test", bound=Callable[..., object])
TESTS = Path(__file__).resolve().parents[1]


def shows(*row_ids: str) -> Callable[[Test], Test]:
    """Mark a test; a row that is not in the table, or does not run, is a mistake at once."""
    for pattern in row_ids:
        found = rows(pattern)
        if not found:
            raise AssertionError(f"The table of semantics has no row {pattern!r} that runs.")
    return lambda test: test


def rows(pattern: str) -> list[str]:
    """The ids of the running rows that a mark stands for."""
    return [row.id for row in ROWS.values() if row.runs and fnmatchcase(row.id, pattern)]


def shown() -> dict[str, str]:
    """The first test of each row: path::name."""
    found: dict[str, str] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "shows(" in text:
            for pattern, name in _marks(ast.parse(text)):
                for row_id in rows(pattern):
                    found.setdefault(row_id, f"{path.relative_to(TESTS.parent).as_posix()}::{name}")
    return found


def _marks(module: ast.Module) -> Iterator[tuple[str, str]]:
    """(row, test) for every mark of a file, in its order."""
    for node in module.body:
        for mark in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
            if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "shows":
                yield from ((ast.literal_eval(one), node.name) for one in mark.args)
