"""The pages of the pipeline board, the key figures and the currencies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.records.rates import Rate

if TYPE_CHECKING:
    from engine.feel.values import RecordRef
    from tests.browser.company import Company


def pages(company: Company, deal: RecordRef) -> dict[str, str]:
    """With a rate for one currency, and a deal in another that has none."""
    administrator = company.person("dina")
    company.engine.keep_rates([Rate("EUR", date(2020, 1, 1), Decimal("1.0843"))], by=administrator)
    company.deal("Deal in euro", currency="EUR")
    company.deal("Deal without a rate", currency="JPY", amount=9_000_000)
    return {
        "pipeline": "/pipeline",
        "pipeline of one person": f"/pipeline?owner={company.person('anna').key}",
        "nothing in the pipeline": f"/pipeline?owner={company.person('clara').key}",
        "move without a script": f"/pipeline/{deal.key}/move",
        "key figures": "/kpis",
        "key figures of a year": "/kpis?period=year",
        "key figures of no period": "/kpis?period=custom",
        "records behind a figure": "/kpis/win_rate?period=year",
        "no records behind a figure": "/kpis/campaign_roi",
        "currencies": "/administration/currencies",
    }
