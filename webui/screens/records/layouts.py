"""What each kind of record shows where. A type without a layout here cannot be opened by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from engine import records
from engine.feel.values import RecordRef
from engine.records.stages import STAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask_babel.speaklater import LazyString

    from engine.feel.values import Value
    from engine.identity import User


@dataclass(frozen=True, kw_only=True)
class View:
    """A saved view of a list: *filters* by field, with `ME` for the person who looks."""

    name: str
    label: LazyString
    filters: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Section:
    """Fields that belong together on the page of a record and in its form."""

    title: LazyString
    fields: tuple[str, ...]
    later: bool = False
    """Comes to be known while the process runs; not asked for when the record is made."""


@dataclass(frozen=True, kw_only=True)
class Related:
    """Records whose field names this one."""

    collection: str
    field: str
    columns: tuple[str, ...]
    may_add: bool = True
    buying_roles: bool = False
    """The rows are people: show which parts they play in deals."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One collection of records."""

    collection: str
    """The first segment of its addresses."""
    type: str
    icon: str
    columns: tuple[str, ...] = ()
    """Of the list, after the title."""
    filters: tuple[str, ...] = ()
    views: tuple[View, ...] = ()
    """Of the list; the first is the default."""
    sort: str = "-key"
    facts: tuple[str, ...] = ()
    """Below the title on the record's page."""
    sections: tuple[Section, ...]
    related: tuple[Related, ...] = ()
    parent: str = ""
    """The field whose record's page shows these records; they have no page of their own."""
    key: str = ""
    """The letter after ``g``; empty when it is no destination."""
    order: int = 0

    @property
    def record_type(self) -> records.RecordType:
        return records.type_of(self.type)


ME = "me"
"""Stands for the person who looks, in the filters of a view."""
OPEN_STAGES = [stage.value for stage in STAGES if not stage.closed]

_OWNERSHIP = Section(title=_l("Ownership"), fields=("owner", "team", "source", "external_id"))

LAYOUTS = (
    Layout(
        collection="opportunities",
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
            Section(
                title=_l("3 Present"), later=True, fields=("demo_result", "champion", "economic_buyer_met")
            ),
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
            Section(
                title=_l("6 Contract"), later=True, fields=("signed_on", "contract_number", "contract_file")
            ),
            _OWNERSHIP,
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
    ),
    Layout(
        collection="accounts",
        type="account",
        icon="building",
        columns=("industry", "country", "revenue", "employees", "owner"),
        filters=("industry", "tier", "country", "owner"),
        views=(View(name="all", label=_l("All")), View(name="mine", label=_l("Mine"), filters={"owner": ME})),
        sort="name",
        facts=("industry", "country", "revenue", "employees", "owner"),
        sections=(),
        related=(
            Related(
                collection="opportunities",
                field="account",
                columns=("stage", "amount", "close_date", "owner"),
            ),
            Related(
                collection="contacts", field="account", columns=("title", "email", "phone"), buying_roles=True
            ),
        ),
        key="a",
        order=30,
    ),
    Layout(
        collection="contacts",
        type="contact",
        icon="users",
        columns=("account", "title", "email", "phone", "owner"),
        filters=("account", "language", "owner"),
        views=(View(name="all", label=_l("All")), View(name="mine", label=_l("Mine"), filters={"owner": ME})),
        sort="name",
        facts=("account", "title", "email", "phone", "owner"),
        sections=(
            Section(
                title=_l("Person"), fields=("given_name", "middle_name", "family_name", "title", "language")
            ),
            Section(title=_l("Reach"), fields=("account", "email", "phone")),
            _OWNERSHIP,
        ),
        related=(Related(collection="roles", field="contact", columns=("role",)),),
        key="c",
        order=40,
    ),
    Layout(
        collection="products",
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
    ),
    Layout(
        collection="lines",
        type="opportunity_line",
        icon="briefcase",
        sections=(
            Section(
                title=_l("Product line"),
                fields=("opportunity", "product", "quantity", "unit_price", "currency", "discount_percent"),
            ),
        ),
        parent="opportunity",
    ),
    Layout(
        collection="roles",
        type="opportunity_contact",
        icon="user",
        sections=(Section(title=_l("Role"), fields=("opportunity", "contact", "role")),),
        parent="opportunity",
    ),
)
BY_COLLECTION = {layout.collection: layout for layout in LAYOUTS}
BY_TYPE = {layout.type: layout for layout in LAYOUTS}


def sections_of(layout: Layout) -> list[Section]:
    """The layout's sections; what they leave out follows, so that no field of a type is ever lost."""
    named = {name for section in layout.sections for name in section.fields}
    rest = [
        name
        for name, one in layout.record_type.fields.items()
        if name not in named and not one.stamped and one.kind != "json" and name not in hidden_fields(layout)
    ]
    ownership = [name for name in _OWNERSHIP.fields if name in rest]
    main = [name for name in rest if name not in ownership]
    sections = list(layout.sections)
    if main:
        title = _l("More") if sections else _l("Details")
        sections.append(Section(title=title, fields=tuple(main)))
    if ownership and not layout.parent:
        sections.append(Section(title=_OWNERSHIP.title, fields=tuple(ownership)))
    return sections


def filters_of(view: View, user: User) -> dict[str, Value]:
    """The view's filters for one person."""
    return {name: _own(value, user) for name, value in view.filters.items()}


def _own(value: Value, user: User) -> Value:
    return RecordRef("user", user.key) if value == ME else value


def hidden_fields(layout: Layout) -> set[str]:
    """Fields that only imports and the store itself write, or that follow from others."""
    derived = {"contact": {"name"}, "opportunity_line": {"amount"}}.get(layout.type, set())
    return {"source_stage", "source_closed_on", "source_amount"} | derived
