"""Every page of the product, in every state that looks different, and what a visit to one shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.browser import administration, boards, control, designing, leads, mailing, marketing, support

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from engine.feel.values import RecordRef
    from tests.browser.company import Company


def addresses(company: Company, deals: dict[str, RecordRef]) -> dict[str, str]:
    """Addresses by what they show, for the administrator of a `busy` company."""
    account, contact = company.known("account", "Acme Packaging"), company.known("contact", "Olga")
    product, parent = company.known("product", "Packing line"), company.known("account", "Acme Group")
    opportunity = "/opportunities/{0.key}".format
    about = f"opportunity:{deals['open'].key}"
    return {
        "inbox": "/inbox",
        "inbox of all": "/inbox?view=all",
        "inbox of groups": "/inbox?view=groups",
        "task": f"/tasks/{company.task(deals['open'])}?view=all",
        "task of a manager": f"/tasks/{company.task(deals['asked'])}?view=all",
        "task with a list": f"/tasks/{company.task(deals['discovering'])}?view=all",
        "task of a suspended process": f"/tasks/{company.task(deals['stopped'])}?view=all",
        "completed task": f"/tasks/{company.done_task(deals['won'])}",
        "refused form": f"/tasks/{company.task(deals['open'])}/completion",
        "opportunities": "/opportunities",
        "won opportunities": "/opportunities?view=won",
        "no opportunities": "/opportunities?q=nothing+like+this",
        "open deal": opportunity(deals["open"]),
        "won deal": opportunity(deals["won"]),
        "lost deal": opportunity(deals["lost"]),
        "changes of a deal": opportunity(deals["won"]) + "?show=change",
        "new deal": "/opportunities/new",
        "deal to edit": opportunity(deals["open"]) + "/edit",
        "field history": opportunity(deals["open"]) + "/history",
        "accounts": "/accounts",
        "account": f"/accounts/{account.key}",
        "account with subsidiaries": f"/accounts/{parent.key}",
        "new account": "/accounts/new",
        "contacts": "/contacts",
        "contact": f"/contacts/{contact.key}",
        "new contact": "/contacts/new",
        "products": "/products",
        "product": f"/products/{product.key}",
        "new product line": f"/lines/new?opportunity={deals['open'].key}",
        "new role": f"/roles/new?opportunity={deals['open'].key}",
        "new activity": f"/activities/new?regarding={about}",
        "processes": "/processes",
        "process": "/processes/opportunity?show=all",
        "running instance": f"/instances/{company.instance(deals['open'])}",
        "completed instance": f"/instances/{company.instance(deals['won'])}",
        "suspended instance": f"/instances/{company.instance(deals['stopped'])}",
        "cancelled instance": f"/instances/{company.instance(deals['cancelled'])}",
        "instance with an incident": f"/instances/{company.instance(parent)}",
        "instance to migrate": f"/instances/{company.instance(deals['open'])}/migration",
        "profile": "/profile",
        "nothing here": "/opportunities/1",
        **boards.pages(company, deals["open"]),
        **control.pages(company),
        **administration.pages(company),
        **mailing.pages(company, deals["won"]),
        **marketing.pages(company),
        **support.pages(company),
        **leads.pages(company),
        **designing.pages(company),
    }


@dataclass
class Visits:
    """What the browser said while it showed pages: by page, what it refused and what it complained about."""

    page: Page
    violations: dict[str, list[str]] = field(default_factory=dict)
    complaints: dict[str, list[str]] = field(default_factory=dict)
    _at: str = ""

    def __post_init__(self) -> None:
        self.page.expose_function("_violated", lambda text: self._note(self.violations, text))
        self.page.add_init_script(
            "document.addEventListener('securitypolicyviolation', (event) => "
            "_violated(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile} ${event.sample}`))"
        )
        self.page.on(
            "console", lambda one: one.type in {"error", "warning"} and self._note(self.complaints, one.text)
        )
        self.page.on("pageerror", lambda error: self._note(self.complaints, str(error)))

    def open(self, name: str, address: str) -> None:
        """Go there and wait until its scripts have run."""
        self._at = name
        self.page.goto(address, wait_until="load")

    def _note(self, where: dict[str, list[str]], text: str) -> None:
        where.setdefault(self._at, []).append(text)
