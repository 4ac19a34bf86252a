"""What the inbox shows: rows of tasks, and one task with everything around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from engine.process import queries
from engine.records import queries as records
from webui import diagrams, localization, presentation
from webui.screens.inbox import cards, reasons
from webui.screens.offers.finding import places

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from flask_babel.speaklater import LazyString
    from markupsafe import Markup
    from sqlalchemy import Connection

    from engine.feel.values import RecordRef
    from engine.identity import User
    from engine.identity.queries import Person
    from engine.process.queries import InboxRow, TaskDetail
    from engine.process.queries.inbox import Scope
    from webui.presentation import Due
    from webui.screens.inbox.cards import Card
    from webui.screens.offers.finding import Place

VIEWS: dict[Scope, LazyString] = {"mine": _l("Mine"), "groups": _l("My groups"), "all": _l("All")}
PAGE = 50
LONGEST = 500
"""Rows that a page which was opened further and further refreshes by itself."""
_USUAL = 50
"""The priority of a task whose process says nothing about it."""
_MAIN = ("opportunity", "lead", "case", "campaign", "account")
"""The record that stands for a task in a list: the first of these types that its process has."""
_PEOPLE = frozenset({"user", "team", "region"})
"""Who has to do with a task is not what it is about."""


@dataclass(frozen=True, kw_only=True)
class View:
    """One of the lists, with how much it holds."""

    name: Scope
    label: LazyString
    count: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One task in the list."""

    key: int
    name: str
    subject: str
    """The record that it is about; empty when there is none."""
    process: str
    assignee: str | None
    mine: bool
    groups: tuple[str, ...]
    due: Due | None
    pressing: bool
    """It stands above tasks that are due before it, because its process says that it matters more."""


@dataclass(frozen=True, kw_only=True)
class Inbox:
    """A page of the list."""

    view: Scope
    rows: list[Row]
    next: str | None
    places: list[Place]
    """Where the person may begin something."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """The open task."""

    key: int
    name: str
    subject: str
    process: str
    stage: str
    help: str | None
    assignee: str | None
    assignee_key: int | None
    groups: tuple[str, ...]
    due: Due | None
    created: datetime
    draft_saved: datetime | None
    suspended: bool
    may_work: bool
    may_claim: bool
    may_release: bool
    may_assign: bool
    people: Sequence[Person]
    """Who it can be given to."""
    why: str
    cards: list[Card]
    instance_href: str
    diagram: Markup
    diagram_text: str


def scope_of(text: str | None, default: Scope = "mine") -> Scope:
    """The list that an address names."""
    return next((name for name in VIEWS if name == text), default)


def views(connection: Connection, user: User) -> list[View]:
    counts = queries.inbox_counts(connection, user)
    found: dict[Scope, int] = {"mine": counts.mine, "groups": counts.groups, "all": counts.all}
    return [
        View(name=name, label=label, count=_counted(found[name], counts.limit))
        for name, label in VIEWS.items()
    ]


def inbox(connection: Connection, user: User, scope: Scope, after: str | None, *, limit: int = PAGE) -> Inbox:
    page = queries.inbox(connection, user, scope=scope, after=after, limit=limit)
    titles = records.titles(connection, {ref for row in page.rows if (ref := _main(row.records))})
    rows = [_row(row, user, titles) for row in page.rows]
    begun_at = places(connection, user) if after is None else []
    return Inbox(view=scope, rows=rows, next=page.next, places=begun_at)


def first_task(connection: Connection, user: User, scope: Scope) -> int | None:
    """The most urgent task of a list."""
    rows = queries.inbox(connection, user, scope=scope, limit=1).rows
    return rows[0].key if rows else None


def home_of(detail: TaskDetail, user: User) -> Scope:
    """The narrowest list that a task stands in, for addresses that name none."""
    if detail.assignee == user.key:
        return "mine"
    return "groups" if detail.may_claim and not user.groups.isdisjoint(detail.groups) else "all"


def task(connection: Connection, user: User, detail: TaskDetail) -> Task:
    """Everything beside the form."""
    locale = localization.locale()
    name, process = detail.element.name_in(locale), detail.process.name_in(locale)
    main = _main(detail.records)
    titles = records.titles(connection, [main] if main else [])
    return Task(
        key=detail.key,
        name=name,
        subject=titles.get(main, "") if main else "",
        process=process,
        stage=detail.stage.name_in(locale) if detail.stage else "",
        help=detail.element.documentation_in(locale),
        assignee=detail.assignee_name,
        assignee_key=detail.assignee,
        groups=detail.groups,
        due=presentation.due(detail.due) if detail.due else None,
        created=detail.created,
        draft_saved=detail.draft.saved if detail.draft else None,
        suspended=detail.suspended,
        may_work=detail.may_complete and not detail.suspended,
        may_claim=detail.may_claim,
        # Without candidates nobody would find it again.
        may_release=detail.assignee is not None and detail.may_complete and bool(detail.groups),
        may_assign=detail.may_assign,
        people=reasons.people_for(connection, user) if detail.may_assign else (),
        why=reasons.of_assignment(detail),
        cards=cards.of_task(connection, user, detail.records),
        instance_href=url_for("instances.show", key=detail.instance_key),
        diagram=diagrams.neighbourhood(detail.svg, detail.element.id, label=_diagram_text(name, process)),
        diagram_text=_diagram_text(name, process),
    )


def _diagram_text(step: str, process: str) -> str:
    words = gettext(
        "The step “%(step)s” and its neighbours in the process “%(process)s”", step=step, process=process
    )
    return str(words)


def _row(row: InboxRow, user: User, titles: dict[RecordRef, str]) -> Row:
    locale = localization.locale()
    main = _main(row.records)
    return Row(
        key=row.key,
        name=row.element.name_in(locale),
        subject=titles.get(main, "") if main else "",
        process=row.process.name_in(locale),
        assignee=row.assignee_name,
        mine=row.assignee == user.key,
        groups=row.groups,
        due=presentation.due(row.due) if row.due else None,
        pressing=row.priority > _USUAL,
    )


def _main(found: Iterable[tuple[str, RecordRef]]) -> RecordRef | None:
    refs = {ref.type: ref for _, ref in found if ref.type not in _PEOPLE}
    return next((refs[name] for name in _MAIN if name in refs), None) or next(iter(refs.values()), None)


def _counted(count: int, limit: int) -> str:
    return f"{localization.format_number(limit)}+" if count >= limit else localization.format_number(count)
