from __future__ import annotations

from engine.analytics.metric import Metric, mean
from engine.analytics.metrics import won_value
from engine.labels import Labels

METRIC = Metric(
    id="deal_size",
    area="sales",
    place=12,
    labels=Labels("Average deal size", "Средняя сделка"),
    definition=Labels(
        "Sum of the won amounts ÷ number of deals won in the period, in the base currency.",
        "Сумма выигрышей ÷ число сделок, выигранных в периоде, в базовой валюте.",
    ),
    unit="money",
    counts_as=Labels("Won amount", "Сумма выигрыша"),
    load=won_value.load,
    combine=mean,
)
