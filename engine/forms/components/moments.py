"""A date, a time, or both."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from engine.forms import messages
from engine.forms.components.base import INPUT, Input
from engine.forms.messages import Message, Wrong, message
from engine.forms.templates import show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.feel.values import Value
    from engine.forms.components.base import Drawing
    from engine.forms.fields import Field, Kind
    from engine.forms.scope import Scope
    from engine.forms.source import Source

_MINUTES_OF_DAY = 1440
_UNREADABLE = {"date": messages.NOT_A_DATE, "time": messages.NOT_A_TIME, "datetime": messages.NOT_A_MOMENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment(Input):
    type: ClassVar[str] = "datetime"
    summary: ClassVar[str] = "the browser's own control for a date, a time or both; ISO texts travel"
    properties: ClassVar[Mapping[str, str]] = {
        name: note for name, note in INPUT.items() if name != "label"
    } | {
        "subtype": "date, time or datetime",
        "dateLabel": "drawn: the label of date and datetime; values as `{{…}}`",
        "timeLabel": "drawn: the label of time; with datetime it is part of the one label",
        "timeSerializingFormat": "utc_offset: in the person's zone; utc_normalized: in UTC; no_timezone: local",
        "timeInterval": "checked: minutes between the times to choose from",
        "use24h": "harmless: the browser shows times as its user is used to",
        "disallowPassedDates": "checked against the business clock",
    }
    custom: ClassVar[tuple[str, ...]] = ("dateLabel:ru", "timeLabel:ru", "description:ru")

    subtype: str
    format: str
    interval: int
    no_past: bool

    @classmethod
    def label_property(cls, source: Source) -> str:
        return "timeLabel" if source.data.get("subtype") == "time" else "dateLabel"

    @classmethod
    def default_from(cls, source: Source) -> Value:
        if source.data.get("defaultValue"):
            source.refuse("A date has no “defaultValue”.", "Set the variable in the process.")

    @classmethod
    def rules(cls, source: Source, validate: Source) -> dict[str, Any]:
        validate.only(("required",), "rule")
        source.flag("use24h")
        subtype = source.one_of("subtype", ("date", "time", "datetime"))
        return {
            "subtype": subtype,
            "format": source.one_of("timeSerializingFormat", ("utc_offset", "utc_normalized", "no_timezone")),
            "interval": source.integer("timeInterval", least=1, most=_MINUTES_OF_DAY) or 1,
            "no_past": source.flag("disallowPassedDates"),
        }

    def parse(self, texts: Sequence[str], scope: Scope) -> Value:
        if len(texts) > 1:
            raise Wrong(messages.ONE_VALUE)
        text = texts[0].strip() if texts else ""
        if not text:
            return None
        try:
            return self._moment(text, scope)
        except (ValueError, OverflowError):
            raise Wrong(_UNREADABLE[self.subtype]) from None

    def _moment(self, text: str, scope: Scope) -> Value:
        if self.subtype == "date":
            return dt.date.fromisoformat(text)
        if self.subtype == "time":
            return self._with_zone(dt.datetime.combine(_today(scope), _local_time(text)), scope).timetz()
        day, mark, time = text.partition("T")
        if not mark:
            raise ValueError(text)
        return self._with_zone(dt.datetime.combine(dt.date.fromisoformat(day), _local_time(time)), scope)

    def _with_zone(self, local: dt.datetime, scope: Scope) -> dt.datetime:
        if self.format == "no_timezone":
            return local
        aware = local.replace(tzinfo=scope.zone)
        # A fixed offset: the moment must not move when the zone's rules do.
        zone = dt.UTC if self.format == "utc_normalized" else dt.timezone(aware.utcoffset() or _NONE)
        return aware.astimezone(zone)

    def spell(self, value: Value, scope: Scope) -> tuple[str, ...]:
        local = _local(value, scope)
        if not isinstance(local, _CLASSES[self.subtype]):
            return ()
        if self.subtype == "date":
            return (f"{local:%Y-%m-%d}",)
        return (f"{local:%H:%M}",) if self.subtype == "time" else (f"{local:%Y-%m-%dT%H:%M}",)

    def show(self, value: Value, scope: Scope) -> str:
        return show(_local(value, scope), scope)

    def complaints(self, value: Value, scope: Scope) -> Iterator[Message]:
        if self.no_past and self._is_past(value, scope):
            yield message(messages.IN_THE_PAST)
        if self.subtype != "date" and (value.hour * 60 + value.minute) % self.interval:
            yield message(messages.NOT_AN_INTERVAL, minutes=self.interval)

    def _is_past(self, value: Value, scope: Scope) -> bool:
        """Days are compared, not minutes: a meeting of this morning may still be written down."""
        return (
            self.subtype != "time" and _local(value, scope).strftime("%Y-%m-%d") < _today(scope).isoformat()
        )

    def control(self, texts: tuple[str, ...], scope: Scope) -> dict[str, Any]:  # noqa: ARG002  part of the contract
        kind = "datetime-local" if self.subtype == "datetime" else self.subtype
        step = (("step", str(self.interval * 60)),) if self.interval > 1 and self.subtype != "date" else ()
        return {"attributes": (("type", kind), *step)}

    def frame(self, drawing: Drawing, scope: Scope, kind: Kind, **more: Any) -> Field:  # noqa: ARG002  the subtype decides
        return Input.frame(self, drawing, scope, _KINDS[self.subtype], **more)


_KINDS: dict[str, Kind] = {"date": "date", "time": "time", "datetime": "datetime"}
_CLASSES = {"date": dt.date, "time": dt.time, "datetime": dt.datetime}
"""What the control can hold; a variable may hold anything."""
_NONE = dt.timedelta()


def _today(scope: Scope) -> dt.date:
    today: dt.date = scope.environment.now().astimezone(scope.zone).date()
    return today


def _local_time(text: str) -> dt.time:
    time = dt.time.fromisoformat(text)
    if time.tzinfo is not None:
        raise ValueError(text)
    return time


def _local(value: Value, scope: Scope) -> Value:
    aware = isinstance(value, dt.datetime) and value.tzinfo is not None
    return value.astimezone(scope.zone) if aware else value
