"""The effect journal's rows: what a step wrote, read, sent and armed, as short as it can be told.

A row is a JSON list whose end is cut off where nothing follows (0 stands for an empty place):
``[took, came, new, old, went, sent, records, reads, closed]``.

* *took*: the token that was completed or fired; 0 when a person changed the instance by hand, or started it.
* *came*: ``number, element`` of each token that stands since then: tasks, timers, subscriptions, jobs, waiting joins.
  Many in a row at one element are ``number, [element, count]``.
* *new*: variables that were not there; *old*: ``[path, value before]``. A path is a name, or ``[scope, name, ...]``.
* *went*: ``number, element`` of the other tokens that left, each with what was saved about it if that is anything.
* *sent*: ``[kind, element, token, job]`` for each job (j), message (m) and signal (s); a computed name is last. Mails
  that an operation queued together (q) are told by the first job's key and, as token, how far away the last one's is.
* *records*: ``type, key, version`` of what was written; the field history has the values.
* *reads*: record to field to value, as expressions read them; what decisions read stands in the decision log.
* *closed*: ``[scope, parent, variables]`` that went with their element.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal, cast

import orjson

from engine.facts import fact
from engine.feel import from_plain, to_plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.feel.values import Value

Path = tuple[int | str, ...]
"""A scope (0 is the instance's own), a variable's name, then entries and places inside it."""
SentKind = Literal["j", "m", "s", "q"]
_NOT_KEPT = frozenset({"at", "open"})
"""Of a token's memo: its history row knows the one, its job the other."""


@fact
class Sent:
    """A job, a message or a signal that the step handed to the workers."""

    kind: SentKind
    element: int
    number: int
    """The token's."""
    job: int
    name: str | None = None
    """Of a message or signal, when an expression made it."""


@fact
class Gone:
    """A token that left without being what the step was about."""

    number: int
    element: int
    memo: Mapping[str, Any] = field(default_factory=dict)


@fact
class RecordWrite:
    type: str
    key: int
    version: int
    """The version that the write made; 1 is a new record."""


@fact
class Effects:
    """What one step did; elements by their number in the definition."""

    took: int = 0
    came: Sequence[tuple[int, int]] = ()
    new: Sequence[Path] = ()
    old: Sequence[tuple[Path, Value]] = ()
    went: Sequence[Gone] = ()
    sent: Sequence[Sent] = ()
    records: Sequence[RecordWrite] = ()
    reads: Mapping[str, Value] = field(default_factory=dict)
    """Path such as ``opportunity:42.amount`` to value."""
    closed: Sequence[tuple[int, int | None, Mapping[str, Value]]] = ()

    @property
    def written(self) -> Iterator[Path]:
        yield from self.new
        yield from (path for path, _ in self.old)


def to_text(effects: Effects) -> str | None:
    """The row of a step; None when there is nothing to tell. Most of its places are empty."""
    row: list[Any] = [
        effects.took,
        effects.came and _pairs(effects.came),
        effects.new and [_short(path) for path in effects.new],
        effects.old and [[_short(path), to_plain(value)] for path, value in effects.old],
        effects.went and [part for gone in effects.went for part in _gone(gone, effects.took)],
        effects.sent and [_sent(one) for one in effects.sent],
        effects.records and [part for one in effects.records for part in (one.type, one.key, one.version)],
        effects.reads and _grouped(effects.reads),
        effects.closed
        and [[scope, parent, _plain(variables)] for scope, parent, variables in effects.closed],
    ]
    while row and not row[-1]:
        row.pop()
    return orjson.dumps([one or 0 for one in row]).decode() if row else None


def from_text(text: str) -> Effects:
    row: list[Any] = orjson.loads(text)
    parts: list[Any] = [*row, *[0] * (9 - len(row))]
    took, came, new, old, went, sent, records, reads, closed = parts
    return Effects(
        took=took,
        came=tuple(_unpaired(came or [])),
        new=tuple(_long(path) for path in new or []),
        old=tuple((_long(path), from_plain(value)) for path, value in old or []),
        went=tuple(_went(went or [])),
        sent=tuple(_unsent(one) for one in sent or []),
        records=tuple(
            RecordWrite(type=kind, key=key, version=version) for kind, key, version in _threes(records or [])
        ),
        reads=dict(_ungrouped(reads or {})),
        closed=tuple(
            (scope, parent, {name: from_plain(plain) for name, plain in variables.items()})
            for scope, parent, variables in closed or []
        ),
    )


def kept(memo: Mapping[str, Any]) -> dict[str, Any]:
    """What of a token's memo the journal keeps."""
    return {name: value for name, value in memo.items() if name not in _NOT_KEPT}


def _pairs(came: Sequence[tuple[int, int]]) -> list[Any]:
    """Flat pairs; many tokens in a row at one element are one pair."""
    if len(came) == 1:
        return [*came[0]]
    runs: list[list[int]] = []
    for number, element in came:
        if runs and runs[-1][1] == element and runs[-1][0] + runs[-1][2] == number:
            runs[-1][2] += 1
        else:
            runs.append([number, element, 1])
    return [
        part
        for number, element, count in runs
        for part in (number, element if count == 1 else [element, count])
    ]


def _unpaired(flat: Sequence[Any]) -> Iterator[tuple[int, int]]:
    for first, what in zip(flat[::2], flat[1::2], strict=True):
        element, count = what if isinstance(what, list) else (what, 1)
        yield from ((first + offset, element) for offset in range(count))


def _short(path: Path) -> Any:
    scope, *rest = path
    return rest[0] if scope == 0 and len(rest) == 1 else [scope, *rest]


def _long(path: Any) -> Path:
    return (0, path) if isinstance(path, str) else tuple(path)


def _gone(gone: Gone, took: int) -> tuple[Any, ...]:
    if gone.memo:
        return gone.number, gone.element, dict(gone.memo)
    return () if gone.number == took else (gone.number, gone.element)


def _went(flat: Sequence[Any]) -> Iterator[Gone]:
    position = 0
    while position < len(flat):
        number, element, *rest = flat[position : position + 3]
        memo = rest[0] if rest and isinstance(rest[0], dict) else None
        yield Gone(number=number, element=element, memo=memo or {})
        position += 2 if memo is None else 3


def _sent(one: Sent) -> list[Any]:
    return [one.kind, one.element, one.number, one.job, *([] if one.name is None else [one.name])]


def _unsent(row: Sequence[Any]) -> Sent:
    kind, element, number, job, *name = row
    return Sent(
        kind=cast("SentKind", kind), element=element, number=number, job=job, name=name[0] if name else None
    )


def _threes(flat: Sequence[Any]) -> Iterator[tuple[str, int, int]]:
    return zip(flat[::3], flat[1::3], flat[2::3], strict=True)


def _grouped(reads: Mapping[str, Value]) -> dict[str, dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {}
    for path, value in reads.items():
        record, name = _split(path)
        groups.setdefault(record, {})[name] = to_plain(value)
    return groups


def _split(path: str) -> tuple[str, str]:
    """Record and field; a search has no record."""
    record, dot, name = path.partition(".")
    return (record, name) if dot and record.partition(":")[2].isdecimal() else ("", path)


def _ungrouped(groups: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Value]]:
    for record, fields in groups.items():
        for name, plain in fields.items():
            yield (f"{record}.{name}" if record else name), from_plain(plain)


def _plain(variables: Mapping[str, Value]) -> dict[str, Any]:
    return {name: to_plain(value) for name, value in variables.items()}
