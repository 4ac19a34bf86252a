"""Boxes of a start form whose tick gives consent: one record for each purpose and channel, with its evidence.

The key of such a box is ``consent.<purpose>.<channel>``, for example ``consent.newsletter.email``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.process import audit
from engine.records import consents, store
from engine.records.consents import Facts
from engine.records.history import Step
from engine.records.types.consent import CHANNELS, PURPOSES, SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.feel.values import RecordRef, Value
    from engine.forms import Field
    from engine.process.work import Work

_FIRST = "consent."
_DOTS = 2
_ADDRESS = {"email": "email", "phone": "phone", "sms": "phone"}
"""The field of a record that holds the address of a channel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A ticked box."""

    purpose: str
    channel: str
    text: str
    """What the person read beside it."""

    def plain(self) -> dict[str, Value]:
        return {"purpose": self.purpose, "channel": self.channel, "text": self.text}


def is_box(path: str) -> bool:
    """The path asks for a consent; whether its purpose and channel exist is checked when the form is deployed."""
    return path.startswith(_FIRST) and path.count(".") == _DOTS


def is_known(path: str) -> bool:
    """The path names a purpose and a channel that consents have."""
    _, purpose, channel = path.split(".")
    return purpose in {one[0] for one in PURPOSES} and channel in {one[0] for one in CHANNELS}


def ticked(drawn: Sequence[Field], paths: Iterable[str]) -> list[Consent]:
    """The consents at *paths*, with the words that the form showed."""
    labels = {field.name: field.label for field in _all(drawn)}
    given = [(path, *path.split(".")[1:]) for path in paths]
    return [
        Consent(purpose=purpose, channel=channel, text=labels.get(path, ""))
        for path, purpose, channel in given
    ]


def give(work: Work, given: Sequence[Consent], made: Sequence[RecordRef], *, source: str, form: str) -> None:
    """A consent of the first new record that can give one, for each box; *form* says where it was read."""
    subject = next((ref for ref in made if ref.type in SUBJECTS), None)
    if subject is None:
        return
    record = store.read(work.connection, subject)
    step = Step(by=work.by, at=work.at, keys=work.parts.keys)
    for one in given:
        address = None if record is None else record.get(_ADDRESS[one.channel])
        facts = Facts(address=address, evidence=f"“{one.text}” ({form})", source=source)
        consents.give(work.connection, subject, one.purpose, one.channel, facts, step)
        audit.record(work, "give_consent", (subject.type, subject.key), new=one.plain())


def _all(drawn: Sequence[Field]) -> Iterator[Field]:
    for field in drawn:
        yield field
        yield from _all(field.fields)
