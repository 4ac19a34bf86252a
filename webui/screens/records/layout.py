"""What a layout of a kind of record says: what its list, its page and its form show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from flask_babel import lazy_gettext as _l

from engine import records
from engine.feel.values import RecordRef

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flask_babel.speaklater import LazyString
    from sqlalchemy import Connection

    from engine.feel.values import Value
    from engine.identity import User
    from engine.records import Record
    from webui.navigation import Area


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
class Panel:
    """A part of the page that only this kind of record has."""

    template: str
    """Included with ``panel`` = what *read* gave, and ``record``."""
    read: Callable[[Connection, Record], Any]
    """What the template shows; None leaves the panel out."""
    place: Literal["top", "main"] = "main"


@dataclass(frozen=True, kw_only=True)
class Layout:
    """One collection of records. It is found in `layouts/<collection>.py` as ``LAYOUT``."""

    collection: str
    """The first segment of its addresses."""
    title: LazyString
    """Of the collection: in the navigation, and above it on other records' pages."""
    type: str
    icon: str
    area: Area = "sales"
    """Where the navigation has it."""
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
    panels: tuple[Panel, ...] = ()
    hidden: frozenset[str] = frozenset()
    """Fields that follow from others, or that only imports and processes write."""
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
OWNERSHIP = Section(title=_l("Ownership"), fields=("owner", "team", "source", "external_id"))


def sections_of(layout: Layout) -> list[Section]:
    """The layout's sections; what they leave out follows, so that no field of a type is ever lost."""
    named = {name for section in layout.sections for name in section.fields}
    rest = [
        name
        for name, one in layout.record_type.fields.items()
        if name not in named and not one.stamped and one.kind != "json" and name not in layout.hidden
    ]
    ownership = [name for name in OWNERSHIP.fields if name in rest]
    main = [name for name in rest if name not in ownership]
    sections = list(layout.sections)
    if main:
        title = _l("More") if sections else _l("Details")
        sections.append(Section(title=title, fields=tuple(main)))
    if ownership and not layout.parent:
        sections.append(Section(title=OWNERSHIP.title, fields=tuple(ownership)))
    return sections


def filters_of(view: View, user: User) -> dict[str, Value]:
    """The view's filters for one person."""
    return {name: _own(value, user) for name, value in view.filters.items()}


def _own(value: Value, user: User) -> Value:
    return RecordRef("user", user.key) if value == ME else value
