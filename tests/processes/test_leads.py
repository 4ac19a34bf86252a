"""From a lead to a deal: what is made, what goes along, and what happens when something is missing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from engine import feel
from engine.clock import SimulatedClock, SystemClock
from engine.engine import Engine
from engine.feel.values import RecordRef
from engine.files import Files
from engine.identity import SYSTEM, store
from engine.keys import Keys
from engine.process import queries
from engine.process.errors import StepFailed
from engine.process.journal import Audit
from engine.process.queries import problems
from engine.records import consents, importing, timeline
from engine.records import queries as records
from engine.records.consents import Facts
from tests.conftest import ROOT

SQLITE_ONLY = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For what does not depend on the database."""

SALES = ROOT / "processes" / "sales"
PARTS = {".bpmn", ".dmn", ".form"}
HOT = {
    "given_name": "Olga", "family_name": "Stein", "company": "Acme", "title": "Head of logistics",
    "email": "olga@acme.example", "phone": "+493012345678", "employees": 300,
}  # fmt: skip
BANT = {
    "qualify_outcome": "judge", "lead.has_need": True, "lead.need": "Forty boxes a minute.", "lead.budget": "range",
    "lead.authority": "decider", "lead.timeline": "3m",
}  # fmt: skip
NEW = {
    "convert_account": "new", "convert_contact": "new", "convert_deal": "new", "deal_name": "Two lines",
    "deal_amount": Decimal(88000), "deal_currency": "EUR", "deal_close_date": date(2026, 4, 30),
}  # fmt: skip


class Office:
    """Sara develops leads, Anna sells; leads are taken in and qualified."""

    def __init__(self, engine):
        self.engine = engine
        for name in ("lead_intake", "lead_qualification"):
            self.deploy(name)
        with engine.database.transaction() as connection:
            for login, group in (("sara", "Sales development"), ("anna", "Account executive")):
                store.create_user(
                    connection, keys=engine.keys, login=login, name=login.title(), groups=[group]
                )
            self.sara, self.anna = (store.find_user(connection, login) for login in ("sara", "anna"))

    def deploy(self, name, **changed):
        """A shipped process; *changed* replaces files, with ``__`` for their dots."""
        files = {path.name: path.read_bytes() for path in (SALES / name).iterdir() if path.suffix in PARTS}
        files |= {file.replace("__", "."): content for file, content in changed.items()}
        self.engine.deploy(files, by=SYSTEM, name=name)

    def settle(self):
        while self.engine.run_due():
            pass

    def lead(self, **values):
        return self.engine.create_record("lead", {**HOT, **values}, by=SYSTEM)

    def tasks(self):
        with self.engine.database.reading() as connection:
            return {row.element.id: row.key for row in queries.inbox(connection, SYSTEM, scope="all").rows}

    def complete(self, element, by, **values):
        self.engine.complete_task(self.tasks()[element], values, by=by)
        self.settle()

    def read(self, ref):
        with self.engine.database.reading() as connection:
            return records.get(connection, ref, SYSTEM)

    def all_of(self, kind):
        with self.engine.database.reading() as connection:
            return records.page(connection, kind, SYSTEM).rows

    def accepted(self, **values):
        """A lead that Anna has accepted and may convert."""
        lead = self.lead(**values)
        self.complete("first_contact", self.sara, contact_channel="call", contact_result="reached")
        self.complete("qualify", self.sara, **BANT)
        self.complete("accept", self.anna, accept_decision="accept")
        return lead


@pytest.fixture
def office(database, tmp_path):
    clock, system_clock = SimulatedClock(datetime(2026, 1, 5, 9, tzinfo=UTC)), SystemClock()
    files, keys = Files(tmp_path / "files"), Keys(1, system_clock)
    yield Office(Engine(database, business_clock=clock, system_clock=system_clock, files=files, keys=keys))
    with database.reading() as connection:
        assert queries.instances_without_reason(connection) == []


def test_a_converted_lead_begins_its_deal_and_takes_its_story_and_consents_along(office) -> None:
    office.deploy("opportunity")
    lead = office.lead()
    facts = Facts(evidence="at the fair")
    office.engine.give_consent(lead, "newsletter", "email", facts, by=office.sara)
    office.complete("first_contact", office.sara, contact_channel="call", contact_result="reached")
    office.complete("qualify", office.sara, **BANT)
    office.complete("accept", office.anna, accept_decision="accept")

    office.complete("choose", office.anna, **NEW)

    become = office.read(lead)
    deal, contact, account = become["opportunity"], become["contact"], become["account"]
    assert office.tasks().keys() == {"qualify"}
    assert office.read(deal)["stage"] == "qualify"
    assert office.read(contact)["account"] == account
    [part] = office.all_of("opportunity_contact")
    assert (part["opportunity"], part["contact"], part["role"]) == (deal, contact, "economic_buyer")
    with office.engine.database.reading() as connection:
        [kept] = consents.of_person(connection, contact)
        told = {
            ref.type: [
                one.activity["subject"]
                for one in timeline.timeline(connection, ref, office.anna).entries
                if one.activity
            ]
            for ref in (lead, deal, contact, account)
        }
    assert (kept["purpose"], kept["evidence"]) == ("newsletter", "at the fair")
    assert told == {
        kind: ["First contact: reached"] for kind in ("lead", "opportunity", "contact", "account")
    }


def test_a_conversion_that_cannot_be_saved_leaves_nothing_behind(office) -> None:
    lead = office.accepted()

    with pytest.raises(StepFailed, match="Enter a smaller number"):
        office.complete("choose", office.anna, **NEW | {"deal_amount": Decimal(10**16)})

    assert office.all_of("account") == office.all_of("contact") == office.all_of("opportunity") == []
    assert office.read(lead)["status"] == "qualified"
    assert office.tasks().keys() == {"choose"}


@SQLITE_ONLY
def test_the_deal_may_be_led_by_somebody_else(office) -> None:
    office.accepted()

    office.complete("choose", office.anna, **NEW, deal_owner=RecordRef("user", office.sara.key))

    [deal] = office.all_of("opportunity")
    assert deal["owner"].key == office.sara.key


def test_the_company_that_is_known_is_offered_and_preferred(office) -> None:
    acme = office.engine.create_record("account", {"name": "Acme GmbH"}, by=office.anna)

    lead = office.lead()

    assert office.read(lead)["account"] == acme


@SQLITE_ONLY
@pytest.mark.parametrize(
    ("table", "asks"),
    [
        ("lead_score__dmn", "first_contact"),
        ("lead_routing__dmn", "by_hand"),
        ("first_touch_sla__dmn", "by_hand"),
    ],
)
def test_a_table_without_a_matching_row_leaves_the_lead_to_a_manager_and_no_score_is_none(
    office, table, asks
) -> None:
    source = (SALES / "lead_intake" / table.replace("__", ".")).read_bytes()
    start, end = source.index(b"      <rule"), source.rindex(b"</rule>") + len(b"</rule>")
    office.deploy("lead_intake", **{table: source[:start] + source[end:]})

    lead = office.lead()
    office.settle()

    with office.engine.database.reading() as connection:
        assert problems.incident_count(connection, SYSTEM) == 0
    assert office.tasks().keys() == {asks}
    assert (office.read(lead)["owner"] is None) == (asks == "by_hand")


MAPPING = """
source: fair
steps:
  - file: leads.csv
    type: lead
    external_id: id{start}
    fields:
      family_name: {{column: name}}
      email: {{column: mail}}
      origin: {{value: import}}
"""


@pytest.mark.parametrize(("start", "tasks"), [("", 2), ("\n    start: false", 0)])
def test_an_imported_lead_is_taken_in_like_any_other_or_on_request_not(
    office, tmp_path, start, tasks
) -> None:
    (tmp_path / "leads.csv").write_text("id,name,mail\n1,Weiss,weiss@gmail.com\n2,Braun,braun@gmail.com\n")
    (tmp_path / "mapping.yaml").write_text(MAPPING.format(start=start))
    mapping, engine = importing.read_mapping(tmp_path / "mapping.yaml"), office.engine

    for _ in range(2):
        importing.run(
            engine.database, tmp_path, mapping, at=engine.business_clock.now(), keys=engine.keys,
            imported=engine.note_import,
        )  # fmt: skip
        office.settle()

    assert [one["origin"] for one in office.all_of("lead")] == ["import"] * 2
    with engine.database.reading() as connection:
        assert len(queries.inbox(connection, SYSTEM, scope="all").rows) == tasks
        noted = select(Audit.new).where(Audit.verb == "import_records").order_by(Audit.key)
        first, again = (feel.loads(text) for text in connection.scalars(noted))
    assert (first["file"], first["created"], first["started"]) == ("leads.csv", 2, tasks)
    assert (again["created"], again["unchanged"], again["started"]) == (0, 2, 0)


@SQLITE_ONLY
def test_the_budget_of_a_lead_is_the_amount_of_its_deal_until_somebody_says_otherwise(office) -> None:
    lead = office.accepted(budget_amount=Decimal(120000), currency="CHF")
    unsaid = {name: value for name, value in NEW.items() if name not in ("deal_amount", "deal_currency")}

    office.complete("choose", office.anna, **unsaid)

    deal = office.read(office.read(lead)["opportunity"])
    assert (deal["amount"], deal["currency"]) == (Decimal(120000), "CHF")


@SQLITE_ONLY
def test_another_try_begins_with_an_empty_form(office) -> None:
    office.lead()
    office.complete("first_contact", office.sara, contact_channel="call", contact_result="no_answer")
    office.engine.business_clock.advance(timedelta(days=2))
    office.settle()

    with office.engine.database.reading() as connection:
        again = queries.task(connection, office.tasks()["try_again"], office.sara)

    assert (again.variables["contact_channel"], again.variables["contact_result"]) == (None, None)
