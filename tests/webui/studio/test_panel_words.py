"""What the panel of a model says, it says in Russian, too: in the words of both dialects."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import webui

_WEBUI = Path(webui.__file__).parent
_MODULES = _WEBUI / "assets" / "node_modules"
_RUSSIAN = json.loads((_WEBUI / "screens/studio/assets/model/ru.json").read_text(encoding="utf-8"))
_PANEL = "bpmn-js-properties-panel/dist/index.esm.js"
_NOT_SHOWN = "const TooltipProvider$1"
"""From here on the package holds help about Camunda's own products, which the studio does not load."""
_SAID = re.compile(r"translate\(\s*'((?:[^'\\]|\\.)+)'\s*[,)]")
_LABEL = re.compile(r"_LABEL\w* = '([^']+)'|^  \w+: '([A-Z][a-z]+(?: \w+)*)',?$", re.MULTILINE)


@pytest.mark.skipif(not _MODULES.exists(), reason="the front end was built elsewhere")
@pytest.mark.parametrize("file", [_PANEL, "@bpmn-io/properties-panel/dist/index.esm.js"])
def test_every_word_of_the_properties_panel_is_in_russian(file):
    source, _, _ = (_MODULES / file).read_text(encoding="utf-8").partition(_NOT_SHOWN)
    said = {one.replace("\\n", "\n").replace("\\'", "'") for one in _SAID.findall(source)}

    assert len(said) > 10
    assert (
        sorted(one for one in said - _RUSSIAN.keys() if re.search(r"[A-Za-z]{2}", _outside_gaps(one))) == []
    )


@pytest.mark.skipif(not _MODULES.exists(), reason="the front end was built elsewhere")
def test_what_the_panel_looks_up_before_it_says_it_is_in_russian_too():
    source, _, _ = (_MODULES / _PANEL).read_text(encoding="utf-8").partition(_NOT_SHOWN)
    labels = {one or other for one, other in _LABEL.findall(source)}

    assert "Delegate expression" in labels
    assert sorted(labels - _RUSSIAN.keys()) == []


def _outside_gaps(text):
    return re.sub(r"\{\w+\}", "", text)
