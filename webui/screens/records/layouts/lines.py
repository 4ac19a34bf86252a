"""How lines are shown."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from webui.screens.records.layout import Layout, Section

LAYOUT = Layout(
    collection="lines",
    title=_l("Product lines"),
    type="opportunity_line",
    icon="briefcase",
    sections=(
        Section(
            title=_l("Product line"),
            fields=("opportunity", "product", "quantity", "unit_price", "currency", "discount_percent"),
        ),
    ),
    parent="opportunity",
    hidden=frozenset({"amount"}),
)
