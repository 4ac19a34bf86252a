"""The outbox and the connections to the world, with something on each page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import mails
from engine.identity import SYSTEM

if TYPE_CHECKING:
    from engine.feel.values import RecordRef
    from tests.browser.company import Company


def pages(company: Company, deal: RecordRef) -> dict[str, str]:
    """Addresses by what they show; a mail about *deal* waits, and a secret is kept."""
    engine = company.engine
    engine.change_setting("web", {"allowed": "api.example.com\nerp.example.com:8443 private"}, by=SYSTEM)
    engine.keep_secret("web.erp", {"host": "erp.example.com", "text": "Bearer 1"}, by=SYSTEM)
    mail = mails.NewMail(
        to="olga@acme.example", subject="Your offer", text="Dear Olga,\n\nhere.", record=deal
    )
    with engine.database.transaction() as connection:
        [key] = mails.queue(
            connection,
            [mail],
            keys=engine.keys,
            at=engine.business_clock.now(),
            now=engine.system_clock.now(),
        )
    return {
        "mails": "/mails",
        "no mails": "/mails?q=nothing+like+this",
        "mail": f"/mails/{key}",
        "mails of a deal": f"/opportunities/{deal.key}?show=mail",
        "mail server": "/administration/mail",
        "connections": "/administration/connections",
    }
