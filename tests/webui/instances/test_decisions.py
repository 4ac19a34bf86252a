"""The decision log on an instance's page: why a lead went where it went."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select, update

from engine.identity import SYSTEM, store
from engine.process import queries
from engine.process.models import DecisionDefinition
from engine.studio import archives
from tests.conftest import ROOT
from tests.process.models import decision, end, model, start, user
from tests.webui.browsing import page

PARTS = {".bpmn", ".dmn", ".form"}
LEAD = {
    "family_name": "Stein",
    "company": "Acme",
    "email": "olga@acme.example",
    "employees": 300,
    "origin": "event",
}
PRICE = model(
    "price", start(), decision("decide", "lead_routing", "who"), user("offer", assignee='="anna"'), end(),
    flow="start > decide > offer > end",
)  # fmt: skip


@pytest.fixture
def routing():
    """The shipped process that takes leads in."""
    folder = ROOT / "processes/sales/lead_intake"
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in PARTS}


@pytest.fixture
def routed(engine, company, routing):
    """The instance that took a lead in which somebody met at an event."""
    engine.deploy(routing, by=company.dina, name="lead_intake")
    with engine.database.transaction() as connection:
        store.create_user(
            connection, keys=engine.keys, login="sara", name="Sara", groups=["Sales development"]
        )
    lead = engine.create_record("lead", LEAD, by=SYSTEM)
    while engine.run_due():
        pass
    with engine.database.reading() as connection:
        return queries.instances_of_record(connection, lead, company.dina)[0].key


def decided(answer):
    """The decisions of a page by name, as somebody reads them."""
    found = page(answer).xpath("//ol[@class='decisions']/li")
    return {
        one.xpath(".//strong")[0].text_content(): " ".join(" ".join(one.itertext()).split()) for one in found
    }


def test_the_page_of_a_routed_lead_names_the_rule_and_what_it_went_by(sign_in, routed):
    told = decided(sign_in("dina").get(f"/instances/{routed}"))["Lead routing"]

    assert "version 1" in told
    assert "Employees 300 Came by event" in told
    assert 'Rule 3 Came by "event" Met in person: whoever has least to do calls at once' in told
    assert "Queue (group) Sales development Method least_busy" in told


def test_a_table_that_collects_names_every_rule_that_counted(sign_in, routed):
    told = decided(sign_in("dina").get(f"/instances/{routed}"))["Lead score"]

    assert told.count("Rule ") > 1
    assert told.count("Points ") > told.count("Rule "), "what each gave, and their sum"


def test_a_russian_reader_reads_it_in_russian(sign_in, engine, company, routed):
    engine.save_preferences(locale="ru", time_zone="UTC", by=company.dina)

    told = decided(sign_in("dina").get(f"/instances/{routed}"))["Распределение лидов"]
    assert "Сотрудников 300" in told, "as the field of the record is called"
    assert "Правило 3 Канал" in told
    assert "Очередь (группа) Sales development" in told


def test_a_table_without_words_in_another_language_is_read_as_it_stands(
    sign_in, engine, company, routing, routed
):
    with engine.database.transaction() as connection:
        is_it = DecisionDefinition.decision_id == "lead_routing"
        xml = routing["lead_routing.dmn"].replace(b'name="name:ru"', b'name="note"')
        connection.execute(update(DecisionDefinition).where(is_it).values(xml=xml))
    engine.save_preferences(locale="ru", time_zone="UTC", by=company.dina)

    told = decided(sign_in("dina").get(f"/instances/{routed}"))["Lead routing"]
    assert "Сотрудников 300" in told, "as the field of the record is called"
    assert "Queue (group) Sales development" in told


def test_an_old_evaluation_is_told_by_the_version_that_made_it(sign_in, engine, company, routing, routed):
    changed = routing["lead_routing.dmn"].replace(b"Met in person: whoever", b"Nobody")
    engine.deploy({**routing, "lead_routing.dmn": changed}, by=company.dina, name="lead_intake")

    told = decided(sign_in("dina").get(f"/instances/{routed}"))["Lead routing"]
    assert "Met in person" in told
    assert "version 1" in told


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<text>lead.employees</text>", b"<text>lead.employees for sale</text>"),
        (b"<?xml", b"no model any more <?xml"),
    ],
)
def test_a_table_that_cannot_be_read_alone_does_not_hide_what_it_decided(sign_in, engine, routed, old, new):
    with engine.database.transaction() as connection:
        is_it = DecisionDefinition.decision_id == "lead_routing"
        xml = connection.scalar(select(DecisionDefinition.xml).where(is_it))
        assert old in xml
        connection.execute(update(DecisionDefinition).where(is_it).values(xml=xml.replace(old, new)))

    assert "Sales development" in decided(sign_in("dina").get(f"/instances/{routed}"))["Lead routing"]


def test_whoever_may_not_see_the_instance_reads_nothing_of_its_decisions(sign_in, engine, company, routed):
    assert sign_in("clara").get(f"/instances/{routed}").status_code == 404
    with engine.database.reading() as connection:
        assert queries.decisions(connection, routed, company.clara) == ()


def test_the_way_to_the_table_is_shown_to_those_who_may_change_it(sign_in, engine, company, routing):
    engine.import_folder(
        "price",
        archives.pack({"price.bpmn": PRICE, "lead_routing.dmn": routing["lead_routing.dmn"]}),
        by=company.dina,
    )
    engine.deploy_draft("price", why="First", by=company.dina)
    key = engine.start_instance("price", variables={"lead": {"employees": Decimal(2000)}}, by=company.anna)

    assert page(sign_in("dina").get(f"/instances/{key}")).xpath("//ol[@class='decisions']//a/@href") == [
        "/studio/folders/price"
    ]
    answer = sign_in("anna").get(f"/instances/{key}")
    assert "Rule " in decided(answer)["Lead routing"]
    assert page(answer).xpath("//ol[@class='decisions']//a") == []
