"""What became of a mail, in words and colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l

from engine.records import mails

if TYPE_CHECKING:
    from flask_babel.speaklater import LazyString


@dataclass(frozen=True, kw_only=True)
class Status:
    value: str
    label: LazyString
    chip: str
    """The kind of chip; empty for a plain one."""
    help: LazyString


STATUSES = {
    one.value: one
    for one in (
        Status(
            value=mails.QUEUED, label=_l("On its way"), chip="info",
            help=_l("A worker sends it in a moment, or tries it again after a rest."),
        ),
        Status(
            value=mails.SENT, label=_l("Sent"), chip="good", help=_l("The mail server has taken it."),
        ),
        Status(
            value=mails.WRITTEN, label=_l("Written to a file"), chip="",
            help=_l("No mail server was set: it went into the outbox folder and to nobody."),
        ),
        Status(
            value=mails.FAILED, label=_l("Not sent"), chip="late",
            help=_l("Every try failed. Mend the cause, then let it be tried again."),
        ),
        Status(
            value=mails.REJECTED, label=_l("Refused"), chip="late",
            help=_l("The receiver does not take it; another try would change nothing."),
        ),
        Status(
            value=mails.WITHDRAWN, label=_l("Withdrawn"), chip="",
            help=_l("Its process went another way before it was sent."),
        ),
    )
}  # fmt: skip
_PURPOSES = {
    "service": _l("Service"),
    "marketing": _l("Marketing"),
    "newsletter": _l("Newsletter"),
}


def purpose(value: str) -> str:
    return str(_PURPOSES.get(value, value))
