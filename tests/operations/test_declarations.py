"""What operations and connectors say of themselves: complete, in both languages, and true."""

from __future__ import annotations

import re

import pytest

from engine import connectors, operations
from engine.declarations import Declaration, Registry
from engine.operations.reference import page
from tests.conftest import ROOT
from tests.operations.declared import declared

ALL = {
    type_: declaration
    for type_, declaration in {**operations.declarations(), **connectors.declarations()}.items()
    if {**operations.operations(), **connectors.connectors()}[type_].__module__.startswith("engine.")
}


def labels_of(declaration: Declaration):
    yield declaration.title
    yield declaration.purpose
    for one in (*declaration.inputs, *declaration.headers):
        yield one.label
        yield from (labels for _, labels in one.choices)
        if one.help is not None:
            yield one.help
    yield from (one.label for one in (*declaration.outputs, *declaration.errors))


@pytest.mark.parametrize("declaration", ALL.values(), ids=ALL)
def test_every_type_is_explained_in_both_languages(declaration):
    for labels in labels_of(declaration):
        assert labels.en
        assert not re.search("[а-яё]", labels.en, re.IGNORECASE)
        assert re.search("[а-яё]", labels.ru, re.IGNORECASE) or labels.ru.isascii()
    assert re.search("[а-яё]", declaration.title.ru, re.IGNORECASE)
    assert declaration.purpose.en.endswith(".")
    assert declaration.purpose.ru.endswith(".")


@pytest.mark.parametrize("declaration", ALL.values(), ids=ALL)
def test_every_name_of_a_type_is_said_once(declaration):
    for said in (declaration.inputs, declaration.headers, declaration.outputs):
        names = [one.name for one in said]
        assert len(names) == len(set(names))
        assert all(re.fullmatch(r"[a-z][a-z_]*", name) for name in names)
    codes = [one.code for one in declaration.errors]
    assert len(codes) == len(set(codes))


def test_no_type_is_an_operation_and_a_connector():
    assert operations.declarations().keys() & connectors.declarations().keys() == set()


def test_a_type_that_another_module_declared_is_refused():
    registry: Registry = Registry()
    registry.register(declared("mail"))(operations.operation)
    with pytest.raises(ValueError, match="choose another type"):
        registry.register(declared("mail"))(declared)


def test_the_reference_page_is_up_to_date():
    assert (ROOT / "docs/reference/operations.md").read_text(encoding="utf-8") == page()
