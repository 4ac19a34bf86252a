"""Small suites in the TCK's layout, written into a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="{name}" id="d_{name}"
  namespace="urn:{name}">{content}</definitions>"""
TESTS = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <modelName>{model}</modelName>{cases}</testCases>"""


def decision(name: str, text: str) -> str:
    return (
        f'<decision name="{name}" id="id_{name}"><variable name="{name}"/>'
        f"<literalExpression><text><![CDATA[{text}]]></text></literalExpression></decision>"
    )


def expecting(name: str, expected: str, *, case: str = "001", inputs: str = "", attributes: str = "") -> str:
    return (
        f'<testCase id="{case}" {attributes}>{inputs}<resultNode name="{name}" type="decision">'
        f"<expected>{expected}</expected></resultNode></testCase>"
    )


def typed(kind: str, text: str) -> str:
    return f'<value xsi:type="xsd:{kind}">{text}</value>'


NIL = '<value xsi:nil="true"/>'


def write(folder: Path, content: str, cases: str) -> Path:
    """A suite called like *folder*: one model, one test file."""
    folder.mkdir(parents=True)
    (folder / f"{folder.name}.dmn").write_text(MODEL.format(name=folder.name, content=content))
    tests = TESTS.format(model=f"{folder.name}.dmn", cases=cases)
    (folder / f"{folder.name}-test-01.xml").write_text(tests)
    return folder
