"""How products are shown."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from webui.screens.records.layout import Layout, Related, View

LAYOUT = Layout(
    collection="products",
    title=_l("Products"),
    type="product",
    icon="briefcase",
    columns=("sku", "series", "price", "active"),
    filters=("series", "active"),
    views=(View(name="all", label=_l("All")),),
    sort="name",
    facts=("series", "price", "active"),
    sections=(),
    related=(
        Related(
            collection="opportunities",
            field="product",
            columns=("account", "stage", "amount"),
            may_add=False,
        ),
    ),
    key="p",
    order=50,
)
