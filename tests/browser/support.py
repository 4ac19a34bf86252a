"""Support's pages, with a case in each state that looks different."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.identity import SYSTEM
from engine.records.mails import Mail
from tests.processes.support import FOLDER

if TYPE_CHECKING:
    from tests.browser.company import Company

_TRIAGED = {"category": "fault", "impact": "high", "urgency": "high"}


def pages(company: Company) -> dict[str, str]:
    """Addresses by what they show, for the administrator of a `busy` company."""
    files = {
        one.name: one.read_bytes() for one in FOLDER.iterdir() if one.suffix in {".bpmn", ".dmn", ".form"}
    }
    company.engine.deploy(files, by=SYSTEM, name="case")
    plan = company.create("sla_plan", name="Обычный план", tier="standard")
    fresh = company.create("case", subject="A second login", reporter="Olga Stein")
    waiting = company.create("case", subject="The line stops", reporter="Olga Stein", **_TRIAGED)
    company.complete(waiting, action="wait_customer", question="Which firmware is it?")
    solved = company.create(
        "case", subject="Dark display", reporter_email="olga@acme.example", language="ru", **_TRIAGED
    )
    company.complete(solved, **{"action": "resolve", "case.solution": "The plug was loose."})
    return {
        "case board": "/case-board",
        "case board by status": "/case-board?by=status&who=all",
        "no cases on the board": "/case-board?priority=P4&line=L3",
        "cases": "/cases",
        "new case": "/cases/new",
        "case": f"/cases/{fresh.key}",
        "case to edit": f"/cases/{fresh.key}/edit",
        "case that waits for its customer": f"/cases/{waiting.key}",
        "solved case": f"/cases/{solved.key}",
        "triage of a case": f"/tasks/{company.task(fresh)}?view=all",
        "customer's word on a case": f"/tasks/{company.task(solved)}?view=all",
        "SLA plans": "/sla_plans",
        "SLA plan": f"/sla_plans/{plan.key}",
        "public form of support": "/public/support",
        "answer of a customer": _link(company),
    }


def _link(company: Company) -> str:
    """The path of the mail that asks whether a case is solved; sent by hand, since a worker may not have come yet."""
    while company.engine.run_due():
        pass
    with company.engine.database.reading() as connection:
        bodies = connection.scalars(select(Mail.text)).all()
    return re.findall(r"/public/answers/\S+", "\n".join(bodies))[-1]
