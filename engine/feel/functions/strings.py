"""Functions over strings; positions count from 1, characters are whole characters."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.errors import Undefined
from engine.feel.functions.conversion import joined
from engine.feel.functions.registry import built_in
from engine.feel.numbers import whole
from engine.feel.patterns import compiled

if TYPE_CHECKING:
    from engine.feel.running import Run
    from engine.feel.values import Value


@built_in("substring", "string: string, start position: number, length: number?")
def _substring(text: str, start: Decimal, length: Decimal | None = None) -> str:
    first = whole(start)
    count = None if length is None else int(length)
    if not first or (count is not None and count < 1):
        raise Undefined("start position and length are whole numbers, not 0, and length is positive")
    begin = first - 1 if first > 0 else len(text) + first
    if not 0 <= begin < len(text):
        raise Undefined(f"the string has no character {first}")
    return text[begin:] if count is None else text[begin : begin + count]


@built_in("string length", "string: string")
def _string_length(text: str) -> Decimal:
    return Decimal(len(text))


@built_in("upper case", "string: string")
def _upper_case(run: Run, text: str) -> str:
    return run.text(text.upper())


@built_in("lower case", "string: string")
def _lower_case(run: Run, text: str) -> str:
    return run.text(text.lower())


@built_in("trim", "string: string")
def _trim(text: str) -> str:
    return text.strip()


@built_in("substring before", "string: string, match: string")
def _substring_before(text: str, match: str) -> str:
    before, found, _ = text.partition(match) if match else ("", "", "")
    return before if found else ""


@built_in("substring after", "string: string, match: string")
def _substring_after(text: str, match: str) -> str:
    return text.partition(match)[2] if match else text


@built_in("contains", "string: string, match: string")
def _contains(text: str, match: str) -> bool:
    return match in text


@built_in("starts with", "string: string, match: string")
def _starts_with(text: str, match: str) -> bool:
    return text.startswith(match)


@built_in("ends with", "string: string, match: string")
def _ends_with(text: str, match: str) -> bool:
    return text.endswith(match)


@built_in("matches", "input: string, pattern: string, flags: string|null?")
def _matches(run: Run, text: str, pattern: str, flags: str | None = None) -> bool:
    return compiled(pattern, flags or "", run).fits(text, run)


@built_in("replace", "input: string, pattern: string, replacement: string, flags: string|null?")
def _replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    expression = compiled(pattern, flags or "", run)
    if expression.fits("", run):
        raise Undefined("the pattern matches the empty string")
    made: list[str] = []
    end = 0
    for found in expression.find_all(text, run):
        made += [text[end : found.start()], expression.filled(replacement, found, run)]
        end = found.end()
    return run.text("".join([*made, text[end:]]))


@built_in("split", "string: string, delimiter: string")
def _split(run: Run, text: str, delimiter: str) -> list[Value]:
    parts: list[Value] = []
    end = 0
    run.make(len(text))
    pattern = compiled(delimiter, "", run)
    if pattern.fits("", run):
        raise Undefined("the delimiter matches the empty string")
    for found in pattern.find_all(text, run):
        parts.append(text[end : found.start()])
        end = found.end()
    return [*parts, text[end:]]


@built_in("string join", "list: list, delimiter: string|null?")
def _string_join(run: Run, parts: list[Value], delimiter: str | None = None) -> str:
    words = [part for part in parts if part is not None]
    if not all(isinstance(word, str) for word in words):
        raise Undefined("an item is no string")
    return joined(delimiter or "", words, run)


@built_in("is blank", "string: string")
def _is_blank(text: str) -> bool:
    return not text.strip()
