"""The real sales pipeline of 8,800 deals becomes records, and nothing of it is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.identity import SYSTEM
from engine.identity import queries as people
from engine.records import importing, queries
from engine.records.types.opportunity import Opportunity
from tests.records.company import KEYS, NOON

MAPPING = Path(__file__).parent / "maven.yaml"

pytestmark = pytest.mark.real_data


@pytest.fixture
def maven(shared):
    return shared / "data" / "crm-sales-opportunities"


def test_every_row_is_imported_with_its_misspellings_counted(database, maven):
    mapping = importing.read_mapping(MAPPING)
    report = importing.run(database, maven, mapping, at=NOON, keys=KEYS)
    assert report.rejected == 0
    assert [(step.type, step.created) for step in report.steps] == [
        ("region", 3),
        ("user", 6),
        ("team", 6),
        ("user", 35),
        ("product", 7),
        ("account", 85),
        ("opportunity", 8800),
    ]
    aliases = {alias: count for step in report.steps for alias, count in step.aliases.items()}
    assert aliases == {
        ("product", "GTXPro"): 1480,
        ("sector", "technolgy"): 12,
        ("office_location", "Philipines"): 1,
    }
    with database.reading() as connection:
        by_stage = dict(
            connection.execute(
                select(Opportunity.source_stage, func.count()).group_by(Opportunity.source_stage)
            ).all()
        )
        value = connection.scalar(
            select(func.sum(Opportunity.source_amount)).where(Opportunity.source_stage == "won")
        )
        [first] = queries.page(connection, "opportunity", SYSTEM, filters={"external_id": "Z063OYW0"}).rows
        names = queries.titles(
            connection, [first["owner"], first["team"], first["product"], first["account"]]
        )
        assert len(people.people(connection)) == 41
    assert by_stage == {"won": 4238, "lost": 2473, "discover": 1589, "qualify": 500}
    assert value == 10_005_534_00
    assert sorted(names.values()) == ["Darcel Schlecht", "GTX Pro", "Isdom", "Team Melvin Marxen"]
    assert (first["opened_on"], first["source_closed_on"]) == (date(2016, 10, 25), date(2017, 3, 11))
    assert first["source_amount"] == Decimal(4514)
    assert first["stage"] == "qualify", "an import starts no process and reaches no stage"

    again = importing.run(database, maven, mapping, at=NOON, keys=KEYS)
    assert sum(step.created + step.updated + step.rejected for step in again.steps) == 0
