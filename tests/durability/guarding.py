"""Reads which test shows which guarantee; as a program, it writes the table of `docs/explanation/reliability.md` anew.

``python -m tests.durability.guarding``
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "reliability.md"
_HEAD = "| Promise | Tests | Controls |\n|---|---|---|\n"

Shown = dict[str, dict[str, list[str]]]


def shown() -> Shown:
    """Guarantee to the names of its tests (``guards``) and of those that break it on purpose (``control``)."""
    found: Shown = defaultdict(lambda: {"guards": [], "control": []})
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text()
        if "durability.guards import" in text:
            for node in ast.walk(ast.parse(text)):
                _note(node, found)
    return dict(found)


def promised() -> list[str]:
    """The guarantees that the page makes."""
    return re.findall(r"^## (G\d+)$", PAGE.read_text(), re.MULTILINE)


def table() -> str:
    """The page's last part, as the tests say it."""
    marks = shown()
    rows = (
        f"| {one} | {_names(marks, one, 'guards')} | {_names(marks, one, 'control')} |" for one in promised()
    )
    return _HEAD + "\n".join(rows) + "\n"


def _note(node: ast.AST, found: Shown) -> None:
    if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Assign):
        return
    decorators = node.decorator_list if not isinstance(node, ast.Assign) else [node.value]
    for mark in decorators:
        if (
            isinstance(mark, ast.Call)
            and isinstance(mark.func, ast.Name)
            and mark.func.id in {"guards", "control"}
        ):
            name = node.name if not isinstance(node, ast.Assign) else ast.unparse(node.targets[0])
            found[str(ast.literal_eval(mark.args[0]))][mark.func.id].append(name)


def _names(marks: Shown, guarantee: str, kind: str) -> str:
    return ", ".join(f"`{name}`" for name in marks.get(guarantee, {}).get(kind, ()))


if __name__ == "__main__":
    text = PAGE.read_text()
    PAGE.write_text(text[: text.index(_HEAD)] + table())
