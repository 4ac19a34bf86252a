"""The pages of leads and of start forms, with one lead in each state that looks different."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from engine.identity import SYSTEM, store
from engine.process import queries as processes
from tests.conftest import ROOT

if TYPE_CHECKING:
    from engine.feel.values import RecordRef
    from tests.browser.company import Company

_TRIES, _REST = 200, 0.05
PROCESSES = ("lead_intake", "lead_qualification")
_PARTS = {".bpmn", ".dmn", ".form"}
_BANT = {
    "qualify_outcome": "judge", "lead.has_need": True, "lead.need": "Forty boxes a minute.", "lead.budget": "approved",
    "lead.authority": "decider", "lead.timeline": "3m",
}  # fmt: skip


def settle(company: Company) -> None:
    """Sara develops leads from now on, for Anna and Clara."""
    for name in PROCESSES:
        folder = ROOT / "processes" / "sales" / name
        files = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in _PARTS}
        company.engine.deploy(files, by=SYSTEM, name=name)
    team = company.person("anna").team_key
    with company.engine.database.transaction() as connection:
        store.create_user(
            connection, keys=company.engine.keys, login="sara", name="Sara Lindgren", team=team,
            groups=("Sales development",),
        )  # fmt: skip


def pages(company: Company) -> dict[str, str]:
    """Addresses by what they show."""
    settle(company)
    fresh, reached, accepted = (_lead(company, name) for name in ("Neumann", "Reich", "Achterberg"))
    for lead in (reached, accepted):
        company.complete(lead, "sara", contact_channel="call", contact_result="reached")
        _work(company, lead)
    company.complete(accepted, "sara", **_BANT)
    _work(company, accepted)
    like = company.create("lead", by="sara", family_name="Nowak", phone="+49301234567")
    return {
        "leads": "/leads",
        "lead": f"/leads/{reached.key}",
        "new lead": "/leads/new",
        "first contact": f"/tasks/{company.task(fresh)}?view=all",
        "possible duplicate": f"/tasks/{company.task(like)}?view=all",
        "qualification": f"/tasks/{company.task(reached)}?view=all",
        "lead to accept": f"/tasks/{company.task(accepted)}?view=all",
        "what can be started": "/start",
        "start form": "/start/lead_intake",
        "public form": "/public/contact-us",
        "thanks before anything was sent": "/public/contact-us/thanks",
    }


def _lead(company: Company, name: str) -> RecordRef:
    phone = "+49301234567" if name == "Neumann" else None
    return company.create(
        "lead", by="sara", family_name=name, phone=phone, email=f"{name}@lead.example".lower()
    )


def _work(company: Company, lead: RecordRef) -> None:
    """Let workers go on with a lead until it waits for a person; the site's own worker may be at it already."""
    for _ in range(_TRIES):
        company.engine.run_due()
        with company.engine.database.reading() as connection:
            newest = processes.instances_of_record(connection, lead, SYSTEM)[0]
            if processes.instance(connection, newest.key, SYSTEM).tasks:
                return
        time.sleep(_REST)
    raise AssertionError("Nobody was asked to go on with the lead.")
