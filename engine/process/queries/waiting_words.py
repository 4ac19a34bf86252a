"""Why something waits, in words: English and Russian, with the dates as the door writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from engine.bpmn.naming import quoted
from engine.process.queries import waiting_sayings as say
from engine.process.queries.naming import Named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.labels import Labels
    from engine.process.queries.waiting import Wait

    Said = tuple[Labels, dict[str, Any]]


class Show(Protocol):
    """How a door writes what is not text."""

    def moment(self, value: datetime) -> str: ...

    def length(self, value: timedelta) -> str: ...

    def value(self, value: object) -> str: ...


def sentences(wait: Wait, locale: str, show: Show) -> list[str]:
    """The reason first, then the proof."""
    facts = {**wait.facts, "since": wait.facts.get("since", wait.since), "element": wait.element}
    if wait.beside is not None:
        facts["beside"] = wait.beside
    return [filled(said, {**facts, **more}, locale, show) for said, more in _sayings(wait)]


def filled(said: Labels, facts: Mapping[str, Any], locale: str, show: Show) -> str:
    """A sentence with its facts."""
    pattern = said.in_locale(locale)
    told = pattern.format_map(_Shown(facts, locale, show))
    first = facts.get(pattern[1 : pattern.find("}")]) if pattern.startswith("{") else None
    return told[:1].upper() + told[1:] if isinstance(first, Named) else told


class _Shown(dict[str, str]):
    """Facts as text, each when a sentence asks for it."""

    def __init__(self, facts: Mapping[str, Any], locale: str, show: Show) -> None:
        super().__init__()
        self._facts, self._locale, self._show = facts, locale, show

    def __missing__(self, name: str) -> str:
        value = self._facts[name]
        return _sentence(value) if name in {"error", "problem"} else _shown(value, self._locale, self._show)


def _shown(value: object, locale: str, show: Show) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(one, locale, show) for one in value)
    if isinstance(value, Named):
        return _named(value, locale)
    if isinstance(value, Value):
        return value.told(show)
    return _measured(value, show)


def _named(thing: Named, locale: str) -> str:
    """What has no name of its own is told as part of the sentence."""
    name = thing.name_in(locale)
    if thing.own:
        return quoted(name, locale)
    told = name[:1].lower() + name[1:]
    return told if locale == "ru" else f"the {told}"


def _measured(value: object, show: Show) -> str:
    if isinstance(value, datetime):
        return show.moment(value)
    if isinstance(value, timedelta):
        return show.length(abs(value))
    return "—" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of an expression, perhaps with its name."""

    value: object
    name: str = ""

    def told(self, show: Show) -> str:
        return f"{self.name} = {show.value(self.value)}" if self.name else show.value(self.value)


def _sentence(text: object) -> str:
    said = str(text or "")
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _sayings(wait: Wait) -> Iterator[Said]:
    if wait.kind in {"job", "held", "resting", "leased"}:
        yield _job(wait), {}
    elif wait.kind == "failed":
        yield from _failure(wait)
    else:
        yield from _TOLD.get(wait.kind, _plainly)(wait)


def _plainly(wait: Wait) -> Iterator[Said]:
    yield say.PLAIN.get(wait.kind, say.OTHER), {}


def _task(wait: Wait) -> Iterator[Said]:
    facts = wait.facts
    if facts["who"] is not None:
        yield (say.HELD if facts["claimed"] is None else say.CLAIMED), {}
    elif facts["groups"] or facts["people"]:
        yield say.CANDIDATES, {"candidates": [*facts["groups"], *facts["people"]]}
    else:
        yield say.NOBODY, {}
    if facts["has_left"]:
        yield say.HAS_LEFT, {}
    if facts["due"] is not None:
        yield (say.DUE if facts["left"] >= timedelta(0) else say.OVERDUE), {}
    yield from _working(wait)


def _working(wait: Wait) -> Iterator[Said]:
    if wait.facts.get("working") is not None:
        yield say.WORKING, {}


def _timer(wait: Wait) -> Iterator[Said]:
    late = wait.facts["left"] < timedelta(0)
    yield (say.TIMER_LATE if late else say.TIMER), {}
    yield from _working(wait)
    yield from _consequence(wait)
    if wait.facts["repeats"]:
        yield say.REPEATS, {}


def _message(wait: Wait) -> Iterator[Said]:
    facts = wait.facts
    yield (say.MESSAGE if facts["key"] is None else say.MESSAGE_BY_KEY), {}
    yield from _consequence(wait)
    if facts["buffered"]:
        yield say.BUFFERED, {}
    elif facts["other_keys"]:
        yield say.OTHER_KEYS, {"keys": [one or "—" for one in facts["other_keys"]]}
    else:
        yield say.NOT_COME, {}


def _signal(wait: Wait) -> Iterator[Said]:
    yield say.SIGNAL, {}
    yield from _consequence(wait)


def _condition(wait: Wait) -> Iterator[Said]:
    facts = wait.facts
    yield (say.CONDITION_BROKEN if "problem" in facts else say.CONDITION), {"value": Value(facts["value"])}
    if facts["value"] is True:
        yield (say.HOLDS_NOW if wait.interrupting else say.HELD_BEFORE), {}
    if facts["reads"]:
        yield say.READS, {"reads": [Value(value, name) for name, value in facts["reads"].items()]}
    yield from _consequence(wait)


def _consequence(wait: Wait) -> Iterator[Said]:
    """What happens to the activity beside which an event lies in wait."""
    if wait.role != "beside":
        return
    if wait.beside is None:
        yield (say.ENDS_ALL if wait.interrupting else say.BESIDE_ALL), {}
    else:
        yield (say.INTERRUPTS if wait.interrupting else say.BESIDE), {}


def _join(wait: Wait) -> Iterator[Said]:
    facts = wait.facts
    yield _JOINS.get(facts["gateway"], say.JOIN) if not facts["fired"] else say.JOIN_FIRED, {}
    for missing in facts["missing"]:
        if missing["coming"]:
            yield say.CAN_COME, missing
        elif facts["gateway"] == "parallelGateway":
            yield say.CANNOT_COME, missing
    if wait.stuck:
        yield say.STUCK, {}


def _call(wait: Wait) -> Iterator[Said]:
    yield (say.CALL if "instance" in wait.facts else say.CALL_UNKNOWN), {}


def _scope(wait: Wait) -> Iterator[Said]:
    yield (say.SCOPE if wait.facts["inside"] else say.SCOPE_EMPTY), {}


def _ad_hoc(wait: Wait) -> Iterator[Said]:
    yield (say.AD_HOC if wait.facts["possible"] else say.AD_HOC_CLOSED), {}


def _suspended(wait: Wait) -> Iterator[Said]:
    yield (say.SUSPENDED_BY if "who" in wait.facts else say.SUSPENDED), {}


def _job(wait: Wait) -> Labels:
    late = wait.kind == "leased" and wait.facts["left"] < timedelta(0)
    if wait.kind == "job" and not wait.facts["external"]:
        return say.JOB_OURS
    return say.LEASE_OVER if late else say.JOBS[wait.kind]


def _failure(wait: Wait) -> Iterator[Said]:
    yield (say.FAILED_JOB if "type" in wait.facts else say.FAILED), {}
    if "incident" in wait.facts:
        yield say.MEND, {}


_JOINS = {"inclusiveGateway": say.JOIN_INCLUSIVE, "complexGateway": say.JOIN_COMPLEX}
_TOLD = {
    "task": _task,
    "timer": _timer,
    "message": _message,
    "signal": _signal,
    "conditional": _condition,
    "join": _join,
    "call": _call,
    "scope": _scope,
    "ad_hoc": _ad_hoc,
    "suspended": _suspended,
}
