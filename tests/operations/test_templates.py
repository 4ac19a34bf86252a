"""The modeler's element templates: what the editor demands, in both languages, true to the declarations."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from engine import connectors, operations
from engine.operations.templates import templates
from tests.conftest import ROOT

DECLARED = {**operations.declarations(), **connectors.declarations()}
NODE_MODULES = ROOT / "webui/assets/node_modules"
VALIDATE = """
const { validateAllZeebe } = require("@bpmn-io/element-templates-validator");
const { valid, results } = validateAllZeebe(JSON.parse(require("fs").readFileSync(0)));
console.log(JSON.stringify({ valid, wrong: results.filter(one => !one.valid) }));
"""


@pytest.fixture(params=["en", "ru"])
def made(request):
    return {one["id"].removeprefix("baton."): one for one in templates(request.param)}


def bound(template, kind):
    return [one for one in template["properties"] if one["binding"]["type"] == kind]


def test_every_type_of_the_product_has_one(made):
    assert {"email.send", "assign", "record.create", "opportunity.win"} <= made.keys() <= DECLARED.keys()


def test_every_template_is_what_the_loader_demands(made):
    for type_, template in made.items():
        assert template["$schema"].endswith("zeebe-element-templates-json-schema/resources/schema.json")
        assert template["elementType"] == {"value": "bpmn:ServiceTask"}
        [typed, *_] = bound(template, "zeebe:taskDefinition")
        assert (typed["type"], typed["value"]) == ("Hidden", type_)
        groups = {group["id"] for group in template["groups"]}
        assert {one["group"] for one in template["properties"] if "group" in one} == groups


def test_every_input_and_output_is_offered_and_the_required_ones_are_asked_for(made):
    for type_, template in made.items():
        inputs = {one["binding"]["name"]: one for one in bound(template, "zeebe:input")}
        assert inputs.keys() == {one.name for one in DECLARED[type_].inputs}
        for declared in DECLARED[type_].inputs:
            offered = inputs[declared.name]
            assert (offered.get("constraints") == {"notEmpty": True}) is declared.required
            assert offered.get("optional", False) is not declared.required
        outputs = {one["binding"]["source"] for one in bound(template, "zeebe:output")}
        assert outputs == {f"={one.name}" for one in DECLARED[type_].outputs}


def test_choices_are_a_dropdown_in_the_designers_language():
    [english], [russian] = (
        [one for one in templates(locale) if one["id"] == "baton.assign"] for locale in ("en", "ru")
    )
    choices = [
        next(one for one in template["properties"] if one.get("id") == "inputs.method")["choices"]
        for template in (english, russian)
    ]
    assert {"name": "In turn", "value": "round_robin"} in choices[0]
    assert {"name": "По очереди", "value": "round_robin"} in choices[1]


@pytest.mark.skipif(not NODE_MODULES.is_dir() or not shutil.which("node"), reason="the editors are not built")
def test_the_editors_own_validator_accepts_them(made):
    told = subprocess.run(
        ["node", "-e", VALIDATE], input=json.dumps(list(made.values())), cwd=NODE_MODULES.parent,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(told.stdout) == {"valid": True, "wrong": []}
