"""The control room's pages, with something on each: late work, incidents of one cause, people with tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.process.queries import problems

if TYPE_CHECKING:
    from tests.browser.company import Company


def pages(company: Company) -> dict[str, str]:
    """Addresses by what they show, for the administrator of a `busy` company."""
    dina, anna = company.person("dina"), company.person("anna")
    with company.engine.database.reading() as connection:
        [group, *_] = problems.incident_groups(connection, dina)
    return {
        "processes by lateness": "/processes?sort=-overdue",
        "steps by waiting": "/processes/opportunity?sort=-waiting&days=7",
        "instances": "/instances?state=all",
        "instances at a step": "/instances?process=opportunity&step=qualify&q=acme",
        "no instances": "/instances?q=nothing+like+this",
        "incidents": "/incidents",
        "incidents of one cause": f"/incidents/{group.id}",
        "process to migrate": "/processes/opportunity/migration?from=1",
        "workload": "/workload",
        "workload of a person": f"/workload?person={anna.key}",
        "workload of a group": "/workload?group=Sales+manager",
    }
