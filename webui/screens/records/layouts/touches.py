"""How the touches of campaigns are shown."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from webui.screens.records.layout import Layout, Section, View

LAYOUT = Layout(
    collection="touches",
    title=_l("Touches"),
    type="touch",
    area="marketing",
    icon="hand",
    columns=("campaign", "contact", "lead", "channel", "at", "outcome"),
    filters=("campaign", "channel", "outcome"),
    views=(View(name="all", label=_l("All")),),
    sort="-at",
    facts=("campaign", "contact", "lead", "channel", "at", "outcome"),
    sections=(
        Section(
            title=_l("Touch"),
            fields=("campaign", "contact", "lead", "purpose", "channel", "address", "at", "outcome", "note"),
        ),
    ),
    order=80,
    hidden=frozenset({"token"}),
)
