"""Segments: the page of one, and the builder that counts while one types."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engine.feel.values import RecordRef
from engine.records import queries, segments, segments_audience, type_of
from engine.records import segments_conditions as conditions
from engine.records.segments_audience import Use
from engine.records.store import RecordChanged
from engine.records.types.consent import CHANNELS, PURPOSES
from engine.records.types.segment import STATIC
from webui import context, localization
from webui.context import current_user, engine, reading
from webui.errors import message as said
from webui.screens.records import links
from webui.screens.segments import audience, choosing, starting
from webui.screens.segments import draft as drafts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection
    from werkzeug import Response

    from engine.records import Record, RecordType
    from engine.records.segments_audience import Count
    from webui.screens.segments.choosing import Row
    from webui.screens.segments.draft import Draft

screen = Blueprint("segments", __name__, template_folder="templates")
SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class GroupView:
    """One group of conditions in the builder."""

    number: int
    match: str
    rows: list[Row]
    problem: str


@dataclass(frozen=True, kw_only=True)
class Person:
    name: str
    href: str | None
    company: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Preview:
    """Who is in the segment, and whom of them a campaign may reach."""

    people: list[Person]
    count: int
    checked: Count | None
    sentence: str
    problems: list[str]
    blanks: int = 0
    """Conditions that are not counted yet, since their value is missing."""


@screen.get("/segments/new")
def new() -> str:
    """An empty builder."""
    return _builder(drafts.empty("lead" if request.args.get("of") == "lead" else "contact"))


@screen.post("/segments/draft")
def draft() -> str:
    """What is being built, counted: the parts of the page that follow from it, or without a script all of it."""
    being_built = drafts.read(request.form)
    if "HX-Request" not in request.headers:
        return _builder(being_built, segment=_edited())
    with reading() as connection:
        return render_template("segments/_draft.html", **_parts(connection, being_built))


@screen.post("/segments")
def create() -> Response | tuple[str, int]:
    """Save a new segment; its maker owns it."""
    built = drafts.read(request.form)
    if (errors := _wrong(built)) or built.problems:
        return _builder(built, errors=errors, saving=True), 422
    ref = engine().create_record("segment", built.values(), by=current_user())
    return _saved(ref, built)


@screen.get("/segments/<int:key>")
def show(key: int) -> str:
    """Who is in a segment now."""
    with reading() as connection:
        segment = queries.get(connection, RecordRef("segment", key), current_user())
        asked = _load(segment)
        shown = drafts.of_record(segment, asked)
        found = _of_segment(connection, segment, shown)
        return render_template(
            "segments/show.html",
            segment=segment,
            owner=queries.titles(connection, [segment["owner"]] if segment["owner"] else []).get(
                segment["owner"], ""
            ),
            together=gettext("any of") if asked.match == "any" else gettext("all of"),
            words=choosing.in_words(connection, shown.type, asked),
            preview=found,
            draft=_chosen_use(shown),
            uses=_uses(_chosen_use(shown)),
            campaigns=_campaigns(connection, segment.ref),
            **starting.facts(connection, key, shown.type, current_user()),
        )


@screen.get("/segments/<int:key>/edit")
def edit(key: int) -> str:
    with reading() as connection:
        segment = queries.get(connection, RecordRef("segment", key), current_user())
    return _builder(drafts.of_record(segment, _load(segment)), segment=segment)


@screen.post("/segments/<int:key>")
def update(key: int) -> Response | tuple[str, int]:
    """Save a segment unless somebody else did so meanwhile."""
    ref = RecordRef("segment", key)
    with reading() as connection:
        segment = queries.get(connection, ref, current_user())
    built = drafts.read(request.form)
    if (errors := _wrong(built)) or built.problems:
        return _builder(built, segment=segment, errors=errors, saving=True), 422
    version = request.form.get("_version", type=int) or segment.version
    try:
        engine().update_record(ref, built.values(), expected_version=version, by=current_user())
    except RecordChanged as changed:
        return _builder(built, segment=segment, errors={"name": said(changed)}), 409
    return _saved(ref, built)


@screen.post("/segments/<int:key>/snapshot")
def snapshot(key: int) -> Response:
    """Take the people of a static segment anew."""
    count = engine().take_snapshot(RecordRef("segment", key), by=current_user())
    flash(gettext("The segment now holds %(count)s people.", count=localization.format_number(count)), "done")
    return redirect(url_for("segments.show", key=key), 303)


@screen.post("/campaigns/<int:key>/stop")
def stop(key: int) -> Response:
    """End the sending of a campaign, for a reason."""
    campaign = RecordRef("campaign", key)
    engine().stop_campaign(campaign, reason=request.form.get("reason", ""), by=current_user())
    flash(gettext("The campaign is stopped."), "done")
    return redirect(links.href(campaign) or "/", 303)


def _saved(ref: RecordRef, built: Draft) -> Response:
    if built.kind == STATIC:
        engine().take_snapshot(ref, by=current_user())
    flash(gettext("Saved"), "done")
    return redirect(url_for("segments.show", key=ref.key), 303)


def _wrong(built: Draft) -> dict[str, str]:
    return {} if built.name else {"name": gettext("Give the segment a name.")}


def _edited() -> Record | None:
    key = request.form.get("_key", type=int)
    if key is None:
        return None
    with reading() as connection:
        return queries.get(connection, RecordRef("segment", key), current_user())


def _load(segment: Record) -> conditions.Filter:
    try:
        return conditions.load(segment["conditions"])
    except conditions.BrokenConditions:
        return conditions.Filter()


def _builder(
    built: Draft,
    *,
    segment: Record | None = None,
    errors: Mapping[str, str] | None = None,
    saving: bool = False,
) -> str:
    with reading() as connection:
        return render_template(
            "segments/builder.html",
            segment=segment,
            errors=errors or {},
            **_parts(connection, built, saving=saving),
        )


def _parts(connection: Connection, built: Draft, *, saving: bool = False) -> dict[str, Any]:
    """What of the builder follows from the draft; what is still blank is wrong only when it is to be saved."""
    told = _told(built, saving=saving)
    groups = [
        GroupView(
            number=number,
            match=group.match,
            rows=[
                choosing.row(
                    connection, built.type, one, (number, place), told.get((number + 1, place + 1), "")
                )
                for place, one in enumerate(group.conditions)
            ],
            problem=told.get((number + 1, 0), ""),
        )
        for number, group in enumerate(built.asked.groups)
    ]
    return {
        "draft": built,
        "groups": groups,
        "whole": told.get((0, 0), ""),
        "preview": _preview(connection, built),
        "uses": _uses(built),
    }


def _told(built: Draft, *, saving: bool = True) -> dict[tuple[int, int], str]:
    """What is wrong with the draft by its place, in the reader's language."""
    found = built.problems
    blank = set() if saving else set(built.blank_places)
    return {
        place: gettext(one.template).format(**one.facts) for place, one in found.items() if place not in blank
    }


def _preview(connection: Connection, built: Draft) -> Preview:
    problems = [
        gettext(
            "Group %(group)s, condition %(condition)s: %(problem)s",
            group=place[0],
            condition=place[1],
            problem=text,
        )
        for place, text in _told(built, saving=False).items()
    ]
    if problems:
        return Preview(people=[], count=0, checked=None, sentence="", problems=problems)
    record_type = type_of(built.type)
    today = context.business_now().date()
    people = segments.matching(record_type, built.filled, current_user(), today)
    return replace(_found(connection, record_type, people, built), blanks=len(built.blank_places))


def _of_segment(connection: Connection, segment: Record, shown: Draft) -> Preview:
    """Of a saved segment: a static one shows its members, one that cannot be used says why."""
    try:
        record_type, people = segments.people_of(segment, current_user(), context.business_now().date())
    except conditions.BrokenConditions:
        return _preview(connection, shown)
    return _found(connection, record_type, people, _chosen_use(shown))


def _chosen_use(shown: Draft) -> Draft:
    """The purpose and channel that the address asks about."""
    purposes, channels = [one[0] for one in PURPOSES], [one[0] for one in CHANNELS]
    purpose, channel = request.args.get("purpose", ""), request.args.get("channel", "")
    return replace(
        shown,
        purpose=purpose if purpose in purposes else shown.purpose,
        channel=channel if channel in channels else shown.channel,
    )


def _found(
    connection: Connection, record_type: RecordType, people: ColumnElement[bool], built: Draft
) -> Preview:
    checked = segments_audience.count(
        connection, record_type, people,
        Use(purpose=built.purpose, channel=built.channel, at=context.business_now()),
    )  # fmt: skip
    first = segments.preview(connection, record_type, people, SHOWN)
    return Preview(
        people=_people(connection, first, built.channel),
        count=checked.matched,
        checked=checked,
        sentence=audience.sentence(asdict(checked)),
        problems=[],
    )


def _people(connection: Connection, records: Sequence[Record], channel: str) -> list[Person]:
    companies = queries.titles(connection, [one["account"] for one in records if one["account"]])
    address = "email" if channel == "email" else "phone"
    return [
        Person(
            name=str(one["name"]),
            href=links.href(one.ref),
            company=companies.get(one["account"], "") if one["account"] else str(one.get("company") or ""),
            address=str(one[address] or ""),
        )
        for one in records
    ]


def _uses(built: Draft) -> dict[str, list[tuple[str, str, bool]]]:
    """Purposes and channels to check the consent for."""
    fields = type_of("consent").fields
    locale = localization.locale()
    return {
        name: [(one.value, one.labels.in_locale(locale), one.value == chosen) for one in fields[name].choices]
        for name, chosen in (("purpose", built.purpose), ("channel", built.channel))
    }


def _campaigns(connection: Connection, ref: RecordRef) -> list[tuple[str, str | None]]:
    rows = queries.related(connection, "campaign", "segment", ref, current_user(), limit=SHOWN)
    return [(str(one["name"]), links.href(one.ref)) for one in rows]
