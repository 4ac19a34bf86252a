"""What ships speaks both languages of the product."""

from __future__ import annotations

import pytest

from engine.dmn import written
from tests.conftest import ROOT

TABLES = sorted((ROOT / "processes").glob("*/*/*.dmn"))


@pytest.mark.parametrize("file", TABLES, ids=lambda file: file.stem)
def test_every_table_and_column_that_ships_has_a_russian_name(file):
    xml = file.read_bytes()
    [table] = written.tables(xml)
    russian = written.translations(xml)["ru"]
    said = {table.name, *(one.label for one in (*table.inputs, *table.outputs))}

    assert sorted(one for one in said - russian.keys() if one.isascii()) == []
