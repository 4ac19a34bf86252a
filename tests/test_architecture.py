"""The house rules that a reader could break without noticing."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted([*ROOT.glob("engine/**/*.py"), *ROOT.glob("webui/**/*.py")])
SOURCES = [source for source in SOURCES if "node_modules" not in source.parts]
TEMPLATES = sorted(ROOT.glob("webui/**/templates/**/*.html"))


def _name(source: Path) -> str:
    return str(source.relative_to(ROOT))


def _calls(source: Path) -> set[str]:
    """Every call in the file, as written: `datetime.now`, `connection.commit`, `eval`."""
    tree = ast.parse(source.read_text())
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


def _imports(source: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("source", SOURCES, ids=_name)
def test_nothing_evaluates_code_or_pickles(source):
    assert not _calls(source) & {"eval", "exec", "compile", "__import__", "builtins.eval", "builtins.exec"}
    assert not {name.partition(".")[0] for name in _imports(source)} & {"pickle", "marshal", "shelve", "dill"}


@pytest.mark.parametrize("source", SOURCES, ids=_name)
def test_only_the_clock_asks_the_time(source):
    if _name(source) == "engine/clock.py":
        return
    asked = {
        call for call in _calls(source) if call.endswith(("datetime.now", "datetime.utcnow", "date.today"))
    }
    assert not asked | (_calls(source) & {"time.time", "time.time_ns"})


@pytest.mark.parametrize("source", SOURCES, ids=_name)
def test_only_the_transaction_commits(source):
    if _name(source) == "engine/db.py":
        return
    assert not {
        call for call in _calls(source) if call.endswith((".commit", ".begin_nested", "connection.rollback"))
    }


@pytest.mark.parametrize("source", SOURCES, ids=_name)
def test_only_bpmn_spiff_imports_spiffworkflow(source):
    if _name(source).startswith("engine/bpmn/spiff/"):
        return
    assert not {name for name in _imports(source) if name.startswith("SpiffWorkflow")}


@pytest.mark.parametrize("source", SOURCES, ids=_name)
def test_xml_is_parsed_only_where_entities_are_off(source):
    assert not {
        name for name in _imports(source) if name.startswith(("xml.etree", "xml.dom", "xml.sax.expatreader"))
    }
    calls = [node for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Call)]
    parsers = [node for node in calls if ast.unparse(node.func).endswith("XMLParser")]
    readers = [
        node for node in calls if ast.unparse(node.func) in {"etree.fromstring", "etree.parse", "etree.XML"}
    ]
    assert source.name == "safe_xml.py" or not parsers + readers, "Read it with engine.safe_xml.parse."
    for parser in parsers:
        options = {word.arg: ast.unparse(word.value) for word in parser.keywords}
        assert options.get("resolve_entities") == "False"
        assert options.get("load_dtd") == "False"
        assert options.get("no_network") == "True"
        assert options.get("huge_tree") == "False"


@pytest.mark.parametrize("source", SOURCES, ids=_name)
def test_no_module_is_a_warehouse(source):
    if "migrations" in source.parts:
        return  # a list of tables is no module to read
    assert len(source.read_text().splitlines()) <= 400


def test_nothing_in_the_project_points_to_shared_but_tests_that_skip_without_it():
    texts = [
        path
        for path in ROOT.rglob("*")
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".yml", ".html", ".js"}
    ]
    kept = [
        path
        for path in texts
        if not {"node_modules", ".git", "tests", "var"} & set(path.relative_to(ROOT).parts)
    ]
    kept = [path for path in kept if not path.relative_to(ROOT).parts[0].startswith(".venv")]
    assert [_name(path) for path in kept if "../shared" in path.read_text(errors="ignore")] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=_name)
def test_no_template_switches_escaping_off_or_runs_inline_code(template):
    text = template.read_text()
    assert "|safe" not in text.replace(" ", "")
    assert "autoescape false" not in text
    assert " style=" not in text, "inline styles need unsafe-inline; use a class"
    assert not [
        word for word in (" onclick=", " onsubmit=", " onchange=", " onload=", "javascript:") if word in text
    ]
