"""The sentences that the checks of a deployment can say, read from their source, with {} for each gap."""

from __future__ import annotations

import ast
from itertools import chain

from engine.bpmn.semantics import ROWS
from tests.conftest import ROOT

_RULES = ROOT / "engine" / "bpmn" / "rules"
_SOURCES = (
    *ROOT.glob("engine/bpmn/*.py"),
    *ROOT.glob("engine/bpmn/semantics/*.py"),
    *ROOT.glob("engine/bpmn/dialects/*.py"),
    *ROOT.glob("engine/bpmn/juel/*.py"),
    *ROOT.glob("engine/dmn/*.py"),
    *ROOT.glob("engine/dmn/boxes/*.py"),
    *ROOT.glob("engine/dmn/checks/*.py"),
    *ROOT.glob("engine/dmn/sheets/*.py"),
    *ROOT.glob("engine/feel/checking/*.py"),
    *ROOT.glob("engine/forms/*.py"),
    *ROOT.glob("engine/forms/components/*.py"),
    ROOT / "engine" / "process" / "checking.py",
    ROOT / "engine" / "process" / "deployments.py",
    *(
        ROOT / "engine" / "studio" / name
        for name in ("archives.py", "checking.py", "contents.py", "importing.py")
    ),
)


def of_rules() -> set[str]:
    """What the rules on models say: messages and remedies end in a full stop."""
    dialects = ROOT.glob("engine/bpmn/dialects/camunda7_*.py")
    found = set(chain.from_iterable(_texts(source) for source in (*_RULES.glob("*.py"), *dialects)))
    found |= set(chain.from_iterable(map(_texts, ROOT.glob("engine/bpmn/juel/*.py"))))
    refused = [row for row in ROWS.values() if not row.runs]
    reasons = {f"task {row.reason}" for row in refused}
    found |= reasons | {row.remedy for row in refused}
    return {one for one in found if one.endswith(".") and " " in one}


def of_decisions() -> set[str]:
    """What a refused decision model is told: messages and remedies end in a full stop."""
    sources = (*ROOT.glob("engine/dmn/*.py"), *ROOT.glob("engine/dmn/boxes/*.py"))
    found = set(chain.from_iterable(map(_texts, sources)))
    return {
        one
        for one in found
        if one.endswith(".") and " " in one.strip(" .") and "!r}" not in one and one[0] != " "
    }


def of_feel() -> set[str]:
    """What FEEL's check says: messages, and remedies."""
    silent = {"results.py", "samples.py"}
    checks = [one for one in ROOT.glob("engine/feel/checking/*.py") if one.name not in silent]
    found = set(chain.from_iterable(map(_texts, checks)))
    return {one for one in found if " " in one and one.strip(" {}")}


def of_imports() -> set[str]:
    """Why a file that somebody brings is refused."""
    sources = [ROOT / "engine" / "studio" / name for name in ("archives.py", "contents.py", "importing.py")]
    found = set(chain.from_iterable(map(_texts, sources)))
    return {one for one in found if one.endswith(".") and " " in one}


def of_everything() -> set[str]:
    """Every text in the source of what checks files."""
    return set(chain.from_iterable(_texts(source) for source in (*_RULES.glob("*.py"), *_SOURCES)))


def _texts(source):
    tree = ast.parse(source.read_text(encoding="utf-8"))
    skipped = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.JoinedStr, ast.BinOp)):
            skipped |= {id(inner) for inner in ast.walk(node) if inner is not node}
    for node in ast.walk(tree):
        text = None if id(node) in skipped else _text(node)
        if text:
            yield text


def _text(node):
    match node:
        case ast.Constant(value=str(value)):
            return value
        case ast.JoinedStr(values=values):
            return "".join(one.value if isinstance(one, ast.Constant) else "{}" for one in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return (_text(left) or "{}") + (_text(right) or "{}")
    return None
