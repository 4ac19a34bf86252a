"""How the costs of campaigns are shown."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from webui.screens.records.layout import Layout, Section

LAYOUT = Layout(
    collection="costs",
    title=_l("Costs"),
    type="campaign_cost",
    icon="briefcase",
    sections=(
        Section(
            title=_l("Cost"), fields=("campaign", "kind", "type", "amount", "currency", "spent_on", "note")
        ),
    ),
    parent="campaign",
)
