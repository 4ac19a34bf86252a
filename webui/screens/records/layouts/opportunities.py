"""How opportunities are shown."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from engine.records.stages import STAGES
from webui.screens.records.layout import ME, OWNERSHIP, Layout, Related, Section, View

OPEN_STAGES = [stage.value for stage in STAGES if not stage.closed]

LAYOUT = Layout(
    collection="opportunities",
    title=_l("Opportunities"),
    type="opportunity",
    icon="target",
    columns=("account", "stage", "amount", "close_date", "owner", "next_step"),
    filters=("stage", "owner", "product"),
    views=(
        View(name="open", label=_l("Ongoing"), filters={"stage": OPEN_STAGES}),
        View(name="mine", label=_l("Mine"), filters={"stage": OPEN_STAGES, "owner": ME}),
        View(name="won", label=_l("Won"), filters={"stage": "won"}),
        View(name="lost", label=_l("Lost"), filters={"stage": "lost"}),
        View(name="all", label=_l("All")),
    ),
    sort="close_date",
    facts=("account", "amount", "probability", "close_date", "owner", "next_step"),
    sections=(
        Section(
            title=_l("Deal"),
            fields=(
                "name",
                "account",
                "product",
                "amount",
                "currency",
                "amount_estimated",
                "opened_on",
                "close_date",
                "next_step",
                "description",
            ),
        ),
        Section(
            title=_l("Outcome"),
            later=True,
            fields=(
                "stage",
                "probability",
                "outcome",
                "closed_on",
                "won_amount",
                "lost_reason",
                "lost_competitor",
                "lesson",
                "reopen_on",
            ),
        ),
        Section(
            title=_l("1 Qualify"),
            later=True,
            fields=("need", "budget", "decider", "decide_by", "next_meeting"),
        ),
        Section(
            title=_l("2 Discover"),
            later=True,
            fields=(
                "pain_metric",
                "pain_baseline",
                "pain_target",
                "decision_process",
                "decision_criteria",
                "competitor",
            ),
        ),
        Section(title=_l("3 Present"), later=True, fields=("demo_result", "champion", "economic_buyer_met")),
        Section(
            title=_l("4 Propose"),
            later=True,
            fields=("quote_sent_on", "customer_replied", "closing_plan"),
        ),
        Section(
            title=_l("5 Negotiate"),
            later=True,
            fields=("legal_contact", "procurement_contact", "terms_agreed", "discount_percent"),
        ),
        Section(title=_l("6 Contract"), later=True, fields=("signed_on", "contract_number", "contract_file")),
        OWNERSHIP,
    ),
    related=(
        Related(
            collection="lines",
            field="opportunity",
            columns=("quantity", "unit_price", "discount_percent", "amount"),
        ),
        Related(collection="roles", field="opportunity", columns=("role",)),
    ),
    key="o",
    order=20,
    hidden=frozenset({"source_stage", "source_closed_on", "source_amount"}),
)
