"""A segment as it stands in its form: read from what was sent, changed by its buttons, checked with places."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.records import type_of
from engine.records.segments_conditions import (
    MOST_CONDITIONS,
    MOST_GROUPS,
    TAKES,
    Condition,
    Filter,
    Group,
    check,
    fields_of,
)
from webui.screens.segments.choosing import operators_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

    from engine.feel.values import Value
    from engine.records import Record
    from engine.records.messages import Message
    from engine.records.segments_conditions import Match

_PLACE = re.compile(r"g(\d{1,3})-c(\d{1,3})-field")
_GROUP = re.compile(r"g(\d{1,3})-match")
_LISTED = re.compile(r"[\n,;]")
_FIRST_FIELD = {"contact": "account.country", "lead": "country"}
TYPES = ("contact", "lead")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What the builder shows."""

    name: str = ""
    description: str = ""
    type: str = "contact"
    kind: str = "live"
    asked: Filter = field(default_factory=Filter)
    purpose: str = "marketing"
    channel: str = "email"

    @property
    def blank_places(self) -> list[tuple[int, int]]:
        """Conditions whose value is still to be entered, as (group, condition)."""
        return [
            (number, place)
            for number, group in enumerate(self.asked.groups, 1)
            for place, one in enumerate(group.conditions, 1)
            if _is_blank(one)
        ]

    @property
    def filled(self) -> Filter:
        """What can be counted while somebody is still typing: without the blank conditions."""
        groups = (
            replace(group, conditions=tuple(one for one in group.conditions if not _is_blank(one)))
            for group in self.asked.groups
        )
        return replace(self.asked, groups=tuple(groups))

    @property
    def problems(self) -> Mapping[tuple[int, int], Message]:
        """What is wrong, by group and condition."""
        return {(one.group, one.condition): one.message for one in check(self.asked, type_of(self.type))}

    def values(self) -> dict[str, Value]:
        """The fields of the record."""
        return {
            "name": self.name,
            "description": self.description,
            "record_type": self.type,
            "kind": self.kind,
            "conditions": self.asked.plain(),
        }


def of_record(segment: Record, asked: Filter) -> Draft:
    """A saved segment, to be looked at or changed."""
    return Draft(
        name=str(segment["name"]),
        description=str(segment["description"] or ""),
        type=str(segment["record_type"]),
        kind=str(segment["kind"]),
        asked=asked,
    )


def empty(type_name: str = "contact") -> Draft:
    """A new segment with one condition to fill in."""
    return Draft(type=type_name, asked=Filter(groups=(Group(conditions=(_blank(type_name),)),)))


def read(form: MultiDict[str, str]) -> Draft:
    """The draft that a form holds, with what its pressed button asks for done."""
    type_name = form.get("type", "contact")
    draft = Draft(
        name=form.get("name", "").strip(),
        description=form.get("description", "").strip(),
        type=type_name if type_name in TYPES else "contact",
        kind="static" if form.get("kind") == "static" else "live",
        asked=_asked(form),
        purpose=form.get("purpose", "marketing"),
        channel=form.get("channel", "email"),
    )
    return _done(_fitting(draft), form.get("_do", ""))


def _asked(form: MultiDict[str, str]) -> Filter:
    places: dict[int, list[int]] = {}
    for name in form:
        if found := _GROUP.fullmatch(name):
            places.setdefault(int(found[1]), [])
        elif found := _PLACE.fullmatch(name):
            places.setdefault(int(found[1]), []).append(int(found[2]))
    # One more than is allowed is enough to say so; each that is kept asks the database for its control.
    groups = [
        Group(match=_match(form, f"g{number}-match"), conditions=_conditions(form, number, places[number]))
        for number in sorted(places)[: MOST_GROUPS + 1]
    ]
    return Filter(match=_match(form, "match"), groups=tuple(groups))


def _match(form: MultiDict[str, str], name: str) -> Match:
    return "any" if form.get(name) == "any" else "all"


def _conditions(form: MultiDict[str, str], group: int, places: list[int]) -> tuple[Condition, ...]:
    return tuple(_condition(form, f"g{group}-c{place}") for place in sorted(places)[: MOST_CONDITIONS + 1])


def _condition(form: MultiDict[str, str], prefix: str) -> Condition:
    operator = form.get(f"{prefix}-operator", "")
    takes = TAKES.get(operator, "one")
    given = form.getlist(f"{prefix}-value")
    if takes == "many":
        given = [part for text in given for part in _LISTED.split(text)]
    values = tuple(text.strip() for text in given if text.strip())
    return Condition(
        path=form.get(f"{prefix}-field", ""), operator=operator, values=() if takes == "none" else values
    )


def _fitting(draft: Draft) -> Draft:
    """After another field was chosen, its first comparison; what was typed for the old one goes."""
    fields = fields_of(type_of(draft.type))

    def fit(one: Condition) -> Condition:
        known = fields.get(one.path)
        if known is None or one.operator in operators_of(known):
            return one
        return Condition(path=one.path, operator=operators_of(known)[0])

    groups = tuple(
        replace(group, conditions=tuple(map(fit, group.conditions))) for group in draft.asked.groups
    )
    return replace(draft, asked=replace(draft.asked, groups=groups))


def _done(draft: Draft, action: str) -> Draft:
    """One press of add or remove: ``add-group``, ``add:0``, ``remove:0:1``, ``remove-group:0``."""
    name, *places = action.split(":")
    numbers = [int(one) for one in places if one.isdecimal()]
    groups = list(draft.asked.groups)
    blank = _blank(draft.type)
    if name == "add-group":
        groups.append(Group(conditions=(blank,)))
    elif name == "add" and len(numbers) == 1 and numbers[0] < len(groups):
        group = groups[numbers[0]]
        groups[numbers[0]] = replace(group, conditions=(*group.conditions, blank))
    elif name == "remove-group" and len(numbers) == 1:
        groups = [one for place, one in enumerate(groups) if place != numbers[0]]
    elif name == "remove" and len(numbers) == 2 and numbers[0] < len(groups):  # noqa: PLR2004  group and condition
        group = groups[numbers[0]]
        kept = tuple(one for place, one in enumerate(group.conditions) if place != numbers[1])
        groups[numbers[0]] = replace(group, conditions=kept)
    return replace(draft, asked=replace(draft.asked, groups=tuple(groups)))


def _is_blank(condition: Condition) -> bool:
    return not condition.values and TAKES.get(condition.operator) != "none"


def _blank(type_name: str) -> Condition:
    path = _FIRST_FIELD[type_name]
    return Condition(path=path, operator=operators_of(fields_of(type_of(type_name))[path])[0])
