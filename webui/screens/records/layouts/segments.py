"""How segments are listed. Their page and their builder are a screen of their own."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from webui.screens.records.layout import ME, OWNERSHIP, Layout, Section, View

LAYOUT = Layout(
    collection="segments",
    title=_l("Segments"),
    type="segment",
    area="marketing",
    icon="filter",
    columns=("record_type", "kind", "people", "counted_at", "owner"),
    filters=("record_type", "kind", "owner"),
    views=(
        View(name="all", label=_l("All")),
        View(name="mine", label=_l("Mine"), filters={"owner": ME}),
    ),
    sort="name",
    facts=("record_type", "kind", "people", "counted_at", "owner"),
    sections=(
        Section(title=_l("Segment"), fields=("name", "description", "record_type", "kind")),
        Section(title=_l("People"), fields=("people", "counted_at"), later=True),
        OWNERSHIP,
    ),
    key="e",
    order=20,
)
