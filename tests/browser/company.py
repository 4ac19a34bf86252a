"""A small company that sells: two teams, a manager, an administrator, and the process that they work by."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from engine.clock import SystemClock
from engine.identity import SYSTEM, store
from engine.keys import Keys
from engine.process import queries as processes
from engine.records import queries as records
from engine.records import store as record_store
from tests.bpmn import building as model
from tests.conftest import ROOT

if TYPE_CHECKING:
    from engine.db import Database
    from engine.engine import Engine
    from engine.feel.values import RecordRef
    from engine.identity import User

PASSWORD = "correct horse battery"
"""Anna's and Boris's; hashing is slow on purpose, so the others only get sessions."""
_PROCESS = ROOT / "processes/sales/opportunity"
_PARTS = {".bpmn", ".dmn", ".form"}


def found(database: Database) -> None:
    """Anna sells in the North, managed by Boris and Mark; Clara sells in the South; Dina and Daria administer."""
    keys = Keys(1, SystemClock())
    with database.transaction() as connection:
        north, south = (store.create_team(connection, keys=keys, name=name) for name in ("North", "South"))
        sells = {"groups": ("Account executive",)}
        leads = {"groups": ("Sales manager",), "roles": ("employee", "manager"), "visibility": "team"}
        administers = {
            "roles": ("employee", "designer", "administrator"),
            "visibility": "all",
            "may_deploy": True,
        }

        def person(login: str, name: str, **facts: Any) -> int:
            return store.create_user(connection, keys=keys, login=login, name=name, **facts)

        person("anna", "Anna Petrova", team=north, password=PASSWORD, **sells)
        boris = person("boris", "Борис Иванов", team=north, password=PASSWORD, **leads)
        person("mark", "Mark Peters", team=north, **leads)
        person("clara", "Clara Weiss", team=south, **sells)
        person("dina", "Dina Noor", **administers)
        person("daria", "Дарья Орлова", locale="ru", time_zone="Europe/Moscow", **administers)
        store.set_manager(connection, north, boris)


class Company:
    """What its people do through the verbs, so that a test begins where its story begins."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def settle(self) -> None:
        """Deploy the shipped process and enter the first customers."""
        files = {path.name: path.read_bytes() for path in _PROCESS.iterdir() if path.suffix in _PARTS}
        self.engine.deploy(files, by=SYSTEM, name="opportunity", why="Tests")
        self.create("product", name="Packing line P-200", sku="P-200", series="P", price=48000)
        group = self.create("account", name="Acme Group", industry="manufacturing", country="Germany")
        acme = self.create("account", name="Acme Packaging GmbH", parent=group, revenue=9_400_000)
        self.create(
            "contact", given_name="Olga", family_name="Stein", account=acme, title="Head of the plant"
        )
        self.create("contact", given_name="Иван", family_name="Белов", account=acme, title="Инженер")

    def person(self, login: str) -> User:
        with self.engine.database.reading() as connection:
            return store.find_user(connection, login)

    def create(self, type_: str, /, *, by: str = "anna", **values: Any) -> RecordRef:
        return self.engine.create_record(type_, values, by=self.person(by))

    def known(self, type_: str, name: str) -> RecordRef:
        """The record of this name."""
        with self.engine.database.reading() as connection:
            return records.page(connection, type_, SYSTEM, search=name, limit=1).rows[0].ref

    def deal(self, name: str, /, **values: Any) -> RecordRef:
        """Anna's deal with Acme, at stage Qualify."""
        account = self.known("account", "Acme Packaging")
        facts = {"name": name, "account": account, "amount": 48000, "close_date": date(2031, 6, 30)}
        return self.create("opportunity", **(facts | values))

    def ownerless_deal(self, name: str) -> RecordRef:
        """A deal that nobody owns yet: a task for the sales managers."""
        return self.engine.create_record(
            "opportunity", {"name": name, "close_date": date(2031, 6, 30)}, by=SYSTEM
        )

    def instance(self, deal: RecordRef) -> int:
        """The newest process of a record."""
        with self.engine.database.reading() as connection:
            return processes.instances_of_record(connection, deal, SYSTEM)[0].key

    def task(self, deal: RecordRef) -> int:
        """The record's open task."""
        with self.engine.database.reading() as connection:
            lines = processes.instances_of_record(connection, deal, SYSTEM)
            (task,) = processes.instance(connection, lines[0].key, SYSTEM).tasks
            return task.key

    def done_task(self, deal: RecordRef) -> int:
        """A task about the record that somebody has completed."""
        with self.engine.database.reading() as connection:
            history = processes.instance(connection, self.instance(deal), SYSTEM).history
        return next(entry.task for entry in history if entry.task is not None and entry.by is not None)

    def complete(self, deal: RecordRef, by: str = "anna", /, **values: Any) -> None:
        """Complete the record's open task."""
        self.engine.complete_task(self.task(deal), values, by=self.person(by))

    def jump(self, deal: RecordRef, stage: str, reason: str = "They only need a price.") -> None:
        with self.engine.database.reading() as connection:
            seen = record_store.read(connection, deal)["stage"]
        self.engine.move_deal(deal, seen=seen, to=stage, reason=reason, by=self.person("anna"))

    def override(self, deal: RecordRef, reason: str = "Their dates come in May.") -> None:
        """Leave the stage although something is missing."""
        self.complete(deal, outcome="override", override_reason=reason)
        self.complete(deal, "boris", override_decision="approve", decision_reason=reason)

    def win(self, deal: RecordRef) -> None:
        self.jump(deal, "contract")
        self.override(deal)
        self.complete(deal, order_number="A-1001", order_handed_over=True)
        self.complete(deal, won_amount=46500, close_note="The trial week convinced them.")

    def lose(self, deal: RecordRef) -> None:
        self.complete(deal, outcome="lose")
        self.complete(deal, lost_reason="price", lost_competitor="Krones", lesson="Ask for the budget first.")

    def fail(self, about: RecordRef) -> int:
        """An instance with an incident, since the service that it calls is down; its key."""
        by = self.person("dina")
        self.engine.deploy({"credit_check.bpmn": _CREDIT_CHECK}, by=by, name="credit", why="Tests")
        key = self.engine.start_instance("credit_check", variables={"account": about}, by=by)
        (job,) = self.engine.activate_jobs(
            "credit.check", worker="tests", limit=1, lease=timedelta(minutes=1)
        )
        self.engine.fail_job(job.key, token=job.token, error="The credit agency does not answer.")
        return key


_CREDIT_CHECK = model.process(
    "credit_check",
    model.start(),
    '<bpmn:serviceTask id="check_credit" name="Check the credit">',
    model.extend('<zeebe:taskDefinition type="credit.check" retries="1"/>'),
    "</bpmn:serviceTask>",
    model.end(),
    flow="start>check_credit check_credit>end",
)
"""Its service is external, and no worker of it runs."""


def busy(company: Company) -> dict[str, RecordRef]:
    """A company in the middle of its work: a deal in every state, an incident; the deals by their state."""
    deals = {
        state: company.deal(f"{state.capitalize()} deal")
        for state in ("open", "asked", "discovering", "won", "lost", "stopped", "cancelled")
    }
    company.complete(deals["open"], outcome="advance")
    company.complete(deals["asked"], outcome="override", override_reason="They have no date yet.")
    company.win(deals["won"])
    company.lose(deals["lost"])
    company.jump(deals["discovering"], "discover", "They asked us in.")
    boris = company.person("boris")
    company.engine.suspend_instance(company.instance(deals["stopped"]), by=boris)
    company.engine.cancel_instance(company.instance(deals["cancelled"]), reason="A duplicate.", by=boris)
    company.ownerless_deal("Ownerless deal")
    called = {"kind": "call", "subject": "Asked about the budget", "body": "They decide in May."}
    company.engine.log_activity(called, regarding=deals["open"], by=company.person("anna"))
    contact = company.known("contact", "Olga")
    company.create("opportunity_contact", opportunity=deals["open"], contact=contact, role="champion")
    product = company.known("product", "Packing line")
    company.create(
        "opportunity_line", opportunity=deals["open"], product=product, quantity=2, unit_price=24000
    )
    company.fail(company.known("account", "Acme Group"))
    return deals
