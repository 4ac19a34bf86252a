"""JSON texts as the inputs of a decision: each value becomes what its input's type says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from engine import feel
from engine.errors import Invalid
from engine.feel import Environment, types
from engine.feel.numbers import number
from engine.feel.running import Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.feel import Value
    from engine.feel.types import Type

_CONVERSIONS: dict[Type, tuple[str, str]] = {
    types.DATE: ("date(text)", "2026-01-31"),
    types.TIME: ("time(text)", "10:00:00"),
    types.DATE_TIME: ("date and time(text)", "2026-01-31T10:00:00Z"),
    types.DAYS: ("duration(text)", "P1DT2H"),
    types.MONTHS: ("duration(text)", "P1Y6M"),
}
"""How a string is read where the type is temporal, and how one looks."""
_ABOUT = 40


class NoJson(Invalid):
    text: ClassVar[str] = "The input is no JSON object: {reason} {remedy}"


class _Unfit(Exception):
    """A value is of another type than its input."""


def parsed(text: str) -> dict[str, Any]:
    """The object that *text* writes, its numbers exact; raises `NoJson`."""
    try:
        plain = json.loads(
            text,
            parse_float=_number,
            parse_int=_number,
            parse_constant=_no_constant,
            object_pairs_hook=_once_each,
        )
        _check_characters(plain)
    except json.JSONDecodeError as mistake:
        place = f"line {mistake.lineno}, column {mistake.colno}"
        raise NoJson(reason=f"{place}: {mistake.msg}.", remedy="Correct it.") from None
    except RecursionError:
        raise NoJson(reason="it is nested too deeply.", remedy="Make it flatter.") from None
    if not isinstance(plain, dict):
        raise NoJson(reason=f"it is {_told(plain)}.", remedy='Write one, such as {"amount": 100}.')
    return plain


def _check_characters(plain: Any) -> None:
    """Refuse texts that could not be written anywhere."""
    try:
        json.dumps(plain, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError as half:
        reason = f"{half.object[half.start]!r} is half of a character."
        raise NoJson(reason=reason, remedy="Write both halves, or the character itself.") from None


def _number(text: str) -> Decimal:
    value = number(text)
    if value is None:
        raise NoJson(reason=f"{text:.40} is no number that FEEL can hold.", remedy="Write a smaller one.")
    return value


def _no_constant(name: str) -> None:
    raise NoJson(reason=f"{name} is no number of JSON.", remedy="Write a number, or null.")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise NoJson(reason=f"{twice!r} stands twice.", remedy="Leave one of them.")
    return made


def converted(wanted: Type, plain: Any, name: str) -> tuple[Value, list[str]]:
    """*plain* as a value of *wanted*, and in a sentence each what stands against it."""
    problems: list[str] = []
    value = _converted(wanted, plain, name, problems)
    return value, problems


def _converted(wanted: Type, plain: Any, name: str, problems: list[str]) -> Value:
    try:
        value = _read(wanted, plain, name, problems)
    except _Unfit as unfit:
        problems.append(f"{name} is {_told(plain)}, the model says {unfit}.")
        return None
    if isinstance(wanted, types.Restricted) and not problems and not _allowed(wanted, value):
        problems.append(f"{name} is {_told(plain)}, the model allows {_allowing(wanted)}.")
    return value


def _read(wanted: Type, plain: Any, name: str, problems: list[str]) -> Value:
    base = types.plain(wanted)
    if plain is None or base == types.ANY:
        return plain
    if isinstance(base, types.ListType):
        return _list(base, plain, name, problems)
    if isinstance(base, types.ContextType):
        return _context(base, plain, name, problems)
    return _READERS.get(base, _unwritable)(base, plain)


def _list(wanted: types.ListType, plain: Any, name: str, problems: list[str]) -> Value:
    if not isinstance(plain, list):
        raise _Unfit(f"{wanted}: write it in brackets, [ and ]")
    return [
        _converted(wanted.item, item, f"{name}[{number}]", problems) for number, item in enumerate(plain, 1)
    ]


def _context(wanted: types.ContextType, plain: Any, name: str, problems: list[str]) -> Value:
    if not isinstance(plain, Mapping):
        raise _Unfit(f"an object with {', '.join(member for member, _ in wanted.members) or 'members'}")
    made = dict(plain)
    for member, type_ in wanted.members:
        # A component's type is called like the component; what it is made of says more.
        if member in plain:
            made[member] = _converted(type_, plain[member], f"{name}.{member}", problems)
        else:
            problems.append(
                missing(f"{name}.{member}", type_.base if isinstance(type_, types.Restricted) else type_)
            )
    return made


def missing(name: str, type_: Type) -> str:
    """That an input or a part of one is not there."""
    return f"{name} is missing ({kind(type_)}). Give it, or null if it is not known."


def kind(type_: Type) -> str:
    """What a type is called here."""
    return "any type" if type_ == types.ANY else str(type_)


def _temporal(wanted: Type, plain: Any) -> Value:
    conversion, example = _CONVERSIONS[wanted]
    value = feel.evaluate(conversion, {"text": plain}) if isinstance(plain, str) else None
    if types.type_of(value) != wanted:
        raise _Unfit(f'{wanted}: write it as "{example}"')
    return value


def _simple(kind: type) -> Callable[[Type, Any], Value]:
    def read(wanted: Type, plain: Any) -> Value:
        if not isinstance(plain, kind):
            raise _Unfit(str(wanted))
        return plain

    return read


def _unwritable(wanted: Type, _: Any) -> Value:
    raise _Unfit(f"{wanted}, which JSON cannot write: decide with a model that computes it")


_READERS: dict[Type, Callable[[Type, Any], Value]] = {
    types.NUMBER: _simple(Decimal),
    types.STRING: _simple(str),
    types.BOOLEAN: _simple(bool),
    **dict.fromkeys(_CONVERSIONS, _temporal),
}


def _allowed(wanted: types.Restricted, value: Value) -> bool:
    return types.coerce(wanted, value, Run(Environment())) is not types.MISMATCH


def _allowing(wanted: Type) -> str:
    """The tests that the values of a type pass."""
    while isinstance(wanted, types.Restricted):
        if wanted.allowed is not None:
            return wanted.allowed.text
        wanted = wanted.base
    return f"only a {wanted}"


def _told(plain: Any) -> str:
    """*plain* for a person: its JSON, shortened, and what it is."""
    match plain:
        case None:
            return "null"
        case bool():
            return "true" if plain else "false"
        case Decimal():
            return f"the number {plain}"
        case str():
            text = json.dumps(plain, ensure_ascii=False)
            return "the string " + (text if len(text) <= _ABOUT else f'{text[:_ABOUT]}…"')
    return "a list" if isinstance(plain, list) else "an object"
